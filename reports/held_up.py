"""What holds a lead's team up: blockers by age, approvals with their clocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from campaigns.mine import urgency
from campaigns.models import Gate, Item
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


def approvals(reader: Member) -> list[Item]:
    """The items that stand at a gate, by their clock. One query."""
    gates = Gate.objects.filter(stage=OuterRef("run__stage"))
    items = Item.objects.visible_to(reader).open().filter(Exists(gates)).for_list().select_related("run__stage__role")
    return sorted(items, key=urgency)
