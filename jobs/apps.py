from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class JobsConfig(AppConfig):
    name = "jobs"

    def ready(self) -> None:
        """Load what runs when. It stands above all apps, so it is named in the settings, as the addresses are."""
        import_module(settings.SCHEDULE)
