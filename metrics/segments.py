"""A span cut into pieces wherever somebody's part begins or ends, so that one query serves parts of every length."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date

from django.db.models import Case, Value, When

from teamops.lib.months import Span


class Segments:
    """A span, cut before each of ``starts``."""

    def __init__(self, span: Span, starts: Iterable[date] = ()) -> None:
        self.span = span
        self.starts = sorted({span.first, *(start for start in starts if start in span)})
        self.are_one = len(self.starts) == 1

    def within(self, span: Span) -> range:
        """The segments that a span, which begins and ends at cuts, is made of."""
        inside = span & self.span
        if not inside:
            return range(0)
        return range(self.number(inside.first), self.number(inside.last) + 1)

    def number(self, day: date) -> int:
        return bisect_right(self.starts, day) - 1

    def expression(self) -> Case | Value:
        """The number of a point's segment, in SQL."""
        if self.are_one:
            return Value(0)
        later = reversed(list(enumerate(self.starts))[1:])
        return Case(*(When(day__gte=start, then=Value(n)) for n, start in later), default=Value(0))


def days_as_bits(span: Span) -> int:
    """The days of a span within one month, as bits: day 1 is bit 0."""
    return ((1 << span.length) - 1) << (span.first.day - 1) if span else 0
