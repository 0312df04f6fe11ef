"""Where dots, labels and lines go on the small charts. Percent and pixels; the templates only print them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from teamops.lib.rounding import round_half_up

Number = Decimal

HUNDRED = Decimal(100)
# The axis leaves 2 % free at both ends, so that a label on the edge isn't cut.
LEFT, WIDTH = Decimal(2), Decimal(96)
STEP = 10
# Dots nearer than this, in percent of the width, would cover each other.
NEAR = Decimal("1.2")
# A name is about so wide, in percent of the page's width.
NAME = Decimal(6)
LEVELS = (42, 58, 74)
# All of it stays above the axis.
AXIS = 90
# Names are tried above a dot, below it and beside it: baselines so far from its middle.
ABOVE, BELOW, BESIDE = -16, 22, 4
# A dot reaches so far from its middle, a letter above and below its baseline.
RADIUS, LETTER, UNDER = 6, 11, 2
MOST_NAMES = 12


@dataclass(frozen=True)
class Mark:
    x: str
    value: int


@dataclass(frozen=True)
class Dot:
    """One total on the axis, and where its name goes; nowhere if there is no room for it."""

    name: str
    total: Decimal
    is_marked: bool
    x: str
    y: int
    name_x: str
    name_y: int | None
    anchor: str


@dataclass(frozen=True)
class Spread:
    """A dot for each total above one axis."""

    marks: Sequence[Mark]
    dots: Sequence[Dot]
    goal: str

    @property
    def lowest(self) -> Decimal:
        return min(dot.total for dot in self.dots)

    @property
    def highest(self) -> Decimal:
        return max(dot.total for dot in self.dots)


def spread(totals: Sequence[tuple[str, Decimal, bool]]) -> Spread | None:
    """The spread of (name, total, whether it needs a look); ``None`` for fewer than two."""
    if len(totals) < 2:  # noqa: PLR2004 - one dot has no spread
        return None
    lowest = min(total for _name, total, _marked in totals)
    highest = max(total for _name, total, _marked in totals)
    first = int(lowest // STEP) * STEP
    last = max(int(-(-highest // STEP)) * STEP, 110)
    first = max(min(first, last - 6 * STEP), 0)

    def place(value: Decimal | int) -> Decimal:
        return LEFT + WIDTH * (Decimal(value) - first) / (last - first)

    ordered = sorted(totals, key=lambda one: one[1])
    spots = spots_of([place(total) for _name, total, _marked in ordered], is_named=len(totals) <= MOST_NAMES)
    dots = [
        Dot(name, total, is_marked, percent(spot.x), spot.y, percent(spot.name_x), spot.name_y, spot.anchor)
        for (name, total, is_marked), spot in zip(ordered, spots, strict=True)
    ]
    marks = [Mark(percent(place(value)), value) for value in range(first, last + 1, STEP)]
    return Spread(marks, dots, percent(place(100)))


class Box(NamedTuple):
    """What a dot or a name covers: percent of the width from left to right, pixels from top to bottom."""

    left: Decimal
    right: Decimal
    top: int
    bottom: int

    def meets(self, other: "Box") -> bool:
        is_beside = self.right <= other.left or other.right <= self.left
        return not is_beside and self.top < other.bottom and other.top < self.bottom


class Spot(NamedTuple):
    """Where a dot goes, and its name: the baseline, and whether it stands right of the dot instead of in its column."""

    x: Decimal
    y: int
    name_y: int | None = None
    is_right: bool = False

    @property
    def name_x(self) -> Decimal:
        return self.x + NEAR if self.is_right else self.x

    @property
    def anchor(self) -> str:
        return "start" if self.is_right else "middle"

    @property
    def boxes(self) -> list[Box]:
        dot = Box(self.x - NEAR / 2, self.x + NEAR / 2, self.y - RADIUS, self.y + RADIUS)
        if self.name_y is None:
            return [dot]
        left = self.name_x if self.is_right else self.x - NAME / 2
        return [dot, Box(left, left + NAME, self.name_y - LETTER, self.name_y + UNDER)]

    @property
    def fits(self) -> bool:
        return self.boxes[-1].bottom <= AXIS and self.boxes[-1].right <= HUNDRED

    def covers(self, other: "Spot") -> bool:
        return any(one.meets(another) for one in self.boxes for another in other.boxes)


def spots_of(xs: Sequence[Decimal], *, is_named: bool) -> list[Spot]:
    """Places for dots, from left to right: on the highest level where the name finds room, too.

    Where there is no room for a dot, those that it covers give up their names.
    """
    found: list[Spot] = []
    for x in xs:
        named = (Spot(x, y, y + way, way == BESIDE) for y in LEVELS for way in (ABOVE, BELOW, BESIDE))
        offered = chain(named if is_named else (), (Spot(x, y) for y in LEVELS))
        free = (one for one in offered if one.fits and not any(one.covers(other) for other in found))
        spot = next(free, Spot(x, LEVELS[-1]))
        found = [one._replace(name_y=None) if one.covers(spot) else one for one in found] + [spot]
    return found


def percent(value: Decimal) -> str:
    return f"{round_half_up(value)}%"


@dataclass(frozen=True)
class Trend:
    """A line over some months; a month without a total is a gap."""

    paths: Sequence[str]
    last_x: str
    last_y: str
    label_y: str
    labels: Sequence[tuple[str, str]]


TREND_LEFT, TREND_RIGHT, TREND_TOP, TREND_BOTTOM = Decimal(4), Decimal(280), Decimal(24), Decimal(70)


def trend(totals: Sequence[Decimal | None]) -> Trend | None:
    """The line through monthly totals, the oldest first; ``None`` with fewer than two of them."""
    known = [total for total in totals if total is not None]
    if len(known) < 2 or totals[-1] is None:  # noqa: PLR2004 - a line takes two points
        return None
    low, high = min(known), max(known)
    spread_of = max(high - low, Decimal(1))
    low -= (spread_of - (high - low)) / 2
    across = (TREND_RIGHT - TREND_LEFT) / (len(totals) - 1)
    points = [
        None
        if total is None
        else (TREND_LEFT + across * place, TREND_BOTTOM - (TREND_BOTTOM - TREND_TOP) * (total - low) / spread_of)
        for place, total in enumerate(totals)
    ]
    paths: list[list[str]] = [[]]
    for point in points:
        if point is None:
            paths.append([])
        else:
            paths[-1].append(f"{point[0]:.1f},{point[1]:.1f}")
    last = points[-1]
    if last is None:
        return None
    return Trend(
        paths=["M" + " ".join(path) for path in paths if len(path) > 1],
        last_x=f"{last[0]:.1f}",
        last_y=f"{last[1]:.1f}",
        label_y=f"{last[1] - 8:.1f}",
        labels=[],
    )
