"""What metrics of single subjects come to over days: a group's leave rate, a campaign's participants. One query."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal

from metrics.formulas import Formula, figure
from metrics.models import Point
from metrics.one_subject import OneSubject
from teamops.lib.months import Span
from teamops.lib.rounding import MICRO, exactly, round_half_up

# So far before a span the last value is looked for that a rate has to be set against.
BEFORE = timedelta(days=92)
Days = Mapping[int, Mapping[date, Decimal]]


class Figures:
    """The points of some subjects that some formulas are made of, in a span and shortly before it."""

    def __init__(self, subjects: Collection[int], formulas: Collection[Formula], span: Span) -> None:
        metrics = {key for formula in formulas for key in formula.stored}
        found: dict[int, dict[int, dict[date, Decimal]]] = defaultdict(lambda: defaultdict(dict))
        points = Point.objects.filter(
            subject__in=subjects, metric__in=metrics, day__range=(span.first - BEFORE, span.last)
        )
        for subject, metric, day, value in points.values_list("subject", "metric", "day", "value"):
            found[subject][metric][day] = value
        self._days: Mapping[int, Days] = found
        self.span = span

    @exactly
    def of(self, subject: int, formula: Formula, span: Span) -> Decimal | None:
        """What a formula comes to over a span, to six places; ``None`` without data."""
        if subject not in self._days:
            return None
        value = figure(formula, OneSubject(self._days[subject], span)).value
        return None if value is None else round_half_up(value, MICRO)

    def newest(self, subject: int, formula: Formula) -> date | None:
        """The last day of the span on which the subject has a number of the formula."""
        days = self._days.get(subject, {})
        return max((day for key in formula.stored for day in days.get(key, {}) if day in self.span), default=None)
