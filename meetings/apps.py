from importlib import import_module

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        """Register what meetings contribute to the numbers."""
        import_module("meetings.sources")
        import_module("meetings.from_reviews")
