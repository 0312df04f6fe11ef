"""When an import is confirmed or undone, the team's cards are queued for scoring, once."""

from datetime import UTC, date, datetime

import pytest

from jobs.models import JobRun
from metrics.changes import Change, tell
from teamops.lib.months import Span

pytestmark = pytest.mark.django_db


def change(team, at: datetime, subjects=frozenset({1})) -> Change:
    return Change(team=team, span=Span(date(2026, 10, 1), date(2026, 10, 31)), subjects=subjects, at=at)


def test_a_change_of_the_numbers_queues_the_scoring_through_yesterday(team, other_team):
    tell(change(team, datetime(2026, 11, 2, 4, tzinfo=UTC)))

    (run,) = JobRun.objects.filter(name="rescore")
    assert (run.scope, run.day, run.state) == ("brook", date(2026, 11, 1), JobRun.State.QUEUED)


def test_yesterday_is_the_one_of_beijing(team):
    tell(change(team, datetime(2026, 11, 1, 16, 30, tzinfo=UTC)))  # 00:30 of the 2nd there

    assert JobRun.objects.get(name="rescore").day == date(2026, 11, 1)


def test_many_changes_are_one_run(team):
    for minute in range(3):
        tell(change(team, datetime(2026, 11, 2, 4, minute, tzinfo=UTC)))

    assert JobRun.objects.filter(name="rescore").count() == 1


def test_nothing_changed_queues_nothing(team):
    tell(change(team, datetime(2026, 11, 2, 4, tzinfo=UTC), subjects=frozenset()))

    assert not JobRun.objects.filter(name="rescore").exists()
