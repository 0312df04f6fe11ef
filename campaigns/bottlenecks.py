"""Where the work waits: how long items stood at each stage in a month, and how often they came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property

from django.db.models import Exists, OuterRef
from django.utils import timezone

from campaigns.durations import percentile
from campaigns.models import Stage, StageRun, Workflow
from roles.clock import WorkingClock
from roles.models import Team
from teamops.lib.months import last_of

HALF, MOST = Decimal("0.5"), Decimal("0.9")
FAR, FREE = Decimal(2), Decimal("1.25")


@dataclass(frozen=True)
class Stay:
    """An item's way through a stage, and the working hours that it took."""

    run: StageRun
    hours: Decimal
    is_again: bool

    @property
    def is_late(self) -> bool:
        return self.run.due_at is not None and self.run.left_at is not None and self.run.left_at > self.run.due_at

    @property
    def is_back(self) -> bool:
        return self.run.outcome == StageRun.Outcome.SENT_BACK


@dataclass(frozen=True)
class StageTime:
    """What a stage took in a month: half of the items that left it took at most ``median``, nine in ten ``p90``."""

    stage: Stage
    stays: Sequence[Stay]

    @property
    def count(self) -> int:
        return len(self.stays)

    @cached_property
    def median(self) -> Decimal | None:
        return percentile([one.hours for one in self.stays], HALF)

    @cached_property
    def p90(self) -> Decimal | None:
        return percentile([one.hours for one in self.stays], MOST)

    @property
    def late(self) -> int:
        return sum(one.is_late for one in self.stays)

    @property
    def back(self) -> int:
        """How often an item was sent back from here."""
        return sum(one.is_back for one in self.stays)

    @property
    def again(self) -> int:
        """How many of the stays weren't the item's first at this stage."""
        return sum(one.is_again for one in self.stays)

    @property
    def rework(self) -> Decimal | None:
        """The rework rate in percent: stays that weren't the first ÷ all stays."""
        return Decimal(100 * self.again) / self.count if self.stays else None

    @property
    def is_over(self) -> bool:
        """Whether the middle one of its stays took longer than the stage has."""
        return bool(self.stage.hours and self.median is not None and self.median > self.stage.hours)

    def some(self, which: str) -> list[Stay]:
        """The stays behind a number, the longest first."""
        found = {
            "late": [one for one in self.stays if one.is_late],
            "back": [one for one in self.stays if one.is_back],
            "again": [one for one in self.stays if one.is_again],
            "slow": [one for one in self.stays if self.p90 is not None and one.hours >= self.p90],
        }.get(which, self.stays)
        return sorted(found, key=lambda one: -one.hours)


def of_month(team: Team, workflow: Workflow, month: date) -> list[StageTime]:
    """The stages of a workflow, with what left each of them in the month, whatever version it went by."""
    clock = WorkingClock(team)
    stays: dict[str, list[Stay]] = {}
    for run in _runs(team, workflow.code, month):
        stay = Stay(run, clock.between(run.entered_at, run.left_at or run.entered_at), run.is_again)  # type: ignore[attr-defined]  # annotated by _runs
        stays.setdefault(run.stage.code, []).append(stay)
    stages = {stage.code: stage for stage in workflow.stages.all()}
    for code, found in stays.items():
        stages.setdefault(code, found[0].run.stage)  # a stage of another version: after those of this one
    return [StageTime(stage, stays.get(code, [])) for code, stage in stages.items()]


def scale_of(rows: Sequence[StageTime]) -> Decimal | None:
    """Where the bars end, in working hours: at the greatest nine in ten, or at a limit that lies up to twice as far. A
    limit still further off would press all bars flat: it gets an arrow, and the bars leave a quarter free for that.
    Nothing where nothing left a stage."""
    longest = max((row.p90 for row in rows if row.p90 is not None), default=None)
    if longest is None:
        return None
    limits = [Decimal(row.stage.hours) for row in rows if row.stays and row.stage.hours]
    near = [hours for hours in limits if hours <= longest * FAR]
    end = max([longest, *near])
    return end if len(near) == len(limits) else max(end, longest * FREE)


def _runs(team: Team, code: str, month: date) -> list[StageRun]:
    first = _start_of(month)
    end = timezone.make_aware(datetime.combine(last_of(month), time.max))
    before = StageRun.objects.filter(item=OuterRef("item"), stage__code=OuterRef("stage__code"), pk__lt=OuterRef("pk"))
    found = StageRun.objects.filter(item__team=team, item__workflow__code=code, left_at__range=(first, end))
    return list(
        found.annotate(is_again=Exists(before)).select_related("stage__role", "item__workflow", "assignee__person")
    )


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
