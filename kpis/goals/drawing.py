"""Where the lines of a goal's picture go: the plan, what was moved to, what was reached; gaps stay gaps.

Lines are drawn in a square of 1000 × 1000 that is stretched; words and dots beside them stand at percent and pixels.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kpis.models import Commitment, Goal, Milestone, ProgressDay
from teamops.lib.months import Span, first_of, month_after
from teamops.lib.rounding import round_half_up

SQUARE = Decimal(1000)
# Pixels: where the square lies in the picture.
TOP, HEIGHT = Decimal(18), Decimal(170)
MOST_MONTHS = 6
TICKS = 4
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Tick:
    """A horizontal line with its value, or a day below the picture."""

    at: str
    value: Decimal | date


@dataclass(frozen=True)
class Dot:
    x: str
    y: str
    name: str
    is_met: bool = True


@dataclass(frozen=True)
class Picture:
    plan: str
    moved: str
    actual: Sequence[str]
    levels: Sequence[Tick]
    days: Sequence[Tick]
    dots: Sequence[Dot]
    last: Dot | None


class Scale:
    """Days from left to right, values from the bottom up."""

    def __init__(self, span: Span, values: Sequence[Decimal]) -> None:
        self.span = span
        low, high = min(values), max(values)
        room = (high - low) * Decimal("0.06")
        self.low, self.high = low - room, high + room

    def x(self, day: date) -> Decimal:
        """Of a day's end."""
        return SQUARE * ((day - self.span.first).days + 1) / self.span.length

    def y(self, value: Decimal) -> Decimal:
        return SQUARE * (self.high - value) / (self.high - self.low)

    def across(self, day: date) -> str:
        return f"{round_half_up(self.x(day) / 10)}%"

    def down(self, value: Decimal) -> str:
        return f"{round_half_up(TOP + HEIGHT * self.y(value) / SQUARE, Decimal('0.1'))}"

    def point(self, day: date, value: Decimal) -> str:
        return f"{self.x(day):.1f},{self.y(value):.1f}"

    def line(self, goal: Goal, commitment: Commitment) -> str:
        before = commitment.start_on - A_DAY
        return f"M{self.point(before, goal.baseline)} {self.point(commitment.end_on, commitment.target)}"


def picture(
    goal: Goal, commitments: Sequence[Commitment], days: Sequence[ProgressDay], milestones: Sequence[Milestone]
) -> Picture | None:
    """The picture of a goal; ``None`` before anything was agreed. ``commitments``: the approved ones."""
    if not commitments:
        return None
    first, newest = commitments[0], commitments[-1]
    known = [(day.day, day.actual) for day in days if day.actual is not None]
    ends = [one.end_on for one in commitments] + [day for day, _value in known]
    values = [goal.baseline, *(one.target for one in commitments), *(value for _day, value in known)]
    scale = Scale(Span(first.start_on, max(ends)), values)
    last = known[-1] if known else None
    return Picture(
        plan=scale.line(goal, first),
        moved=scale.line(goal, newest) if newest is not first else "",
        actual=list(paths(scale, days)),
        levels=[Tick(scale.down(value), value) for value in nice(scale.low, scale.high)],
        days=[Tick(scale.across(day - A_DAY), day) for day in month_starts(scale.span)],
        dots=[
            Dot(scale.across(one.due_on), scale.down(one.value), one.name, is_met=one.is_met)
            for one in milestones
            if one.value is not None
        ],
        last=Dot(scale.across(last[0]), scale.down(last[1]), "") if last else None,
    )


def paths(scale: Scale, days: Sequence[ProgressDay]) -> Iterator[str]:
    """One path for each unbroken run of days with data; a single day is a short dash."""
    run: list[str] = []
    for day in days:
        if day.actual is None:
            yield from path_of(run)
            run = []
        else:
            run.append(scale.point(day.day, day.actual))
    yield from path_of(run)


def path_of(run: list[str]) -> Iterator[str]:
    if run:
        yield "M" + " ".join(run if len(run) > 1 else run * 2)


def nice(low: Decimal, high: Decimal) -> Iterator[Decimal]:
    """Round values between two ends: steps of 1, 2 or 5 times a power of ten, about four of them."""
    rough = (high - low) / TICKS
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    value = (low / step).to_integral_value(rounding="ROUND_CEILING") * step
    while value <= high:
        yield value
        value += step


def month_starts(span: Span) -> list[date]:
    """First days of months within a span, so few that their names don't meet."""
    found = []
    month = first_of(span.first) if span.first.day == 1 else month_after(span.first)
    while month <= span.last:
        found.append(month)
        month = month_after(month)
    every = -(-len(found) // MOST_MONTHS) or 1
    return found[::every]
