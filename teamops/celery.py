"""The Celery application. Tasks are doors: what must not be lost stands in ``jobs.JobRun``, never in the broker."""

import gc
import os
from importlib import import_module

from celery import Celery
from celery.signals import worker_init, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teamops.settings.embedded")

app = Celery("teamops")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

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
