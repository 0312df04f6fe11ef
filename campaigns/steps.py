"""The line of stages on an item's page: who had each, from when, for how long, how often."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from campaigns.models import Item, Stage, StageRun
from roles.clock import WorkingClock
from roles.models import Member, Team

HOUR = timedelta(hours=1)
# Most of a stage's time: from here on the page speaks of it.
MOST = Decimal("0.8")


@dataclass(frozen=True)
class Step:
    """A stage as an item has gone through it, or hasn't yet."""

    stage: Stage
    runs: Sequence[StageRun]
    state: str  # done, now, todo
    hours: Decimal
    hours_a_day: Decimal
    is_late: bool

    @property
    def run(self) -> StageRun | None:
        return self.runs[-1] if self.runs else None

    @property
    def who(self) -> Member | None:
        if self.run is None:
            return None
        return self.run.assignee or self.run.left_by

    @property
    def rework(self) -> int:
        """How often it came here again."""
        return max(len(self.runs) - 1, 0)

    @property
    def days(self) -> Decimal:
        """Working days that it took, all times together."""
        return self.hours / self.hours_a_day

    @property
    def left(self) -> Decimal | None:
        """Working hours that are left of the stage's time; below nothing if it is late."""
        return None if self.stage.hours is None else self.stage.hours - self.hours

    @property
    def is_pressing(self) -> bool:
        """Whether most of its time is used."""
        hours = self.stage.hours
        return self.state == "now" and hours is not None and self.hours >= hours * MOST

    @property
    def late_by(self) -> Decimal:
        return max(-(self.left or Decimal(0)), Decimal(0))


def of_item(item: Item, stages: Sequence[Stage], runs: Sequence[StageRun], *, at: datetime) -> list[Step]:
    """Each stage of the item's workflow in order. ``runs`` are all of the item's, the oldest first."""
    by_stage: dict[int, list[StageRun]] = defaultdict(list)
    for run in runs:
        by_stage[run.stage_id].append(run)
    clock, here, a_day = WorkingClock(item.team), item.now.stage.position, hours_a_day(item.team)
    if runs:
        clock.between(runs[0].entered_at, at)  # one look at the calendar for all of them
    steps = []
    for stage in stages:
        found = by_stage[stage.pk]
        state = "done" if stage.position < here or (item.state == Item.State.DONE) else "todo"
        state = "now" if item.is_open and stage.position == here else state
        counted = found[-1:] if state == "now" else found
        hours = sum((clock.between(run.entered_at, run.left_at or at) for run in counted), Decimal(0))
        late = any(run.is_late(at=at) for run in counted)
        steps.append(Step(stage, found, state, hours, a_day, late))
    return steps


def hours_a_day(team: Team) -> Decimal:
    opens, closes = (timedelta(hours=one.hour, minutes=one.minute) for one in (team.work_starts_at, team.work_ends_at))
    return Decimal((closes - opens) / HOUR)
