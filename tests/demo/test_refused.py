"""When ``manage.py demo`` does nothing at all."""

import pytest
from django.core.management import CommandError

from roles.models import Person, Team
from tests.conftest import make_member
from tests.demo.conftest import TODAY, run

pytestmark = pytest.mark.django_db


def test_somebodys_own_team_at_that_address_is_left_alone():
    Team.objects.create(slug="demo", name="自己的团队")

    for options in ({}, {"reset": True}):
        with pytest.raises(CommandError):
            run(day=TODAY, **options)

    assert Team.objects.get(slug="demo").name == "自己的团队"


def test_a_run_that_cannot_end_leaves_nothing_behind(team):
    make_member(team, "hejing")

    with pytest.raises(CommandError):
        run(day=TODAY)

    assert not Team.objects.filter(slug="demo").exists()
    assert not Person.objects.filter(username="zhoumingyuan").exists()
