"""An item as it is read whole, on its page and over REST: what several parts of that ask for, loaded once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from campaigns.models import Approval, Item, Stage, StageRun, Version
from campaigns.once import once, remembering
from campaigns.seats import roster_of
from campaigns.services.items import DETAILS


@dataclass(frozen=True)
class Whole:
    """The stages of an item's workflow, all times it stood at one, all that was decided there, the versions of its text
    with the newest first."""

    item: Item
    stages: Sequence[Stage]
    runs: Sequence[StageRun]
    approvals: Sequence[Approval]
    versions: Sequence[Version]

    @property
    def version(self) -> Version | None:
        """The newest, the only one with all its words."""
        return self.versions[0] if self.versions else None


def load(item: Item, *, on: date) -> Whole:
    """Load a whole item in four queries, and let what is asked about it from then on be looked up once."""
    way = Stage.objects.filter(workflow=item.workflow_id).with_their_gates()
    gates = {gate.pk: gate for _stage, its in way for gate in its}
    versions = Version.objects.filter(item=item).for_item_page()
    by_key = {one.pk: one for one in versions}
    runs, said = item.runs.with_what_was_said()
    for run in runs:
        run.version = by_key[run.version_id] if run.version_id else None
    for approval in said:
        approval.version = by_key[approval.version_id] if approval.version_id else None
        approval.gate = gates[approval.gate_id]
    whole = Whole(item, [stage for stage, _gates in way], runs, said, versions)
    remembering(
        item, stages=whole.stages, gates=[*gates.values()], approvals=said, versions=versions, version=whole.version
    )
    once(item, "makers", lambda: roster_of(item, on=on).makers)
    if item.kind in DETAILS:
        once(item, "detail", lambda: getattr(item, item.kind))
    return whole
