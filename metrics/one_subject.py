"""One subject's points as a formula asks for them, without attribution: ``metrics.formulas.View``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from metrics.formulas import ZERO
from teamops.lib.months import Span

Days = Mapping[date, Decimal]


@dataclass(frozen=True, slots=True)
class OneSubject:
    """The points of a span: by the metric's key, by the day."""

    values: Mapping[int, Days]
    span: Span

    def days(self, metric: int) -> Days:
        return {day: value for day, value in self.values.get(metric, {}).items() if day in self.span}

    def flow(self, metric: int) -> Decimal | None:
        days = self.days(metric)
        return sum(days.values(), ZERO) if days else None

    def last(self, metric: int) -> Decimal | None:
        days = self.days(metric)
        return days[max(days)] if days else None

    def opening(self, metric: int, _flows: tuple[int, ...]) -> Decimal | None:
        before = {day: value for day, value in self.values.get(metric, {}).items() if day < self.span.first}
        return before[max(before)] if before else None

    def mean(self, metric: int, weighted_by: int | None) -> Decimal | None:
        days = self.days(metric)
        weights = self.days(weighted_by) if weighted_by else dict.fromkeys(days, Decimal(1))
        below = sum((weights.get(day, ZERO) for day in days), ZERO)
        above = sum((value * weights.get(day, ZERO) for day, value in days.items()), ZERO)
        return above / below if below else None

    def paired(self, numerators: tuple[int, ...], denominators: tuple[int, ...]) -> tuple[Decimal, Decimal] | None:
        sides = [[self.days(metric) for metric in side] for side in (numerators, denominators)]
        common = set.intersection(*(set(days) for side in sides for days in side))
        if not common:
            return None
        above, below = (sum((days[day] for days in side for day in common), ZERO) for side in sides)
        return above, below
