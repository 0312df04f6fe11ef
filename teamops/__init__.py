"""The wiring of TeamOps: settings, addresses, the broker, what runs by itself."""

from teamops.celery import app as celery_app

__all__ = ["celery_app"]
