"""Content: topics that were settled, and content promised for a day.

Both count for whoever has a part in the item: who answers for it, who had it where its text is written, who is
credited for it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from campaigns.models import Approval, Credit, Gate, IncidentDetail, Item, StageRun
from campaigns.sources.records import Record, counts, moments, through
from roles.models import Team
from teamops.lib.months import Span

FORWARD = [StageRun.Outcome.MOVED, StageRun.Outcome.APPROVED]


@counts("process.topics_planned", "process.topics_done")
def topics(team: Team, span: Span, at: datetime) -> Iterator[Record]:
    """A topic that was settled (its item left the first stage), on the day for which it was promised, else the day on
    which it was settled. Done: it came out by now, even if later than promised. Two queries."""
    first, last = moments(span, at)
    found = promised(team).annotate(settled=Min("runs__left_at", filter=Q(runs__outcome__in=FORWARD)))
    on_the_day = Q(promise__range=(span.first, through(span, at)), settled__isnull=False)
    found = found.filter(on_the_day | Q(promise=None, settled__range=(first, last)))
    yield from for_those_with_a_part(
        (item, promise or timezone.localdate(settled), published is not None)
        for item, promise, settled, published in found.values_list("pk", "promise", "settled", "content__published_at")
    )


@counts("process.outputs_due", "process.outputs_on_time")
def outputs(team: Team, span: Span, at: datetime) -> Iterator[Record]:
    """Content on the day for which it was promised; on time if it came out by the end of that day. What is promised
    for today counts once it is out. Two queries."""
    today = timezone.localdate(at)
    found = promised(team).filter(promise__range=(span.first, through(span, at)))
    rows = found.values_list("pk", "promise", "content__published_at", "state", "closed_at")
    due = []
    for item, promise, published, state, closed in rows:
        on_time = published is not None and timezone.localdate(published) <= promise
        was_dropped = state == Item.State.DROPPED and timezone.localdate(closed) <= promise
        if (promise < today or on_time) and not was_dropped:
            due.append((item, promise, on_time))
    yield from for_those_with_a_part(due)


@counts("", "process.violations")
def violations(team: Team, span: Span, at: datetime) -> Iterator[Record]:
    """Published content, on its publishing day, for who let it pass at compliance: counted are those that the platform
    ruled against afterwards. Content without any gives 0, so that a clean month is a number. One query."""
    ruled = IncidentDetail.objects.filter(content_item=OuterRef("run__item"), is_ruled=True).exclude(
        item__state=Item.State.DROPPED
    )
    passed = Approval.objects.filter(
        run__item__team=team,
        run__item__content__published_at__range=moments(span, at),
        gate__kind=Gate.Kind.COMPLIANCE,
        decision=Approval.Decision.APPROVED,
    ).annotate(is_ruled=Exists(ruled))
    rows = passed.order_by("run__item", "by").values_list(
        "run__item", "by", "run__item__content__published_at", "is_ruled"
    )
    for item, member, published, is_ruled in rows.distinct():
        yield Record(member, timezone.localdate(published), is_ruled, item=item)


def promised(team: Team) -> QuerySet[Any]:
    """The team's content, each with the day for which it was promised, if any."""
    return Item.objects.filter(team=team, kind=Item.Kind.CONTENT).annotate(
        promise=Coalesce("content__promised_on", "due_on")
    )


def for_those_with_a_part(found: Iterable[tuple[int, date, bool]]) -> Iterator[Record]:
    """A record for each item and each member with a part in it. One query."""
    rows = list(found)
    parts = with_a_part({item for item, _day, _good in rows})
    for item, day, is_good in rows:
        for member in sorted(parts[item]):
            yield Record(member, day, is_good, item=item)


def with_a_part(items: Collection[int]) -> dict[int, set[int]]:
    """Who answers for each of these items, who had it to write, who is credited for it."""
    owners = Item.objects.filter(pk__in=items).values_list("pk", "owner")
    writers = StageRun.objects.filter(item__in=items, stage__is_for_writing=True, assignee__isnull=False)
    credited = Credit.objects.filter(item__in=items)
    found: dict[int, set[int]] = defaultdict(set)
    rows = owners.order_by().union(
        writers.order_by().values_list("item", "assignee"), credited.order_by().values_list("item", "member")
    )
    for item, member in rows:
        found[item].add(member)
    return found
