"""What looks odd before an import is confirmed: jumps, slumps, falling totals, a number that stands still."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median
from typing import Any, Protocol

from metrics.imports.layouts.base import Problem

A_DAY = timedelta(days=1)
DAYS_BEFORE = 28
# Fewer days than that have no median to speak of, and a number under it jumps every day.
FEWEST_DAYS = 7
SMALLEST = 10
JUMP = 5
# From here on a tenth says nothing.
MANY_TIMES = 100
DAYS_STUCK = 5

Series = dict[date, Decimal]


@dataclass(frozen=True, slots=True)
class Line:
    """One metric of one subject: what is there, what comes in, and in which row."""

    metric: str
    is_stock: bool
    before: Mapping[date, Decimal]
    coming: Mapping[date, tuple[Decimal, int]]


# What is shown first: a page shows two at once.
GRAVEST = ["stock_fell", "jump", "stuck", "slump"]


def doubts(lines: Iterable[Line]) -> list[Problem]:
    """At most one doubt of a kind for each line, the gravest, so that the page can show what matters. Falls first."""
    found: list[Problem] = []
    for line in lines:
        series = dict(line.before) | {day: value for day, (value, _row) in line.coming.items()}
        by_kind: dict[str, tuple[Decimal, Problem]] = {}
        for day, (value, row) in sorted(line.coming.items()):
            for grave, problem in _of_day(line, series, day, value, row):
                if problem.code not in by_kind or by_kind[problem.code][0] < grave:
                    by_kind[problem.code] = (grave, problem)
        found += [problem for _grave, problem in by_kind.values()]
    return sorted(found, key=lambda problem: GRAVEST.index(problem.code))


def _of_day(line: Line, series: Series, day: date, value: Decimal, row: int) -> Iterable[tuple[Decimal, Problem]]:
    if line.is_stock:
        before = series.get(day - A_DAY)
        if before is not None and value < before:
            told = {"difference": _plain(before - value), "before": _plain(before)}
            yield before - value, _problem("stock_fell", line, day, row, told)
    yield from (
        (grave, problem)
        for grave, problem in _against_median(line, series, day, value, row)
        if not (line.is_stock and problem.code == "slump")  # it fell, which is said already
    )
    if value and all(series.get(day - n * A_DAY) == value for n in range(1, DAYS_STUCK)):
        yield Decimal(day.toordinal()), _problem("stuck", line, day, row, {})


def _against_median(
    line: Line, series: Series, day: date, value: Decimal, row: int
) -> Iterable[tuple[Decimal, Problem]]:
    earlier = [series[at] for n in range(1, DAYS_BEFORE + 1) if (at := day - n * A_DAY) in series]
    if len(earlier) < FEWEST_DAYS:
        return
    middle = Decimal(median(earlier))
    told = {"median": _plain(middle)}
    if middle and value > JUMP * middle and value >= SMALLEST:
        times = (value / middle).quantize(Decimal("0.1"))
        words = f"{times}" if times < MANY_TIMES else f"{times:,.0f}"
        yield times, _problem("jump", line, day, row, told | {"times": words})
    elif value * JUMP < middle and middle >= SMALLEST:
        yield middle - value, _problem("slump", line, day, row, told)


def _problem(code: str, line: Line, day: date, row: int, told: dict[str, str]) -> Problem:
    value = _plain(line.coming[day][0])
    words: dict[str, str | int] = {"day": day.isoformat(), "metric": line.metric, "value": value, **told}
    return Problem(row, line.metric, value, code, words)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():,f}"


class Coming(Protocol):
    """A number that comes in, about a subject that is known."""

    @property
    def subject(self) -> Any: ...
    @property
    def metric(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def value(self) -> Decimal: ...
    @property
    def row(self) -> int: ...


def lines(
    coming: Iterable[Coming],
    before: Mapping[tuple[int, str], Series],
    stocks: Collection[str],
) -> list[Line]:
    """Group what comes in by subject and metric; ``stocks`` are the codes of those that are stocks."""
    grouped: dict[tuple[int, str], dict[date, tuple[Decimal, int]]] = defaultdict(dict)
    for one in coming:
        grouped[one.subject, one.metric][one.day] = (one.value, one.row)
    return [Line(key[1], key[1] in stocks, before.get(key, {}), days) for key, days in grouped.items()]
