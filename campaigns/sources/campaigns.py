"""Plans that were decided on, of campaigns and of groups' weeks; resources that were asked for. For who answers."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from campaigns.models import Gate, Item, Resource, StageRun, WeekDecision
from campaigns.sources.records import Record, counts, moments, through
from roles.models import Team
from teamops.lib.months import Span

Outcome = StageRun.Outcome


@counts("process.plans_submitted", "process.plans_approved")
def plans(team: Team, span: Span, at: datetime) -> Iterator[Record]:
    """A campaign's plan each time that its approval was decided on, on that day: a plan that was sent back once and
    approved then was submitted twice and approved once. What still waits isn't counted. So for the weeks of groups. Two
    queries."""
    runs = StageRun.objects.filter(
        Exists(Gate.objects.filter(stage=OuterRef("stage"), kind=Gate.Kind.APPROVAL)),
        item__team=team,
        item__kind=Item.Kind.CAMPAIGN,
        left_at__range=moments(span, at),
        outcome__in=[Outcome.MOVED, Outcome.APPROVED, Outcome.SENT_BACK],
    )
    for item, owner, left, outcome in runs.values_list("item", "item__owner", "left_at", "outcome"):
        yield Record(owner, timezone.localdate(left), outcome != Outcome.SENT_BACK, item=item)
    decided = WeekDecision.objects.filter(plan__item__team=team, at__range=moments(span, at))
    for item, owner, when, is_approved in decided.values_list("plan__item", "plan__item__owner", "at", "is_approved"):
        yield Record(owner, timezone.localdate(when), is_approved, item=item)


@counts("process.resources_asked", "process.resources_in_place")
def resources(team: Team, span: Span, at: datetime) -> Iterator[Record]:
    """A resource on the day by which it was needed; in place by the end of that day. What is needed today counts once
    it is in place. One query."""
    today = timezone.localdate(at)
    asked = Resource.objects.asked().filter(item__team=team, needed_by__range=(span.first, through(span, at)))
    rows = asked.exclude(item__state=Item.State.DROPPED).values_list("item", "item__owner", "needed_by", "in_place_on")
    for item, owner, needed, in_place in rows:
        in_time = in_place is not None and in_place <= needed
        if needed < today or in_time:
            yield Record(owner, needed, in_time, item=item)
