"""What holds a lead's team up: blockers by age, approvals with their clocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from campaigns.models import Gate, Item, StageRun
from meetings.models import Blocker
from meetings.services.escalation import ages
from roles.models import Member


@dataclass(frozen=True)
class Stuck:
    blocker: Blocker
    age: int


def blockers(reader: Member, *, on: date) -> Sequence[Stuck]:
    """The team's open blockers, the oldest first. Two queries."""
    standing = list(Blocker.objects.visible_to(reader).filter(raised_on__lte=on).open().for_list().oldest_first())
    age = ages(reader.team, standing, on=on)
    return [Stuck(one, age[one.pk]) for one in standing]


def approvals(reader: Member) -> QuerySet[StageRun]:
    """The items that stand at a gate, by their clock."""
    gates = Gate.objects.filter(stage=OuterRef("stage"))
    runs = StageRun.objects.visible_to(reader).open().filter(Exists(gates), item__state=Item.State.OPEN)
    return runs.select_related("item__team", "stage__role", "assignee__person").order_by("due_at", "pk")
