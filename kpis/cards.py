"""From what was reached to a card: targets cut to the days held, the rule applied, parts blended. No database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from kpis.figures import Reached
from kpis.models.templates import Half
from kpis.plan import Asked, PlannedPart
from kpis.scoring import ZERO, Earned, Result, Wanted, blend, settle, stored, total_of
from teamops.lib.months import Span
from teamops.lib.rounding import exactly


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


class Scoring:
    """Scores the cards of one month: by its working days targets shrink, and so far it has been counted.

    What a template wants of somebody who held the role for so many days is worked out once for all of them, but for
    those with targets of their own.
    """

    def __init__(self, month: Span, counted: Span, working: Sequence[date]) -> None:
        self.month, self.counted, self.working = month, counted, working
        self.is_over = counted.last >= month.last
        self._wanted: dict[tuple[int, int, int], list[Wanted]] = {}
        self._weights: dict[int, dict[str, Decimal]] = {}

    @exactly
    def card(self, parts: Sequence[tuple[PlannedPart, Sequence[Reached]]], *, away: Collection[date]) -> ComputedCard:
        """Score one member's month. ``away``: their days of leave in it."""
        weights = [part.share * (part.span & self.counted).length for part, _reached in parts]
        everything = sum(weights, ZERO)
        computed = [
            self.part(part, reached, weight / everything, away=away)
            for (part, reached), weight in zip(parts, weights, strict=True)
            if weight
        ]
        halves = {half: blend([(one.result.halves[half], one.weight) for one in computed]) for half in Half.values}
        pace = None if self.is_over else blend([(one.pace, one.weight) for one in computed])
        return ComputedCard(computed, halves, total_of(halves.values()), pace)

    def part(
        self, part: PlannedPart, reached: Sequence[Reached], weight: Decimal, *, away: Collection[date]
    ) -> ComputedPart:
        held = self.days_held(part.span, away)
        wanted, weights = self.wanted(part, held), self.weights(part)
        actuals = [
            one.figure.value if held or not asked.is_flow else None  # who held no working day has no data
            for asked, one in zip(part.asked, reached, strict=True)
        ]
        result = settle(wanted, actuals, weights=weights)
        if self.is_over:
            lines = [ComputedLine(*line, None) for line in zip(part.asked, reached, wanted, result.lines, strict=True)]
            return ComputedPart(part, weight, lines, result, None)
        paced = settle(self.at_pace(part, reached, wanted), actuals, weights=weights)
        scores = (line.score for line in paced.lines)
        lines = [ComputedLine(*line) for line in zip(part.asked, reached, wanted, result.lines, scores, strict=True)]
        return ComputedPart(part, weight, lines, result, paced.total)

    def days_held(self, span: Span, away: Collection[date]) -> int:
        """How many of the month's working days somebody held who was there in ``span`` but for the days ``away``."""
        if not away and span.first <= self.month.first and span.last >= self.month.last:
            return len(self.working)
        return sum(day in span and day not in away for day in self.working)

    def weights(self, part: PlannedPart) -> dict[str, Decimal]:
        """What each half weighs."""
        template = part.template
        found = self._weights.get(template.pk)
        if found is None:
            found = self._weights[template.pk] = {half: template.weight_of(half) for half in Half.values}
        return found

    def wanted(self, part: PlannedPart, held: int) -> list[Wanted]:
        """What the part's template asks for, a flow's target cut to the working days held."""
        key = (part.template.pk, held, part.assignment if part.has_own_targets else 0)
        found = self._wanted.get(key)
        if found is None:
            found = self._wanted[key] = [self.wanted_of(asked, held) for asked in part.asked]
        return found

    def wanted_of(self, asked: Asked, held: int) -> Wanted:
        kpi, ends = asked.kpi, asked.ends
        whole = Wanted(kpi.half, stored(kpi.weight), ends.zero_at, ends.target, kpi.cap)
        cut = asked.is_flow and 0 < held != len(self.working)
        return whole.cut(held=held, of=len(self.working)) if cut else whole

    @staticmethod
    def at_pace(part: PlannedPart, reached: Sequence[Reached], wanted: Sequence[Wanted]) -> list[Wanted]:
        """The same, with a flow's target cut to the calendar days through which there are numbers."""
        return [
            one.cut(held=gone, of=part.span.length)
            if asked.is_flow
            and found.through is not None
            and (gone := (part.span & Span(part.span.first, found.through)).length)
            else one
            for asked, found, one in zip(part.asked, reached, wanted, strict=True)
        ]
