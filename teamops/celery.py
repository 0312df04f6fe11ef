"""The Celery application. Tasks are doors: what must not be lost stands in ``jobs.JobRun``, never in the broker."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teamops.settings.embedded")

app = Celery("teamops")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
