"""What would make it 90: for each line of a running month's card, what it alone would have to come to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kpis.adjusted import unrounded
from kpis.models.grades import Ladder
from kpis.reaching import Barrier, Needed, Standing, needed
from kpis.scoring import HUNDRED, ZERO
from kpis.sheet import Sheet, SheetLine
from metrics.models import Metric
from teamops.lib.rounding import CENT

Unit, Fold = Metric.Unit, Metric.Fold
# The smallest difference that people read of a quantity.
STEPS = {
    Unit.PERCENT: Decimal("0.001"),
    Unit.PEOPLE: Decimal(1),
    Unit.TIMES: Decimal(1),
    Unit.PIECES: Decimal(1),
    Unit.SECONDS: Decimal("0.1"),
    Unit.MINUTES: Decimal("0.1"),
}
# May be below zero, and above the whole.
SIGNED = {Fold.SUM, Fold.GROWTH}


@dataclass(frozen=True)
class Way:
    """One line, and what it would have to come to."""

    shown: SheetLine
    needed: Needed

    @property
    def is_possible(self) -> bool:
        return self.needed.actual is not None

    @property
    def is_spent(self) -> bool:
        """Whether it gives all it can give already."""
        return self.needed.most < CENT

    @property
    def is_beyond_edge(self) -> bool:
        return self.needed.barrier == Barrier.EDGE


@dataclass(frozen=True)
class Ahead:
    """One of the ``goals``, how many points are missing, and the ways there: the possible ones first."""

    goal: Decimal
    goals: Sequence[Decimal]
    missing: Decimal
    ways: Sequence[Way]
    is_chosen: bool


def ahead_of(sheet: Sheet, *, ladder: Ladder, today: date, to: str = "") -> Ahead | None:
    """From what counts, adjustments with it, to a higher grade or to 100: the next one, or the one that ``to`` names.

    ``None`` for a card that is signed, old, empty, or there already, and for a month that is over: nothing can be done
    about it. No query.
    """
    card, counting = sheet.card, sheet.counting_total
    if card.is_signed or not card.is_current or card.total is None or counting is None or card.is_over(on=today):
        return None
    exact = unrounded(card.total, card.parts.all()) + sum((move.gained for move in sheet.moves), ZERO)
    goals = sorted(goal for goal in {*ladder.bounds, HUNDRED} if goal > max(counting, exact))
    if not goals:
        return None
    chosen = next((goal for goal in goals if spoken(goal) == to), None)
    goal = goals[0] if chosen is None else chosen
    ways = [Way(line, needed(one, goal - exact)) for line, one in standings(sheet)]
    ways.sort(key=lambda way: (not way.is_possible, -way.needed.most))
    return Ahead(goal, goals, goal - exact, ways, is_chosen=chosen is not None)


def spoken(goal: Decimal) -> str:
    """A goal as addresses name it: 90, 92.5."""
    return f"{goal.normalize():f}"


def standings(sheet: Sheet) -> Iterator[tuple[SheetLine, Standing]]:
    """The lines that have data and weigh something."""
    for part in sheet.parts:
        for shown in (line for half in part.halves for line in half.lines):
            line, weight = shown.line, shown.line.weight * part.part.weight
            if line.actual is None or line.score is None or weight <= 0:
                continue
            lowest, highest = edges(line.kpi.metric, line.actual, line.zero_at, line.target)
            step = STEPS.get(Unit(line.kpi.metric.unit), CENT)
            moved = shown.move.adjustment.points if shown.move else ZERO
            numbers = (line.actual, line.zero_at, line.target, line.kpi.cap, weight)
            yield shown, Standing(*numbers, step, lowest, highest, moved)


def edges(metric: Metric, *known: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """The lowest and the highest number there can be, as far as one can tell: counts and rates don't fall below
    zero, nor does a rate rise above 100 % where neither its target nor what was reached does."""
    if metric.fold in SIGNED or min(known) < 0:
        return None, None
    return ZERO, Decimal(1) if metric.unit == Unit.PERCENT and max(known) <= 1 else None
