"""Working hours: nights, weekends and holidays don't count."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from roles.clock import WorkingClock
from roles.models import DayOverride


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("begin", "hours", "end"),
    [
        ("2026-11-23T10:00", 2, "2026-11-23T12:00"),
        ("2026-11-23T10:00", Decimal("6.4"), "2026-11-23T16:24"),
        ("2026-11-23T17:30", 2, "2026-11-24T10:30"),
        ("2026-11-23T06:00", 1, "2026-11-23T10:30"),
        ("2026-11-23T23:00", 1, "2026-11-24T10:30"),
        ("2026-11-27T18:00", 1, "2026-11-30T10:00"),  # over a weekend
        ("2026-09-30T18:00", 1, "2026-10-08T10:00"),  # over the National Day holidays
        ("2026-11-23T09:30", 9, "2026-11-23T18:30"),
    ],
)
def test_when_so_many_working_hours_have_gone_by(team, begin, hours, end):
    clock = WorkingClock(team)

    assert clock.after(at(begin), hours) == at(end)
    assert clock.between(at(begin), at(end)) == Decimal(hours)


def test_a_day_that_the_team_is_off_does_not_count(team):
    DayOverride.objects.create(team=team, day=date(2026, 11, 24), is_working=False)

    assert WorkingClock(team).after(at("2026-11-23T17:30"), 2) == at("2026-11-25T10:30")
