"""Quarters: each is named by its first day, and written 2026-Q4."""

import re
from datetime import date

from teamops.lib.months import Span, last_of, month_after

MONTHS = 3
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")


def quarter_of(day: date) -> date:
    """The first day of the day's quarter."""
    return date(day.year, (day.month - 1) // MONTHS * MONTHS + 1, 1)


def span_of(quarter: date) -> Span:
    return Span(quarter, last_of(quarter.replace(month=quarter.month + MONTHS - 1)))


def quarter_after(quarter: date) -> date:
    return month_after(quarter.replace(month=quarter.month + MONTHS - 1))


def quarter_before(quarter: date) -> date:
    return quarter_of(date.fromordinal(quarter.toordinal() - 1))


def quarter_name(quarter: date) -> str:
    """``2026-Q4``."""
    return f"{quarter.year}-Q{(quarter.month - 1) // MONTHS + 1}"


def parse_quarter(text: str) -> date:
    """Read ``2026-Q4``. Raise ``ValueError`` for anything else."""
    match = _QUARTER.fullmatch(text)
    if match is None or not int(match[1]):
        raise ValueError(text)
    return date(int(match[1]), (int(match[2]) - 1) * MONTHS + 1, 1)
