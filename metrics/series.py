"""A team's points day by day over any span: what is read again and again, for a window that ends on each day.

The same holdings, shares and formulas as a month's tallies (``metrics.tallies``); instead of sums cut into segments the
days themselves, fetched with two queries for many readers, and sums that are differences of running totals.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

from metrics.formulas import Needs
from metrics.holdings import HeldView, Tally
from metrics.models import Point
from metrics.segments import Segments
from metrics.tallies import Tallies
from roles.models import Team
from teamops.lib.months import Span

ZERO = Decimal(0)


class Run:
    """One metric of one holding: its days in order, their values, and what these add up to so far."""

    def __init__(self, days: list[date], values: list[Decimal]) -> None:
        self.days, self.values = days, values
        self.totals = list(accumulate(values, initial=ZERO))
        self.bits = sum(1 << day.toordinal() - days[0].toordinal() for day in days)

    def between(self, span: Span) -> tuple[int, int]:
        """Places of the span's first day and of the one after its last."""
        return bisect_left(self.days, span.first), bisect_right(self.days, span.last)

    def days_in(self, span: Span) -> int:
        """The days of a span as bits: its first day is bit 0."""
        shift = (span.first - self.days[0]).days
        moved = self.bits >> shift if shift >= 0 else self.bits << -shift
        return moved & ((1 << span.length) - 1)


class Series(Tallies):
    """Points of a span, by day. ``members``: whose, by key; ``None`` for the team's numbers."""

    def __init__(
        self, team: Team, span: Span, needs: Needs, *, kinds: Collection[str], members: Collection[int] | None
    ) -> None:
        self._runs: dict[tuple[int, int], Run] = {}
        self._openings: dict[tuple[int, int], Run] = {}
        starts = [span.first + timedelta(days=n) for n in range(span.length)]
        super().__init__(team, Segments(span, starts), needs, kinds=kinds, members=members)

    def _load(self) -> None:
        metrics = self.needs.sums | self.needs.last | self.needs.days
        points = self._points(metrics, self.segments.span).order_by("day")
        self._runs = self._by_day(points.values_list("holding", "metric_id", "day", "value"))
        if self.needs.opening:
            subjects = {holding.subject for held in self.holdings.values() for holding in held}
            stocks = Point.objects.filter(
                subject__in=subjects, metric__in=self.needs.opening, day__lte=self.segments.span.last
            )
            rows = stocks.order_by("day").values_list("subject_id", "metric_id", "day", "value")
            self._openings = self._by_day(rows)

    def _by_day(self, rows: Iterable[tuple[int, int, date, Decimal]]) -> dict[tuple[int, int], Run]:
        found: dict[tuple[int, int], tuple[list[date], list[Decimal]]] = defaultdict(lambda: ([], []))
        for key, metric, day, value in rows:
            days, values = found[key, metric]
            days.append(day)
            values.append(value)
        return {key: Run(days, values) for key, (days, values) in found.items()}

    def _span_of(self, numbers: range) -> Span:
        """Each day is a segment of its own."""
        first = self.segments.span.first
        return Span(first + timedelta(days=numbers.start), first + timedelta(days=numbers.stop - 1))

    def tally(self, holding: int, metric: int, numbers: range) -> Tally | None:
        run = self._runs.get((holding, metric))
        if run is None or not numbers:
            return None
        span = self._span_of(numbers)
        low, high = run.between(span)
        if low == high:
            return None
        return Tally(run.totals[high] - run.totals[low], run.days_in(span))

    def last(self, holding: int, metric: int, numbers: range) -> Decimal | None:
        run = self._runs.get((holding, metric))
        if run is None or not numbers:
            return None
        low, high = run.between(self._span_of(numbers))
        return run.values[high - 1] if high > low else None

    def opening(self, start: date, metric: int, subject: int) -> Decimal | None:
        run = self._openings.get((subject, metric))
        place = bisect_left(run.days, start) if run else 0
        return run.values[place - 1] if run and place else None

    def days(self, holding: int, metric: int, span: Span) -> dict[date, Decimal]:
        run = self._runs.get((holding, metric))
        if run is None:
            return {}
        low, high = run.between(span)
        return dict(zip(run.days[low:high], run.values[low:high], strict=True))

    def newest(self, view: HeldView, metrics: Collection[int]) -> date | None:
        """The last day on which the view has a point of one of the metrics."""
        ends = []
        for holding in view.held:
            for metric in metrics:
                run = self._runs.get((holding.key, metric))
                place = bisect_right(run.days, view.span.last) if run else 0
                if run and place and run.days[place - 1] >= view.span.first:
                    ends.append(run.days[place - 1])
        return max(ends, default=None)
