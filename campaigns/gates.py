"""How far an item is at the gates: which of them apply, which are passed, what is still missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from campaigns import prints, seats
from campaigns.models import Approval, Gate, Item, Stage
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
    return [gate for gate in stage.gates.select_related("role") if applies(gate, item)]


def here(item: Item, *, on: date) -> list[GateState]:
    """The gates that apply where the item stands now."""
    asked = at_stage(item, item.now.stage)
    if not asked:
        return []
    print_ = prints.of_item(item)
    said = list(Approval.objects.filter(run=item.run_id).approving(print_=print_).select_related("by__person"))
    roster, barred = seats.Roster(item.team_id, on=on), seats.makers(item)
    return [
        GateState(gate, roster.of_gate(gate, barred=barred), [one for one in said if one.gate_id == gate.pk])
        for gate in asked
    ]


def undone(item: Item) -> Stage | None:
    """The first stage before this one whose approval an edit has withdrawn; it has to be passed again.

    Asked are the stages after the last one where text is written: there an edit is expected, and what was approved
    before it holds for the version of then.
    """
    print_ = prints.of_item(item)
    before = list(
        Stage.objects.filter(workflow=item.workflow_id, position__lt=item.now.stage.position).prefetch_related("gates")
    )
    if item.now.stage.is_for_writing:
        return None
    last = max((stage.position for stage in before if stage.is_for_writing), default=0)
    for stage in before:
        if stage.position <= last:
            continue
        for gate in at_stage(item, stage):
            said = Approval.objects.filter(run__item=item, gate=gate).approving(print_=print_)
            if not said.exists():
                return stage
    return None
