"""The gates of an item's whole way: what was said there, whether it still counts, who can say it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from campaigns import gates
from campaigns.gates import GateState
from campaigns.models import Approval, Gate, Item, Stage
from campaigns.standing import Standing

PASSED, OF_ANOTHER, GONE, DECLINED = "passed", "of_another", "gone", "declined"
WAITING, SKIPPED, TO_COME = "waiting", "skipped", "to_come"


@dataclass(frozen=True)
class Decided:
    """A gate, and what was said there last."""

    stage: Stage
    gate: Gate
    state: str
    said: Approval | None = None
    here: GateState | None = None


def of_item(standing: Standing) -> list[Decided]:
    """Each gate of the workflow in order; of a closed item only those where something was said."""
    item = standing.item
    said: dict[int, list[Approval]] = defaultdict(list)
    for one in gates.approvals_of(item):
        said[one.gate_id].append(one)
    here = {state.gate.pk: state for state in standing.gates}
    rows = [
        _decided(standing, stage, gate, said[gate.pk], here.get(gate.pk))
        for stage in standing.stages
        for gate in gates.of_workflow(item)
        if gate.stage_id == stage.pk
    ]
    return rows if item.is_open else [row for row in rows if row.said]


def _decided(standing: Standing, stage: Stage, gate: Gate, said: Sequence[Approval], here: GateState | None) -> Decided:
    item, last = standing.item, said[-1] if said else None
    if here is not None and item.is_open:
        return _here(standing, stage, here, said)
    if last is None:
        is_skipped = stage.position <= item.now.stage.position or not _applies(gate, item)
        return Decided(stage, gate, SKIPPED if is_skipped else TO_COME)
    state = GONE if _counted(standing, stage) else OF_ANOTHER
    if last.decision == Approval.Decision.DECLINED:
        state = DECLINED
    elif last.version_hash == standing.print:
        state = PASSED
    return Decided(stage, gate, state, last)


def _here(standing: Standing, stage: Stage, here: GateState, said: Sequence[Approval]) -> Decided:
    """A gate where the item stands: a yes of this time that an edit took away is said so."""
    last = said[-1] if said else None
    state = PASSED if here.is_passed else WAITING
    if state == WAITING and last is not None and last.run_id == standing.item.run_id:
        is_yes = last.decision == Approval.Decision.APPROVED
        state = GONE if is_yes and last.version_hash != standing.print else WAITING
    return Decided(stage, here.gate, state, last, here)


def _applies(gate: Gate, item: Item) -> bool:
    """Whether it will be asked, as far as one can tell now; the words are looked at when the item gets there."""
    return gate.condition == Gate.Condition.WORDS_ASK or gates.applies(gate, item)


def _counted(standing: Standing, stage: Stage) -> bool:
    """Whether a yes of this stage has to hold for the text of now: no stage since was for writing."""
    here = standing.item.now.stage
    if not standing.item.is_open or here.is_for_writing or stage.position > here.position:
        return False
    last = max(
        (one.position for one in standing.stages if one.is_for_writing and one.position <= here.position), default=0
    )
    return stage.position > last
