from importlib import import_module

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        """Register what meetings contribute to the numbers, and what is offered to a stand-up."""
        import_module("meetings.sources")
        import_module("meetings.from_items")
        import_module("meetings.from_reviews")
