"""``manage.py demo --reset``: the demo goes, and nothing else."""

from datetime import date

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import ForeignKey

from metrics.models import ImportBatch
from roles.models import Person, Team
from teamops.demo import uploads
from teamops.demo.reset import HANGS_ON_TEAM, remove
from tests.conftest import make_member
from tests.demo.conftest import rows_by_model

pytestmark = pytest.mark.django_db


def test_the_demo_goes_without_a_trace_and_nothing_else_does(demo, rows_before, django_capture_on_commit_callbacks):
    stored = list(ImportBatch.objects.filter(team=demo).values_list("stored_as", flat=True))
    make_member(demo, "newcomer")

    with django_capture_on_commit_callbacks(execute=True):
        remove(demo)

    assert rows_by_model() == rows_before
    assert stored
    assert not any(default_storage.exists(name) for name in stored)
    assert not list(uploads.folder().glob("*"))


def test_whoever_is_in_another_team_too_stays(demo):
    hill = Team.objects.get(slug="hill")
    both = make_member(demo, "both").person
    both.memberships.create(team=hill, joined_on=date(2026, 1, 1))

    remove(demo)

    assert Person.objects.get(username="both").memberships.get().team == hill


def test_everything_that_hangs_on_a_team_is_in_the_list():
    hanging = {Team}
    while True:
        more = {
            model
            for model in apps.get_models()
            for field in model._meta.concrete_fields
            if isinstance(field, ForeignKey) and field.related_model in hanging and model is not Person
        }
        if more <= hanging:
            break
        hanging |= more

    assert hanging == HANGS_ON_TEAM.keys()
