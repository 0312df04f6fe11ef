"""What the page of a what-if shows: where dots and bands go on their axes, and what is said of each target."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kpis.drawing import LEFT, STEP, WIDTH, percent
from kpis.fairness import Fairness, History, Standing
from kpis.histories import Checked
from kpis.models import Kpi
from kpis.whatif import Compared, Mover, WhatIf
from metrics.models import Metric
from roles.models import Member
from teamops.lib.rounding import CENT, round_half_up

# From so many points on a change is coloured, as elsewhere.
LARGE = Decimal(5)
# At most so many members stand below a target; those whom it misses come first.
MOST_MEMBERS = 30
LOWEST_TOP = 110
# A picture goes a little beyond its last value, so that a target there isn't taken for its end.
ROOM = Decimal("0.06")
ONE, HUNDRED = Decimal(1), Decimal(100)


@dataclass(frozen=True)
class Axis:
    """From a low to a high value, in percent of a picture's width."""

    low: Decimal
    high: Decimal

    def place(self, value: Decimal) -> str:
        return percent(LEFT + WIDTH * (value - self.low) / (self.high - self.low))


def axis_of_totals(found: WhatIf) -> Axis:
    """Whole tens around all totals, 100 among them: the same for every picture of the page."""
    totals = [total for cell in found.cells for total in (cell.before, cell.after) if total is not None]
    low = min([int(total // STEP) * STEP for total in totals], default=0)
    high = max([-int(-total // STEP) * STEP for total in totals] + [LOWEST_TOP])
    return Axis(Decimal(min(low, high - 5 * STEP)), Decimal(high))


@dataclass(frozen=True)
class Cell:
    """A member's month with the places of its dots."""

    compared: Compared
    axis: Axis

    @property
    def before_x(self) -> str:
        return "" if self.compared.before is None else self.axis.place(self.compared.before)

    @property
    def after_x(self) -> str:
        return "" if self.compared.after is None else self.axis.place(self.compared.after)

    @property
    def tone(self) -> str:
        return tone_of(self.compared.difference)

    @property
    def moves(self) -> bool:
        return self.compared.difference is not None and abs(self.compared.difference) >= CENT


def tone_of(difference: Decimal | None) -> str:
    """Good or bad, only past the threshold."""
    if difference is None or abs(difference) < LARGE:
        return ""
    return "good" if difference > 0 else "bad"


@dataclass(frozen=True)
class Row:
    mover: Mover
    cells: Sequence[Cell | None]

    @property
    def tone(self) -> str:
        return tone_of(self.mover.largest)


@dataclass(frozen=True)
class Picture:
    """The rows of a what-if on one axis."""

    found: WhatIf

    @cached_property
    def axis(self) -> Axis:
        return axis_of_totals(self.found)

    @property
    def goal_x(self) -> str:
        return self.axis.place(Decimal(100))

    @property
    def rows(self) -> list[Row]:
        return [
            Row(mover, [None if one is None else Cell(one, self.axis) for one in mover.months])
            for mover in self.found.rows
        ]


@dataclass(frozen=True)
class Band:
    """One member's history below a target. Nothing to draw without any."""

    name: str
    history: History
    axis: Axis

    @property
    def left(self) -> str:
        return self.axis.place(min(self.history.poor, self.history.good))

    @property
    def width(self) -> str:
        ends = self.history.poor, self.history.good
        return percent(WIDTH * abs(ends[1] - ends[0]) / (self.axis.high - self.axis.low))

    @property
    def poor(self) -> Decimal:
        return readable(self.history.poor)

    @property
    def median(self) -> Decimal:
        return readable(self.history.median)

    @property
    def good(self) -> Decimal:
        return readable(self.history.good)

    @property
    def median_x(self) -> str:
        return self.axis.place(self.history.median)

    @property
    def dots(self) -> list[str]:
        """Each month, where they are too few for a band."""
        return [self.axis.place(one.value) for one in self.history.readings]


ORDER = [Standing.BEYOND, Standing.BELOW, Standing.WITHIN, Standing.TOO_LITTLE]


@dataclass(frozen=True)
class Target:
    """A KPI's target with the bands of those who hold its role."""

    checked: Checked
    people: dict[int, Member]

    @property
    def kpi(self) -> Kpi:
        return self.checked.kpi

    @property
    def metric(self) -> Metric:
        return self.kpi.metric

    @property
    def fairness(self) -> Fairness:
        return self.checked.fairness

    @property
    def ends(self) -> object:
        return self.checked.asked.ends

    @property
    def hit_rate(self) -> Decimal | None:
        """0 to 1."""
        return Decimal(self.fairness.hits) / self.fairness.months if self.fairness.months else None

    @cached_property
    def axis(self) -> Axis:
        """Around every reading and the target, with a little room; from 0 where that is near."""
        values = [reading.value for one in self.fairness.histories for reading in one.readings]
        values.append(self.checked.asked.ends.target)
        low, high = min(values), max(values)
        low = Decimal(0) if 0 <= low < high / 2 else low
        return Axis(low, high + (high - low) * ROOM if high > low else low + 1)

    @property
    def target_x(self) -> str:
        return self.axis.place(self.checked.asked.ends.target)

    @cached_property
    def bands(self) -> list[Band]:
        """Whom the target misses first."""
        found = [
            Band("" if one.member is None else str(self.people[one.member]), one, self.axis)
            for one in self.fairness.histories
        ]
        return sorted(found, key=lambda band: (ORDER.index(band.history.standing), band.name))

    @property
    def shown(self) -> list[Band]:
        return self.bands[:MOST_MEMBERS]

    @property
    def left_out(self) -> int:
        return max(len(self.bands) - MOST_MEMBERS, 0)

    @property
    def spread(self) -> tuple[Decimal, Decimal] | None:
        found = self.fairness.spread
        return found if found is None else (readable(found[0]), readable(found[1]))

    @property
    def weight_of_concern(self) -> int:
        """The order on the page: never, always, the rest."""
        return 0 if self.fairness.is_never else 1 if self.fairness.is_always else 2


def readable(value: Decimal) -> Decimal:
    """Large numbers without places: a percentile of shares is no count."""
    return round_half_up(value, ONE) if abs(value) >= HUNDRED else value


def targets_of(checked: Sequence[Checked]) -> list[Target]:
    """One query."""
    keys = {one.member for found in checked for one in found.fairness.histories if one.member is not None}
    people = {one.pk: one for one in Member.objects.filter(pk__in=keys).select_related("person")}
    return sorted((Target(one, people) for one in checked), key=lambda target: target.weight_of_concern)
