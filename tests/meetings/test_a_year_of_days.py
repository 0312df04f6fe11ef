"""Every day of 2026 against the State Council's announcement, copied by hand: who is due, excused, reminded."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from meetings.attendance import due
from meetings.models import StandUp
from meetings.services import reminding
from notices.models import Notice
from roles.calendar import missing_year
from roles.models import DayOverride, Leave
from teamops.lib.months import Span
from tests.conftest import make_member

pytestmark = pytest.mark.django_db

BEIJING = ZoneInfo("Asia/Shanghai")
# Holidays that fall on weekdays, and weekend days that are worked for them, month by month.
OFF = {1: [1, 2], 2: [16, 17, 18, 19, 20, 23], 4: [6], 5: [1, 4, 5], 6: [19], 9: [25], 10: [1, 2, 5, 6, 7]}
WORKED = {1: [4], 2: [14, 28], 5: [9], 9: [20], 10: [10]}
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))


def by_hand(month: int) -> list[int]:
    """The working days of a month as a person ticks them off on a paper calendar."""
    days = range(1, monthrange(2026, month)[1] + 1)
    weekdays = {day for day in days if date(2026, month, day).isoweekday() <= 5}
    return sorted((weekdays - set(OFF.get(month, []))) | set(WORKED.get(month, [])))


def of_month(days, month: int) -> list[int]:
    return sorted(day.day for day in days if day.month == month)


@pytest.fixture
def crew(team):
    """Who joined before the year."""
    return [make_member(team, f"member{n}", joined_on=date(2025, 12, 1)) for n in range(3)]


def test_each_day_of_the_year_is_due_or_not(team, crew):
    found = due(team, YEAR)

    for one in crew:
        assert {month: of_month(found[one.pk], month) for month in range(1, 13)} == {
            month: by_hand(month) for month in range(1, 13)
        }
    assert len(found[crew[0].pk]) == 248


def test_leave_and_the_teams_own_days_stand_above_the_calendar(team, crew):
    away, _present, _other = crew
    Leave.objects.create(member=away, from_on=date(2026, 2, 12), until_on=date(2026, 2, 24))
    DayOverride.objects.create(team=team, day=date(2026, 5, 9), is_working=False)
    DayOverride.objects.create(team=team, day=date(2026, 6, 19), is_working=True)

    found = due(team, YEAR)

    assert of_month(found[away.pk], 2) == [day for day in by_hand(2) if not 12 <= day <= 24]
    assert of_month(found[crew[1].pk], 2) == by_hand(2)
    for one in crew:
        assert of_month(found[one.pk], 5) == [day for day in by_hand(5) if day != 9]
        assert of_month(found[one.pk], 6) == sorted([*by_hand(6), 19])


def test_a_year_that_is_not_announced_has_its_weekends_and_is_said_to_be_missing(team, crew):
    far = Span(date(2031, 10, 1), date(2031, 10, 12))

    days = due(team, far)[crew[0].pk]

    assert all(day.isoweekday() <= 5 for day in days)
    assert missing_year(on=date(2030, 12, 1)) in (2030, 2031)
    assert missing_year(on=date(2026, 6, 1)) is None


@pytest.mark.parametrize(
    ("day", "reminded"),
    [
        ("2026-02-13", 2),  # the Friday before Spring Festival
        ("2026-02-14", 2),  # a Saturday that is worked
        ("2026-02-17", 0),  # Spring Festival
        ("2026-02-24", 2),  # back at work
        ("2026-10-10", 2),  # a Saturday that is worked
        ("2026-10-11", 0),  # a Sunday
        ("2026-11-17", 2),  # any Tuesday
    ],
)
def test_who_is_due_and_silent_is_reminded(team, crew, day, reminded):
    """Of three one has written."""
    day = date.fromisoformat(day)
    StandUp.objects.create(member=crew[0], day=day, plan="改稿", written_at=datetime.now(BEIJING))
    moment = datetime.combine(day, datetime.min.time(), tzinfo=BEIJING) + timedelta(hours=9, minutes=20)

    reminding.look(moment)

    told = Notice.objects.filter(kind=Notice.Kind.STAND_UP_DUE)
    assert told.count() == reminded
    assert not told.filter(member=crew[0]).exists()
