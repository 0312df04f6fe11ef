"""Sections about items: whose clock has run over, whose day is today."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Item
from meetings.agenda.lines import Line, Saying
from meetings.agenda.registry import Scene, Written, section

# From so many days over its time on, an item is red.
VERY_LATE = 3


@section("late")
def late(scene: Scene) -> Written:
    """The items whose stage has used up its time or whose day is over, the longest overdue first. One query."""
    at = by_then(scene)
    found = Item.objects.filter(team=scene.team).late(at=at, on=scene.day).for_list()
    over = [(days_over(item, scene, at=at), item) for item in found]
    return Written([late_line(item, days) for days, item in sorted(over, key=lambda one: (-one[0], one[1].pk))])


def ending_today(scene: Scene) -> Iterator[Line]:
    """The items whose stage or whose day ends on the meeting's day and isn't over yet. One query."""
    at = by_then(scene)
    ending = Q(due_on=scene.day) | Q(run__due_at__date=scene.day, run__due_at__gte=at)
    found = Item.objects.filter(team=scene.team).open().filter(ending)
    late = Item.objects.late(at=at, on=scene.day)
    for item in found.exclude(pk__in=late.values("pk")).for_list().order_by("pk"):
        yield line_of(item, tone="yellow", chip=("due_today", {}))


def late_line(item: Item, days: int) -> Line:
    chip: Saying = ("late_days", {"days": days}) if days else ("late_hours", {})
    return line_of(item, tone="red" if days >= VERY_LATE else "orange", chip=chip)


def line_of(item: Item, *, tone: str, chip: Saying) -> Line:
    stage = item.now.stage
    return Line(
        f"item:{item.pk}",
        item.title,
        reverse("campaigns:items-item", args=[item.team.slug, item.pk]),
        who=str(item.now.assignee or item.owner),
        tone=tone,
        chip=chip,
        small=[("stage", {"code": item.code, "name": {"zh": stage.name, "en": stage.name_en}})],
    )


def days_over(item: Item, scene: Scene, *, at: datetime) -> int:
    """Since its stage's time or its own day was over, whichever came first."""
    due_at, ends = item.now.due_at, []
    if due_at is not None and due_at < at:
        ends.append(timezone.localdate(due_at))
    if item.due_on is not None and item.due_on < scene.day:
        ends.append(item.due_on)
    return (scene.day - min(ends)).days


def by_then(scene: Scene) -> datetime:
    """When the meeting looks at its agenda: at its start, if that is still to come."""
    return max(scene.at, scene.meeting.begins)
