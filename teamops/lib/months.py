"""Months and spans of days. A month is named by its first day, a span has both its ends in it."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Self

_MONTH = re.compile(r"(\d{4})-(\d{2})")


def first_of(day: date) -> date:
    return day.replace(day=1)


def last_of(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def month_before(month: date) -> date:
    return first_of(first_of(month) - timedelta(days=1))


def month_after(month: date) -> date:
    return last_of(month) + timedelta(days=1)


def parse_month(text: str) -> date:
    """Read ``2026-10``. Raise ``ValueError`` for anything else, and for years without one before or after them."""
    match = _MONTH.fullmatch(text)
    if match is None or not MINYEAR < int(match[1]) < MAXYEAR:
        raise ValueError(text)
    return date(int(match[1]), int(match[2]), 1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The days from ``first`` to ``last``, both included; empty if ``last`` is before ``first``."""

    first: date
    last: date

    @classmethod
    def month(cls, month: date) -> Self:
        return cls(first_of(month), last_of(month))

    def __bool__(self) -> bool:
        return self.first <= self.last

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __and__(self, other: "Span") -> "Span":
        if self.first >= other.first and self.last <= other.last:
            return self
        return Span(max(self.first, other.first), min(self.last, other.last))

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range(self.length))

    @property
    def length(self) -> int:
        """Days in the span."""
        return max((self.last - self.first).days + 1, 0)
