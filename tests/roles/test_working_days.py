"""Working days: China's holidays and make-up days, the team's own word, and years that aren't announced."""

from datetime import date

import pytest

from roles import calendar
from roles.calendar import WorkingDays, is_announced, missing_year
from roles.models import DayOverride
from roles.services import days
from roles.year import Kind, year_of
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import Span

OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31))


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2026, 10, 1), False),  # National Day
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),  # a Saturday worked in exchange
        (date(2026, 10, 11), False),
        (date(2026, 9, 20), True),  # a Sunday worked in exchange
        (date(2026, 2, 17), False),  # Spring Festival
        (date(2026, 2, 14), True),
    ],
)
def test_the_official_calendar(team, day, is_worked):
    assert (day in WorkingDays(team, Span(day, day))) is is_worked


def test_october_2026_has_18_working_days(team):
    assert len(WorkingDays(team, OCTOBER)) == 18


def test_the_team_works_or_not_whatever_the_calendar_says(team, manager):
    days.set_day(team, day=date(2026, 10, 10), is_working=False, by=manager, note="团建")
    days.set_day(team, day=date(2026, 10, 11), is_working=True, by=manager)

    worked = WorkingDays(team, OCTOBER)

    assert date(2026, 10, 10) not in worked
    assert date(2026, 10, 11) in worked
    kinds = {day.day: day.kind for week in year_of(team, 2026)[9].weeks for day in week if day}
    assert kinds[date(2026, 10, 10)] == Kind.TEAM_OFF
    assert kinds[date(2026, 10, 11)] == Kind.TEAM_WORKS
    assert kinds[date(2026, 10, 1)] == Kind.HOLIDAY
    assert kinds[date(2026, 10, 12)] == Kind.WORKED


def test_what_the_calendar_says_anyway_needs_no_exception(team, manager):
    day = date(2026, 10, 12)
    days.set_day(team, day=day, is_working=False, by=manager)
    days.set_day(team, day=day, is_working=True, by=manager)
    assert not DayOverride.objects.exists()


def test_anothers_exception_is_not_ours(team, other_team, outsider):
    days.set_day(other_team, day=date(2026, 10, 12), is_working=False, by=outsider)
    assert len(WorkingDays(team, OCTOBER)) == 18


def test_settling_days_takes_a_manager_of_the_team(team, lead, outsider):
    for by in (lead, outsider):
        with pytest.raises(NotAllowedNow):
            days.set_day(team, day=date(2026, 10, 12), is_working=False, by=by)


def test_a_year_not_announced_is_missing_from_1_december_on(monkeypatch):
    known = {2026}
    monkeypatch.setattr(calendar, "is_announced", known.__contains__)
    assert missing_year(on=date(2026, 11, 30)) is None
    assert missing_year(on=date(2026, 12, 1)) == 2027
    assert missing_year(on=date(2027, 1, 1)) == 2027
    known.add(2027)
    assert missing_year(on=date(2026, 12, 31)) is None


def test_2026_is_announced_and_a_far_year_is_not():
    assert is_announced(2026)
    assert not is_announced(2099)


def test_a_manager_settles_a_day_on_the_page(team, manager, member, browse):
    address = f"/t/{team.slug}/team/working-days/"
    client = browse(manager)
    assert client.get(f"{address}2026-10-10/").context["officially_worked"]
    client.post(f"{address}2026-10-10/", {"is_working": "no", "note": "团建"})
    assert DayOverride.objects.get().note == "团建"
    assert "团建" in client.get(f"{address}?year=2026").content.decode()
    assert client.get(f"{address}2026-13-10/").status_code == 404
    assert browse(member).get(f"{address}2026-10-10/").status_code == 403
    assert browse(member).get(address).status_code == 200
