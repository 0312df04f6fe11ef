"""From what was reached to a card: targets cut to the days held, the rule applied, parts blended. No database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from kpis.figures import Reached
from kpis.models.templates import Half
from kpis.plan import Asked, PlannedPart
from kpis.scoring import ZERO, Earned, Result, Wanted, blend, prorated, settle, total_of
from teamops.lib.months import Span
from teamops.lib.rounding import exactly


@dataclass(frozen=True, slots=True)
class MonthDays:
    """The days by which targets shrink: the month's working days, and how far it has been counted."""

    month: Span
    counted: Span
    working: Sequence[date]

    @property
    def is_over(self) -> bool:
        return self.counted.last >= self.month.last

    def held(self, span: Span, away: Collection[date]) -> int:
        """How many of the working days somebody held who was there in ``span`` but for the days ``away``."""
        if not away and span.first <= self.month.first and span.last >= self.month.last:
            return len(self.working)
        return sum(day in span and day not in away for day in self.working)


class ComputedLine(NamedTuple):
    asked: Asked
    reached: Reached
    wanted: Wanted
    earned: Earned
    pace: Decimal | None


@dataclass(frozen=True, slots=True)
class ComputedPart:
    part: PlannedPart
    weight: Decimal
    lines: Sequence[ComputedLine]
    result: Result
    pace: Decimal | None


@dataclass(frozen=True, slots=True)
class ComputedCard:
    """A card before it is written. ``halves`` and ``total`` are exact."""

    parts: Sequence[ComputedPart]
    halves: Mapping[str, Decimal | None]
    total: Decimal | None
    pace: Decimal | None

    @property
    def lines(self) -> list[ComputedLine]:
        return [line for part in self.parts for line in part.lines]


@exactly
def computed_card(
    parts: Sequence[tuple[PlannedPart, Sequence[Reached]]], *, days: MonthDays, away: Collection[date]
) -> ComputedCard:
    """Score one member's month. ``away``: their days of leave in it."""
    weights = [part.share * (part.span & days.counted).length for part, _reached in parts]
    everything = sum(weights, ZERO)
    computed = [
        computed_part(part, reached, weight / everything, days=days, away=away)
        for (part, reached), weight in zip(parts, weights, strict=True)
        if weight
    ]
    halves = {half: blend([(one.result.halves[half], one.weight) for one in computed]) for half in Half.values}
    pace = None if days.is_over else blend([(one.pace, one.weight) for one in computed])
    return ComputedCard(computed, halves, total_of(halves.values()), pace)


def computed_part(
    part: PlannedPart, reached: Sequence[Reached], weight: Decimal, *, days: MonthDays, away: Collection[date]
) -> ComputedPart:
    held = days.held(part.span, away)
    weights = {half: part.template.weight_of(half) for half in Half.values}
    wanted = [
        wanted_of(asked, found, held=held, of=len(days.working))
        for asked, found in zip(part.asked, reached, strict=True)
    ]
    result = settle(wanted, weights=weights)
    if days.is_over:
        paced, pace = result, None
    else:
        slowed = [
            at_pace(one, asked, found, part.span) for one, asked, found in zip(wanted, part.asked, reached, strict=True)
        ]
        paced = settle(slowed, weights=weights)
        pace = paced.total
    lines = [
        ComputedLine(asked, found, one, earned, None if days.is_over else at_this_pace.score)
        for asked, found, one, earned, at_this_pace in zip(
            part.asked, reached, wanted, result.lines, paced.lines, strict=True
        )
    ]
    return ComputedPart(part, weight, lines, result, pace)


def wanted_of(asked: Asked, found: Reached, *, held: int, of: int) -> Wanted:
    """A flow's target shrinks to the working days held; whoever held none has no data."""
    kpi = asked.kpi
    zero_at, target, actual = kpi.zero_at, kpi.target, found.figure.value
    if target is None:
        msg = f"{kpi.template} is published with a KPI that has no target: {asked.kpi.metric.code}."
        raise ValueError(msg)
    if asked.formula.folds_like_a_flow and held != of:
        if not held:
            return Wanted(kpi.half, kpi.weight, zero_at, target, kpi.cap, None)
        return Wanted(
            kpi.half,
            kpi.weight,
            prorated(zero_at, held=held, of=of),
            prorated(target, held=held, of=of),
            kpi.cap,
            actual,
        )
    return Wanted(kpi.half, kpi.weight, zero_at, target, kpi.cap, actual)


def at_pace(wanted: Wanted, asked: Asked, found: Reached, span: Span) -> Wanted:
    """The same, with a flow's target cut to the calendar days gone."""
    if not asked.formula.folds_like_a_flow or found.through is None:
        return wanted
    gone = (span & Span(span.first, found.through)).length
    if not gone:
        return wanted
    return Wanted(
        wanted.half,
        wanted.weight,
        prorated(wanted.zero_at, held=gone, of=span.length),
        prorated(wanted.target, held=gone, of=span.length),
        wanted.cap,
        wanted.actual,
    )
