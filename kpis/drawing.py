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
LEVELS = (36, 52, 68)
# Names above the dots; the words at the target's line stand just over them.
TOP_NAME = 20
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
    dots = []
    at: list[Decimal | None] = [None] * len(LEVELS)
    names: dict[int, Decimal] = {}
    for name, total, is_marked in sorted(totals, key=lambda one: one[1]):
        x = place(total)
        level = next((i for i, taken in enumerate(at) if taken is None or x - taken >= NEAR), len(LEVELS) - 1)
        at[level] = x
        name_y = None
        if len(totals) <= MOST_NAMES:
            rows = (TOP_NAME, LEVELS[0] + 22) if level == 0 else (LEVELS[level] + 20, TOP_NAME)
            free = [y for y in rows if y not in names or x - names[y] >= NAME]
            name_y = next((y for y in free if y != TOP_NAME or abs(x - goal) >= NAME), None)
            if name_y is not None:
                names[name_y] = x
        dots.append(Dot(name, total, is_marked, percent(x), LEVELS[level], name_y))
    marks = [Mark(percent(place(value)), value) for value in range(first, last + 1, STEP)]
    return Spread(marks, dots, percent(goal))


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
