"""Who may say yes at a gate: its holders, their deputies, and who never may, because they made what is judged."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from campaigns.models import Credit, Gate, Item, Version
from roles.models import Assignment, Leave, Member
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
    wrote = Version.objects.filter(item=item).values_list("by", flat=True)
    credited = Credit.objects.filter(item=item).values_list("member", flat=True)
    return {*wrote, *credited}


def workers(team: int, *, on: date) -> dict[int, Member]:
    """Everybody in the team who may work on items that day, by key, with their level."""
    found = Member.objects.filter(team=team).who_may(Permission.WORK_ON_ITEMS, on=on).select_related("person", "team")
    return {member.pk: member for member in found}


def of_gate(gate: Gate, item: Item, *, on: date) -> list[Seat]:
    """The seats at a gate on a day.

    A holder who is away with a deputy: the deputy sits there; where the deputy made the item, the team's leads do. A
    holder who made the item has no seat. If that leaves none, whoever may approve where nobody holds the role sits.
    """
    team = workers(item.team_id, on=on)
    barred = makers(item)
    deputies = _deputies(team, on=on)
    leads = [one for one in team.values() if one.may(Permission.RUN_WORK) and one.pk not in barred]
    seats = []
    for holder in _holders(gate, team, on=on):
        if holder.pk in barred:
            continue
        deputy = deputies.get(holder.pk)
        sitting = [holder] if deputy is None else leads if deputy.pk in barred else [deputy]
        seats.append(Seat(holder, tuple(sitting)))
    if any(seat.sitting for seat in seats):
        return [seat for seat in seats if seat.sitting]
    stand_ins = [one for one in team.values() if one.may(Permission.APPROVE_WORK) and one.pk not in barred]
    return [Seat(one, (one,)) for one in stand_ins]


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


def _holders(gate: Gate, team: dict[int, Member], *, on: date) -> list[Member]:
    if gate.role_id is None:
        rungs = LADDER[LADDER.index(Level(gate.level)) :]
        return [one for one in team.values() if one.level in rungs]
    held = Assignment.objects.in_force(on=on).filter(role=gate.role_id, member__in=list(team))
    keys = dict.fromkeys(held.order_by("-share", "pk").values_list("member", flat=True))
    return [team[key] for key in keys]


def _deputies(team: dict[int, Member], *, on: date) -> dict[int, Member]:
    away = Leave.objects.filter(member__in=list(team), deputy__in=list(team)).overlapping(first=on, last=on)
    return {holder: team[deputy] for holder, deputy in away.values_list("member", "deputy")}
