"""Who may say yes at a gate: its holders, their deputies, and who never may, because they made what is judged."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from campaigns.models import Credit, Gate, Item, Version
from campaigns.once import once
from roles.models import Leave, Member
from roles.permissions import LADDER, Level, Permission


@dataclass(frozen=True)
class Seat:
    """One yes that counts at a gate: whose it is, and who may give it now (the holder, or who stands in)."""

    holder: Member
    sitting: tuple[Member, ...]

    def on_behalf(self, by: Member) -> Member | None:
        """For whom ``by`` sits here; nobody for oneself."""
        return None if by.pk == self.holder.pk else self.holder

    def is_for(self, member: Member) -> bool:
        return any(one.pk == member.pk for one in self.sitting)


def makers(item: Item) -> set[int]:
    """The keys of those who wrote or edited the item's text or are credited for it: they never approve it."""
    return once(item, "makers", lambda: makers_of([item])[item.pk])


def makers_of(items: Collection[Item]) -> dict[int, set[int]]:
    """The makers of several items, by key, in one query."""
    made: dict[int, set[int]] = {item.pk: set() for item in items}
    wrote = Version.objects.filter(item__in=made).order_by().values_list("item", "by")
    credited = Credit.objects.filter(item__in=made).order_by().values_list("item", "member")
    for item, member in wrote.union(credited):
        made[item].add(member)
    return made


def workers(team: int, *, on: date) -> dict[int, Member]:
    """Everybody in the team who may work on items that day, by key, with their level."""
    return {member.pk: member for member in _workers(team, on=on)}


def _workers(team: int, *, on: date) -> Any:
    found = Member.objects.filter(team=team).who_may(Permission.WORK_ON_ITEMS, on=on)
    return found.select_related("person", "team")


def _held_on(day: date) -> Q:
    ends = Q(assignments__until_on__isnull=True) | Q(assignments__until_on__gte=day)
    return ends & Q(assignments__from_on__lte=day)


def _has_made(item: Item | None) -> Q:
    """Whether the member wrote, edited or is credited for the item."""
    wrote = Version.objects.filter(item=item, by=OuterRef("pk"))
    credited = Credit.objects.filter(item=item, member=OuterRef("pk"))
    return Q(Exists(wrote)) | Q(Exists(credited))


class Roster:
    """Everybody who could sit at a team's gates on a day: loaded in one query, for as many items as are looked at.
    ``of`` is the one item that is looked at, where it is one: then it also knows who made that."""

    def __init__(self, team: int, *, on: date, of: Item | None = None) -> None:
        away = Leave.objects.filter(member=OuterRef("pk")).overlapping(first=on, last=on).exclude(deputy=None)
        found = list(
            _workers(team, on=on)
            .annotate(deputy_key=Subquery(away.order_by("-pk").values("deputy")[:1]), has_made=_has_made(of))
            .annotate(held=FilteredRelation("assignments", condition=_held_on(on)))
            .select_related("person", "team", "held")
        )
        # A member who holds several roles comes once for each.
        self._team: dict[int, Member] = {member.pk: member for member in found}
        self._deputies = {
            member.pk: self._team[member.deputy_key] for member in found if member.deputy_key in self._team
        }
        self.makers = {member.pk for member in found if member.has_made}
        self._holders: dict[int, dict[int, None]] = {}
        held = [member.held for member in found if hasattr(member, "held")]
        for one in sorted(held, key=lambda one: (-one.share, one.pk)):
            self._holders.setdefault(one.role_id, {})[one.member_id] = None

    @property
    def everybody(self) -> list[Member]:
        return list(self._team.values())

    def of_gate(self, gate: Gate, *, barred: Collection[int]) -> list[Seat]:
        """The seats at a gate of an item that ``barred`` made.

        A holder who is away with a deputy: the deputy sits there; where the deputy made the item, the team's leads do.
        A holder who made the item has no seat. If that leaves none, whoever may approve where nobody holds the role
        sits.
        """
        everybody = [one for one in self.everybody if one.pk not in barred]
        leads = [one for one in everybody if one.may(Permission.RUN_WORK)]
        seats = []
        for holder in self._holders_of(gate):
            if holder.pk in barred:
                continue
            acting = self.acting(holder)
            sitting = leads if acting.pk in barred else [acting]
            seats.append(Seat(holder, tuple(sitting)))
        if any(seat.sitting for seat in seats):
            return [seat for seat in seats if seat.sitting]
        return [Seat(one, (one,)) for one in everybody if one.may(Permission.APPROVE_WORK)]

    def holding(self, role: int) -> list[Member]:
        """Who holds a role that day, the largest share first."""
        return [self._team[key] for key in self._holders.get(role, ())]

    def acting(self, member: Member) -> Member:
        """The member, or who stands in while they are away."""
        return self._deputies.get(member.pk, member)

    def roles_of(self, member: Member) -> set[int]:
        """The keys of the roles that a member holds that day."""
        return {role for role, holders in self._holders.items() if member.pk in holders}

    def _holders_of(self, gate: Gate) -> list[Member]:
        if gate.role_id is None:
            rungs = LADDER[LADDER.index(Level(gate.level)) :]
            return [one for one in self._team.values() if one.level in rungs]
        return self.holding(gate.role_id)


def roster_of(item: Item, *, on: date) -> Roster:
    """Who could sit at the gates of one item."""
    return once(item, ("roster", on), lambda: Roster(item.team_id, on=on, of=item))


def of_gate(gate: Gate, item: Item, *, on: date) -> list[Seat]:
    """The seats at a gate of one item on a day."""
    return roster_of(item, on=on).of_gate(gate, barred=makers(item))


def refusal(gate: Gate, item: Item, by: Member, seats: Collection[Seat]) -> str:
    """Why ``by`` doesn't sit at this gate, and who does."""
    names = _(", ").join(dict.fromkeys(str(one) for seat in seats for one in seat.sitting))
    told = {"names": names, "role": gate.who}
    if by.pk in makers(item):
        if not names:
            return _("You wrote, edited or are credited for this: somebody else has to approve it.") % told
        return _("You wrote, edited or are credited for this. %(names)s can approve it.") % told
    if not names:
        return _("Nobody can approve this now. Assign the role %(role)s to somebody who had no part in it.") % told
    return _("This is for %(role)s to approve. %(names)s can.") % told
