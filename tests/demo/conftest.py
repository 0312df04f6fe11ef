"""The demo, made once for all tests that only look at it."""

from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction

from roles.models import Team

TODAY = date(2026, 11, 23)


def rows_by_model() -> dict[str, int]:
    """How many rows each model has."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def run(**options: object) -> str:
    """``manage.py demo``; returns what it printed."""
    printed = StringIO()
    call_command("demo", stdout=printed, **options)
    return printed.getvalue()


@pytest.fixture(scope="module")
def rows_before(django_db_setup, django_db_blocker) -> Iterator[dict[str, int]]:
    """Another team with somebody in it, and then the demo on a Monday, both undone after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        Team.objects.create(slug="hill", name="山野咖啡")
        rows = rows_by_model()
        run(day=TODAY)
        yield rows
        transaction.set_rollback(True)


@pytest.fixture
def demo(rows_before, db) -> Team:
    return Team.objects.get(slug="demo")
