"""What the demo's team says in its stand-ups is about its work."""

from datetime import timedelta

import pytest

from meetings.wall import wall_of
from meetings.wall_by_item import by_item
from tests.demo.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(days=6), TODAY - timedelta(days=20)])
def test_a_day_speaks_of_many_items(demo, day):
    groups = by_item(demo, wall_of(demo, day=day).entries, day=day)

    of_items = [len(one.said) for one in groups if one.item]
    of_none = sum(len(one.said) for one in groups if not one.item)
    assert len(of_items) >= 7
    assert sum(of_items) * 2 > of_none


def test_before_the_team_worked_here_it_spoke_of_none(demo):
    day = TODAY - timedelta(days=33)

    assert [one.item for one in by_item(demo, wall_of(demo, day=day).entries, day=day)] == [None]
