"""When numbers or rules change, the team's unsigned cards are queued for scoring; the job says nothing twice."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from jobs import services as jobs
from jobs.models import JobRun
from kpis import restated
from kpis.models import Scorecard
from metrics.changes import Change, computes, on_change
from roles.models import Team

JOB = "rescore"
# WeChat's days end there.
BEIJING = ZoneInfo("Asia/Shanghai")


def request(team: Team, *, at: datetime) -> None:
    """Queue the scoring of the team's cards through the last day that is over."""
    yesterday = at.astimezone(BEIJING).date() - timedelta(days=1)
    jobs.request(JOB, scope=team.slug, day=yesterday, at=at)


@computes
def is_waiting(team: Team) -> bool:
    """Whether a scoring of the team's cards was asked for and isn't done."""
    return JobRun.objects.filter(name=JOB, scope=team.slug).unfinished().exists()


def is_about_to_score(cards: Iterable[Scorecard], *, of: Team) -> bool:
    """Whether one of a team's cards was reopened and waits for its first scoring. Mostly no query."""
    return any(card.is_unscored for card in cards) and is_waiting(of)


@on_change
def after_change(change: Change) -> None:
    """An import, a join, another attribution: the night needn't come first."""
    restated.touch(change.team, change.span)
    request(change.team, at=change.at)
