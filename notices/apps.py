from importlib import import_module

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        """Refuse nonsense for the base addresses of group bots."""
        import_module("notices.bots.platforms").check()
