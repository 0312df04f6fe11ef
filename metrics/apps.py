from importlib import import_module

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from metrics.connectors import hosts
from teamops.lib import sqlite


class MetricsConfig(AppConfig):
    name = "metrics"

    def ready(self) -> None:
        """Refuse nonsense for base addresses, teach SQLite to sum, register what metrics itself contributes."""
        hosts.check()
        connection_created.connect(sqlite.teach, dispatch_uid="exact sums on SQLite")
        import_module("metrics.data_points")
