"""The Celery application. Tasks are doors: what must not be lost stands in ``jobs.JobRun``, never in the broker."""

import gc
import os
import sys
from importlib import import_module

from celery import Celery, Task
from celery.signals import task_postrun, task_prerun, worker_init, worker_process_init
from django.db import close_old_connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teamops.settings.embedded")

app = Celery("teamops")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Celery would close the database's connection after each task, and the next one would begin with a server process that
# knows nothing yet. It is kept as long as the web keeps its own (below).
app.conf["CELERY_DB_REUSE_MAX"] = sys.maxsize

# A night makes some hundred thousand small objects, none of them in cycles; looking for cycles takes a fifth of it.
OBJECTS_BEFORE_COLLECTING = 200_000


@worker_init.connect
def load_holidays(**_signal: object) -> None:
    """The first use of ``holidays`` loads every country's: once before the children are forked, not once in each."""
    import_module("holidays.countries")


@worker_process_init.connect
def collect_rarely(**_signal: object) -> None:
    """Leave what is there at the start alone, and look for garbage seldom. For worker processes only."""
    gc.freeze()
    gc.set_threshold(OBJECTS_BEFORE_COLLECTING, 20, 20)


@worker_process_init.connect
def take_one_core(**_signal: object) -> None:
    """Several workers share the cores already: a query that took more of them would take them from another team's."""
    connection_created.connect(without_parallel_queries)


def without_parallel_queries(*, connection: BaseDatabaseWrapper, **_signal: object) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")


@task_prerun.connect
@task_postrun.connect
def keep_the_connection(*, task: "Task[..., object]", **_signal: object) -> None:
    """Until it is older than CONN_MAX_AGE, or has failed; as at the start and the end of a request."""
    if not task.request.is_eager:
        close_old_connections()
