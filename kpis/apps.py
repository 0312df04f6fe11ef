from importlib import import_module

from django.apps import AppConfig


class KpisConfig(AppConfig):
    name = "kpis"

    def ready(self) -> None:
        """Listen to changes of the numbers, and say which months are signed."""
        import_module("kpis.rescoring")
        import_module("kpis.signed")
