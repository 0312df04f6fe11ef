"""Reviews: what had to be decided at a gate by a moment, for who decided it; else for who should have."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from campaigns.models import Approval, Credit, Gate, Item, StageRun, Version
from campaigns.sources.records import Record, counts, moments
from roles.models import Assignment, Team
from teamops.lib.months import Span


@counts("process.reviews_due", "process.reviews_within_sla")
def reviews(team: Team, span: Span, at: datetime) -> Iterator[Record]:
    """A review on the day on which its time ran out, once for each who decided; in time if they did by that moment.

    Where nobody decided, it is late for who had it; where nobody had it, for all who held its role that day and didn't
    make the item. What left its gate before its time ran out, undecided, isn't counted. Five queries.
    """
    found = StageRun.objects.filter(
        Exists(Gate.objects.filter(stage=OuterRef("stage"))), item__team=team, due_at__range=moments(span, at)
    ).exclude(item__state=Item.State.DROPPED, left_at__isnull=True)
    runs = list(found.values_list("pk", "item", "stage", "due_at", "left_at", "assignee"))
    decided: dict[int, dict[int, datetime]] = defaultdict(dict)
    said = Approval.objects.filter(run__in=[run[0] for run in runs]).order_by("-at")
    for run, by, when in said.values_list("run", "by", "at"):
        decided[run][by] = when
    made = makers({run[1] for run in runs})
    holders = holding({stage for _run, _item, stage, *_rest in runs}, team, span)
    for run, item, stage, due, left, assignee in runs:
        assert due is not None  # noqa: S101 - they were found by it
        day = timezone.localdate(due)
        for member, when in decided[run].items():
            yield Record(member, day, when <= due, item=item)
        if not decided[run] and (left is None or left > due):
            late = {assignee} if assignee else {who for who, held in holders[stage] if day in held} - made[item]
            for member in sorted(late):
                yield Record(member, day, is_good=False, item=item)


def makers(items: Collection[int]) -> dict[int, set[int]]:
    """Who wrote each of these items or is credited for it: they never approve it. One query."""
    found: dict[int, set[int]] = defaultdict(set)
    wrote = Version.objects.filter(item__in=items).order_by().values_list("item", "by")
    for item, member in wrote.union(Credit.objects.filter(item__in=items).order_by().values_list("item", "member")):
        found[item].add(member)
    return found


def holding(stages: Collection[int], team: Team, span: Span) -> dict[int, list[tuple[int, Span]]]:
    """Who holds the role of a gate of each stage, and from when to when. Two queries."""
    roles = list(Gate.objects.filter(stage__in=stages, role__isnull=False).values_list("stage", "role"))
    rows = Assignment.objects.filter(member__team=team, role__in={role for _stage, role in roles}).overlapping(
        first=span.first, last=span.last
    )
    held: dict[int, list[tuple[int, Span]]] = defaultdict(list)
    for role, member, first, last in rows.values_list("role", "member", "from_on", "until_on"):
        held[role].append((member, Span(first, last or date.max)))
    found: dict[int, list[tuple[int, Span]]] = defaultdict(list)
    for stage, role in roles:
        found[stage] += held[role]
    return found
