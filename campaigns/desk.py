"""The review desk: everything that waits for a yes, with its clock, whose turn it is, and the words found in it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects
from django.utils import timezone

from campaigns import gates, item_words, prints, seats
from campaigns.gates import GateState
from campaigns.item_words import ItemWords
from campaigns.models import Approval, Gate, Item, StageRun, Version
from roles.clock import WorkingClock
from roles.models import Member

HUNDRED = Decimal(100)
SOON = Decimal(80)
# What is read of a text: its words, and the hash that approvals are bound to.
OF_TEXT = (*item_words.FIELDS, "sha256")


@dataclass(frozen=True)
class Waiting:
    """An item at a stage where somebody still has to say yes."""

    item: Item
    run: StageRun
    shut: Sequence[GateState]
    words: ItemWords
    used: Decimal | None
    by: Member
    at: datetime

    @property
    def hits(self) -> int:
        """How many forbidden words stand in it that nobody waived."""
        return len(self.words.blocking)

    @property
    def is_mine(self) -> bool:
        """Whether the reader may say yes here."""
        return any(seat.is_for(self.by) for state in self.shut for seat in state.waiting)

    @property
    def may_claim(self) -> bool:
        return self.is_mine and self.run.claimed_by_id is None

    @property
    def turn(self) -> list[Member]:
        """Whose yes is missing: who has claimed it, else all who may give it."""
        if self.run.claimed_by is not None:
            return [self.run.claimed_by]
        sitting = {one.pk: one for state in self.shut for seat in state.waiting for one in seat.sitting}
        return list(sitting.values())

    @property
    def is_over(self) -> bool:
        return self.run.is_late(at=self.at)

    @property
    def is_soon(self) -> bool:
        return not self.is_over and self.used is not None and self.used >= SOON


def waiting(by: Member, *, at: datetime, kind: str = "", only_mine: bool = False) -> list[Waiting]:
    """What waits in the reader's team, what is due first on top; in eight queries, however much it is."""
    today, team = timezone.localdate(at), by.team
    prefetch_related_objects([team], "day_overrides")
    runs = list(_runs(by))
    for run in runs:
        run.item.run, run.item.team = run, team
    texts = {run.item_id: _text(run) for run in runs}
    words = item_words.of_items([(run.item, texts[run.item_id]) for run in runs], team, on=today)
    roster, made, said = seats.Roster(team.pk, on=today), seats.makers_of([run.item for run in runs]), _said(runs)
    clock = WorkingClock(team)
    found = []
    for run in runs:
        item, print_ = run.item, prints.of_read(run.item, texts[run.item_id])
        shut = [
            state
            for gate in run.stage.gates.all()
            if gates.applies(gate, item, is_legal_asked=words[item.pk].asks_legal)
            and not (
                state := GateState(gate, roster.of_gate(gate, barred=made[item.pk]), said[run.pk, gate.pk, print_])
            ).is_passed
        ]
        if shut:
            found.append(Waiting(item, run, shut, words[item.pk], _used(run, clock, at=at), by, at))
    return sorted(_narrowed(found, kind=kind, only_mine=only_mine), key=_urgency)


def _narrowed(found: Iterable[Waiting], *, kind: str, only_mine: bool) -> Iterable[Waiting]:
    for one in found:
        if (not kind or any(state.gate.kind == kind for state in one.shut)) and (one.is_mine or not only_mine):
            yield one


def _urgency(one: Waiting) -> tuple[bool, datetime, int]:
    return (one.run.due_at is None, one.run.due_at or datetime.max.replace(tzinfo=UTC), one.run.pk)


def _runs(by: Member) -> QuerySet[StageRun]:
    newest = Version.objects.filter(item=OuterRef("item")).order_by("-number")
    runs = StageRun.objects.visible_to(by).open().filter(Exists(Gate.objects.filter(stage=OuterRef("stage"))))
    return (
        runs.filter(item__state=Item.State.OPEN)
        .annotate(**{f"newest_{name}": Subquery(newest.values(name)[:1]) for name in OF_TEXT})
        .select_related(
            "stage__role", "item__workflow", "item__owner__person", "item__campaign", "item__content__channel",
            "assignee__person", "claimed_by__person",
        )
        .prefetch_related(Prefetch("stage__gates", Gate.objects.select_related("role")))
    )  # fmt: skip


def _text(run: StageRun) -> Version | None:
    """The newest version of the item's text, as far as it is read here."""
    read = {name: getattr(run, f"newest_{name}") for name in OF_TEXT}
    return Version(item=run.item, **read) if read["sha256"] else None


def _said(runs: list[StageRun]) -> dict[tuple[int, int, str], list[Approval]]:
    """The yeses at these runs, by run, gate and what was read."""
    said: dict[tuple[int, int, str], list[Approval]] = defaultdict(list)
    yes = Approval.objects.filter(run__in=runs, decision=Approval.Decision.APPROVED).select_related("by__person")
    for approval in yes:
        said[approval.run_id, approval.gate_id, approval.version_hash].append(approval)
    return said


def _used(run: StageRun, clock: WorkingClock, *, at: datetime) -> Decimal | None:
    """How much of the stage's working hours is gone, in percent; none without a limit."""
    if not run.stage.hours:
        return None
    return HUNDRED * clock.between(run.entered_at, at) / run.stage.hours
