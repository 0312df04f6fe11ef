"""Whose turn it is where nobody has an item: with whom a new one will lie, and who may take on one that lies free."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from campaigns import gates, seats
from campaigns.models import Gate, Item, Stage, Workflow
from campaigns.seats import Roster
from roles.models import Member
from roles.permissions import Permission


@dataclass(frozen=True)
class FirstTurn:
    """The stage that an item of a workflow begins at, and who holds its role."""

    stage: Stage
    holders: list[Member]
    # With whom it will lie; nobody where none or several hold the role.
    whose: Member | None

    @property
    def names(self) -> str:
        return _(", ").join(str(one) for one in self.holders)

    @property
    def is_a_deputys(self) -> bool:
        return self.whose is not None and self.whose not in self.holders


def first_turn(workflow: Workflow, team: int, *, on: date) -> FirstTurn | None:
    """Where an item that a team begins on a day will lie; nothing for a workflow without stages. Two queries."""
    stage = workflow.stages.select_related("role").order_by("position").first()
    if stage is None:
        return None
    roster = Roster(team, on=on)
    holders = roster.holding(stage.role_id)
    return FirstTurn(stage, holders, roster.acting(holders[0]) if len(holders) == 1 else None)


def is_free(item: Item) -> bool:
    """Whether nobody has it where it stands."""
    return item.is_open and item.now.assignee_id is None


def free_for(by: Member, items: Iterable[Item], *, on: date) -> set[int]:
    """The keys of those items that lie free and that ``by`` may take on, in three queries. What their texts would ask
    for isn't read: where a gate depends on that, the item's own page offers it."""
    if not by.may(Permission.WORK_ON_ITEMS):
        return set()
    free = [item for item in items if is_free(item)]
    asked: dict[int, list[Gate]] = {item.now.stage_id: [] for item in free}
    for gate in Gate.objects.filter(stage__in=asked).select_related("role"):
        asked[gate.stage_id].append(gate)
    roster, made = Roster(by.team_id, on=on), seats.makers_of(free)
    return {item.pk for item in free if may_take(by, item, asked[item.now.stage_id], roster, barred=made[item.pk])}


def may_take(by: Member, item: Item, asked: Collection[Gate], roster: Roster, *, barred: Collection[int]) -> bool:
    """As ``services.stages.may_claim``, from what is loaded. ``asked`` are all gates of its stage."""
    if any(gate.condition == Gate.Condition.WORDS_ASK for gate in asked):
        return False
    if here := [gate for gate in asked if gates.applies(gate, item)]:
        return any(seat.is_for(by) for gate in here for seat in roster.of_gate(gate, barred=barred))
    return by.may(Permission.RUN_WORK) or item.now.stage.role_id in roster.roles_of(by)
