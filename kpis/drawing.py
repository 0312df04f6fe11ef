"""Where dots, labels and lines go on the small charts. Percent and pixels; the templates only print them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

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
# Names are tried above a dot, then below it: baselines so far from its middle. Two lines need LINE between them.
ABOVE, BELOW, LINE = -16, 22, 13
# A baseline between these distances from a dot's middle runs through the dot.
THROUGH = range(-7, 17)
MOST_NAMES = 12


@dataclass(frozen=True)
class Mark:
    x: str
    value: int


@dataclass(frozen=True)
class Dot:
    """One total on the axis. ``name_y`` is where its name goes; nothing where there are too many for names."""

    name: str
    total: Decimal
    is_marked: bool
    x: str
    y: int
    name_y: int | None


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

    goal = place(100)
    goal = place(100)
    placed: list[tuple[Decimal, int]] = []
    for _name, total, _marked in (ordered := sorted(totals, key=lambda one: one[1])):
        x = place(total)
        free = (y for y in LEVELS if all(abs(x - other) >= NEAR for other, level in placed if level == y))
        placed.append((x, next(free, LEVELS[-1])))
    names = names_beside(placed) if len(totals) <= MOST_NAMES else [None] * len(totals)
    dots = [
        Dot(name, total, is_marked, percent(x), y, name_y)
        for (name, total, is_marked), (x, y), name_y in zip(ordered, placed, names, strict=True)
    ]
    marks = [Mark(percent(place(value)), value) for value in range(first, last + 1, STEP)]
    return Spread(marks, dots, percent(goal))


def names_beside(dots: Sequence[tuple[Decimal, int]]) -> list[int | None]:
    """Where each dot's name goes so that it covers neither a dot nor another name; ``None`` where there is no room."""
    found: list[int | None] = []
    taken: list[tuple[Decimal, int]] = []
    for x, y in dots:
        free = (
            at
            for at in (y + ABOVE, y + BELOW)
            if all(abs(x - other) >= NAME or abs(at - line) >= LINE for other, line in taken)
            and all(abs(x - other) >= NAME / 2 or at - dot not in THROUGH for other, dot in dots)
        )
        place = next(free, None)
        found.append(place)
        if place is not None:
            taken.append((x, place))
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
