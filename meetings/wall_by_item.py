"""The wall of a day seen from the work: of each item what was said about it, and by whom."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.models import Item
from meetings.rules import MOST_DAYS_OFF
from meetings.wall import Entry
from roles.models import Member, Team


@dataclass(frozen=True)
class Said:
    """A line of somebody's stand-up, and under which of its headings it stands."""

    member: Member
    heading: str | Promise
    line: str


@dataclass
class OfItem:
    """An item that was spoken of; without one, what belongs to none."""

    item: Item | None
    said: list[Said] = field(default_factory=list)


def by_item(team: Team, entries: Sequence[Entry], *, day: date) -> list[OfItem]:
    """A line is about an item whose title or number stands in it. One query."""
    items = list(under_way(team, [entry.member.pk for entry in entries], on=day))
    found = {item.pk: OfItem(item) for item in items}
    other = OfItem(None)
    for said in lines_in(entries):
        about = [item for item in items if item.title in said.line or item.code in said.line]
        for one in [found[item.pk] for item in about] or [other]:
            one.said.append(said)
    return [one for one in [*found.values(), other] if one.said]


def under_way(team: Team, members: Iterable[int], *, on: date) -> QuerySet[Item]:
    """The items that were open on that day, or so shortly before that they may be what was done since the last
    stand-up, and in which one of these members has a part."""
    theirs = Q(owner__in=members) | Q(made_by__in=members) | Q(runs__assignee__in=members)
    items = Item.objects.filter(theirs, team=team, made_at__date__lte=on)
    return (
        items.filter(Q(closed_at=None) | Q(closed_at__date__gte=on - MOST_DAYS_OFF))
        .for_list()
        .order_by("pk")
        .distinct()
    )


def lines_in(entries: Iterable[Entry]) -> Iterator[Said]:
    for entry in entries:
        for stuck in entry.blockers:
            yield Said(entry.member, _("stuck"), stuck.text)
        for line in entry.stand_up.done_lines:
            yield Said(entry.member, _("yesterday"), line)
        for line in entry.stand_up.plan_lines:
            yield Said(entry.member, _("today"), line)
