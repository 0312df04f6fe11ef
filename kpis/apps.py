from importlib import import_module

from django.apps import AppConfig


class KpisConfig(AppConfig):
    name = "kpis"

    def ready(self) -> None:
        """Listen to changes of the numbers; say which months are signed, and what stands on a metric or a row."""
        import_module("kpis.rescoring")
        import_module("kpis.signed")
        import_module("kpis.uses")
        import_module("kpis.readers")
        import_module("kpis.events")
