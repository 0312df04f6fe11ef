"""How far an item is at the gates: which of them apply, which are passed, what is still missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from campaigns import prints, seats
from campaigns.models import Approval, Gate, Item, Stage
from campaigns.once import once
from campaigns.seats import Seat
from campaigns.services import checks


@dataclass(frozen=True)
class GateState:
    """A gate of the stage an item stands at: who sits there, which seats have said yes to what is there now."""

    gate: Gate
    seats: Sequence[Seat]
    approvals: Sequence[Approval]

    @property
    def waiting(self) -> list[Seat]:
        """The seats that haven't said yes."""
        said = {one.on_behalf_of_id or one.by_id for one in self.approvals}
        return [seat for seat in self.seats if seat.holder.pk not in said]

    @property
    def is_passed(self) -> bool:
        if not self.approvals:
            return False
        return self.gate.needs == Gate.Needs.ANY or not self.waiting


def applies(gate: Gate, item: Item, *, is_legal_asked: bool | None = None) -> bool:
    """Whether the gate's condition holds for this item; ``is_legal_asked`` where the caller knows it already."""
    match gate.condition:
        case Gate.Condition.BUDGET_OVER:
            budget = item.campaign.budget if item.kind == Item.Kind.CAMPAIGN else None
            return budget is not None and gate.budget_over is not None and budget > gate.budget_over
        case Gate.Condition.WORDS_ASK:
            return checks.is_legal_asked(item) if is_legal_asked is None else is_legal_asked
        case Gate.Condition.CHANNEL_IS:
            channel = item.content.channel if item.kind == Item.Kind.CONTENT else None
            return channel is not None and channel.kind == gate.channel_kind
    return True


def at_stage(item: Item, stage: Stage) -> list[Gate]:
    """The gates of a stage that apply to this item."""
    return [gate for gate in of_workflow(item) if gate.stage_id == stage.pk and applies(gate, item)]


def approvals_of(item: Item) -> list[Approval]:
    """Everything that was decided about the item, the first first."""
    related = ("by__person", "on_behalf_of__person", "version")
    return once(item, "approvals", lambda: list(Approval.objects.filter(run__item=item).select_related(*related)))


def of_workflow(item: Item) -> list[Gate]:
    """All gates of the item's workflow, in the order of its stages."""
    found = Gate.objects.filter(stage__workflow=item.workflow_id).select_related("role", "stage")
    return once(item, "gates", lambda: list(found.order_by("stage__position", "position", "pk")))


def here(item: Item, *, on: date) -> list[GateState]:
    """The gates that apply where the item stands now."""
    asked = at_stage(item, item.now.stage)
    if not asked:
        return []
    print_ = prints.of_item(item)
    said = [one for one in approvals_of(item) if one.run_id == item.run_id and one.says_yes_to(print_)]
    roster, barred = seats.roster_of(item, on=on), seats.makers(item)
    return [
        GateState(gate, roster.of_gate(gate, barred=barred), [one for one in said if one.gate_id == gate.pk])
        for gate in asked
    ]


def undone(item: Item) -> Stage | None:
    """The first stage before this one whose approval an edit has withdrawn; it has to be passed again.

    Asked are the stages after the last one where text is written: there an edit is expected, and what was approved
    before it holds for the version of then.
    """
    if item.now.stage.is_for_writing:
        return None
    stages = Stage.objects.filter(workflow=item.workflow_id).order_by("position")
    known = once(item, "stages", lambda: list(stages))
    before = [stage for stage in known if stage.position < item.now.stage.position]
    print_ = prints.of_item(item)
    passed = {one.gate_id for one in approvals_of(item) if one.says_yes_to(print_)}
    last = max((stage.position for stage in before if stage.is_for_writing), default=0)
    for stage in before:
        if stage.position <= last:
            continue
        if any(gate.pk not in passed for gate in at_stage(item, stage)):
            return stage
    return None
