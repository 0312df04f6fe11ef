"""What runs when: 06:10 and 09:15 in Beijing, and what a site that stood still catches up."""

from datetime import UTC, date, datetime, timedelta

import pytest

from jobs import services
from jobs.models import JobRun
from jobs.registry import Due, Run
from roles.models import Team
from teamops.nightly import cleaning, due

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def beijing(hour: int, minute: int, *, day: date = TODAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def nights(at: datetime) -> list[int]:
    return [one.day.day for one in due(at) if one.name == "night"]


@pytest.fixture
def team(team) -> Team:
    team.made_at = beijing(12, 0, day=date(2026, 10, 1))
    team.save()
    return team


def night_done(team: Team, day: date) -> None:
    JobRun.objects.create(name="night", scope=team.slug, day=day, state=JobRun.State.DONE)


def test_yesterdays_night_is_due_from_ten_past_six(team):
    night_done(team, date(2026, 11, 21))

    assert nights(beijing(6, 9)) == []
    assert nights(beijing(6, 10)) == [22]


def test_the_morning_repeats_it_from_a_quarter_past_nine(team):
    assert "morning" not in {one.name for one in due(beijing(9, 14))}
    assert Due("morning", "brook", date(2026, 11, 22)) in list(due(beijing(9, 15)))


def test_missed_days_are_due_oldest_first(team):
    night_done(team, date(2026, 11, 18))

    assert nights(beijing(7, 0)) == [19, 20, 21, 22]


def test_at_most_seven_days_are_caught_up(team):
    night_done(team, date(2026, 10, 30))

    assert nights(beijing(7, 0)) == [16, 17, 18, 19, 20, 21, 22]


def test_a_new_team_has_no_past_to_catch_up(other_team):
    other_team.made_at = beijing(8, 0)
    other_team.save()

    assert nights(beijing(8, 0)) == [22]


def test_a_failed_night_before_a_done_one_is_not_asked_for_again(team):
    night_done(team, date(2026, 11, 22))

    assert nights(beijing(7, 0)) == []


def test_ticking_all_day_writes_each_run_down_once(team):
    for hour in range(24):
        services.tick(at=beijing(hour, 30))

    names = JobRun.objects.filter(day__gte=date(2026, 11, 22)).values_list("name", "scope", "day")
    assert sorted(names) == [
        ("cleaning", "", TODAY),
        ("morning", "brook", date(2026, 11, 22)),
        ("night", "brook", date(2026, 11, 22)),
        ("tick", "", TODAY),
        ("verifying", "brook", TODAY),
    ]


def test_rows_about_runs_are_forgotten_after_ninety_days(noting):
    old = services.request("note", scope="brook", day=TODAY - timedelta(days=91), at=beijing(4, 0))
    kept = services.request("note", scope="brook", day=TODAY - timedelta(days=90), at=beijing(4, 0))

    cleaning(Run("", TODAY, beijing(4, 0), lambda done, total: None))

    assert list(JobRun.objects.filter(name="note")) == [kept]
    assert old.pk != kept.pk
