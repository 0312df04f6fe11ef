"""What a review is filled with before anybody writes: plan against actual, days, time in each stage, rework."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from campaigns import books
from campaigns.aims import Aim
from campaigns.models import Item, Promise, StageRun
from campaigns.spending import Standing
from campaigns.standings import Standings, Target
from teamops.lib.rounding import round_half_up

TENTH = Decimal("0.1")
AN_HOUR = Decimal(3600)


@dataclass(frozen=True)
class StageTime:
    """How long an item was at a stage, all times together, in hours of the calendar; how often it came back there."""

    name: str
    hours: Decimal
    limit: int | None
    times: int


@dataclass(frozen=True)
class Outcome:
    """Plan against actual of a piece of work."""

    targets: list[Target]
    budget: Standing | None
    promised: Promise | None
    planned_days: int | None
    moves: int
    stages: list[StageTime]
    sent_back: int

    @property
    def kept(self) -> dict[str, Any]:
        """As it is put on record when the item is closed: decimals in words."""
        return {
            "targets": [
                [one.metric.code, str(Aim(one.target, one.is_ceiling)), None if one.value is None else f"{one.value:f}"]
                for one in self.targets
            ],
            "budget": [f"{self.budget.planned:f}", f"{self.budget.used:f}"] if self.budget else None,
            "moves": self.moves,
            "stages": [[one.name, f"{one.hours:f}", one.times] for one in self.stages],
            "sent_back": self.sent_back,
        }


def outcome_of(item: Item, *, at: datetime, on: date, moves: int = 0) -> Outcome:
    """What there is to say of an item. Five queries for a campaign, one for anything else."""
    runs = list(item.runs.select_related("stage").order_by("pk"))
    sent_back = sum(run.outcome == StageRun.Outcome.SENT_BACK for run in runs)
    stages = times_of(runs, at=at)
    if item.kind != Item.Kind.CAMPAIGN:
        return Outcome([], None, None, None, 0, stages, sent_back)
    promise = item.promises.filter(number=1).select_related("item__campaign").first()
    targets = Standings(item.team, [promise], last=on).so_far(promise.item, on) if promise else []
    days = (promise.ends_on - promise.starts_on).days + 1 if promise and promise.starts_on and promise.ends_on else None
    return Outcome(targets, books.of_campaign(item.campaign), promise, days, moves, stages, sent_back)


def times_of(runs: list[StageRun], *, at: datetime) -> list[StageTime]:
    found: dict[int, StageTime] = {}
    for run in runs:
        hours = Decimal(int(((run.left_at or at) - run.entered_at).total_seconds())) / AN_HOUR
        before = found.get(run.stage_id)
        total = hours + (before.hours if before else Decimal(0))
        times = 1 + (before.times if before else 0)
        found[run.stage_id] = StageTime(run.stage.label, round_half_up(total, TENTH), run.stage.hours, times)
    return list(found.values())
