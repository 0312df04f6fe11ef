"""What the work puts into the demo's stand-ups: what lay with somebody that morning, what they finished before."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from campaigns.models import Fact, StageRun
from meetings import from_items
from roles.models import Member
from teamops.demo.people import Cast
from teamops.lib.months import Span

# So many lines of items at most in each answer.
MOST = 3


class Spoken:
    """Two queries, for everybody and all days."""

    def __init__(self, cast: Cast) -> None:
        people = list(cast.members.values())
        self.runs: dict[int | None, list[StageRun]] = defaultdict(list)
        runs = StageRun.objects.filter(Q(assignee__in=people) | Q(item__kind="campaign", item__owner__in=people))
        for run in runs.select_related("stage", "item__campaign"):
            for member in speaking_of(run):
                self.runs[member].append(run)
        self.finished: dict[tuple[int | None, date], list[Fact]] = defaultdict(list)
        facts = Fact.objects.filter(by__in=people, kind__in=from_items.FINISHING).exclude(run=None)
        for fact in facts.select_related("item", "run__stage").order_by("at", "pk"):
            self.finished[fact.by_id, timezone.localdate(fact.at)].append(fact)

    def plan(self, member: Member, *, at: datetime) -> list[str]:
        """What lay with them at that moment: first what they would be done with first."""
        lay = sorted((run for run in self.runs[member.pk] if lies(run, at)), key=urgency)
        return first(from_items.planned_line(run.item, run.stage) for run in lay)

    def done(self, member: Member, span: Span) -> list[str]:
        return first(from_items.done_lines(fact for day in span for fact in self.finished[member.pk, day]))


def speaking_of(run: StageRun) -> set[int | None]:
    """With whom it lies; of a campaign its owner speaks, too."""
    return {run.assignee_id} if run.item.kind != "campaign" else {run.assignee_id, run.item.owner_id}


def lies(run: StageRun, at: datetime) -> bool:
    """A campaign whose days are over isn't spoken of any more, though its review is still to come."""
    campaign = getattr(run.item, "campaign", None)
    if campaign is not None and campaign.ends_on < timezone.localdate(at):
        return False
    return run.entered_at <= at and (run.left_at is None or run.left_at > at)


def urgency(run: StageRun) -> tuple[bool, float, int]:
    ends = run.left_at or run.due_at
    return (run.left_at is None, ends.timestamp() if ends else float("inf"), run.pk)


def first(lines: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(lines))[:MOST]
