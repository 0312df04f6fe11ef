from django.apps import AppConfig
from django.db.backends.signals import connection_created

from teamops.lib import sqlite


class MetricsConfig(AppConfig):
    name = "metrics"

    def ready(self) -> None:
        connection_created.connect(sqlite.teach, dispatch_uid="exact sums on SQLite")
