"""Numbers by source: the row 全部 counts everybody once, the rows of the sources beside it count some twice."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from metrics.imports import values
from metrics.imports.layouts.base import Content, Entry, Row, Target

ALL = frozenset({"全部", "全部渠道", "合计", "总计", "all", "total"})

# What a row is about, and on which day; ``None`` for a row that can't say, and has been rejected.
Key = tuple[Target, date]


def of_all(
    rows: Sequence[Row],
    *,
    key: Callable[[Row], Key | None],
    metrics: Mapping[str, str],
    summed: Iterable[str],
) -> Iterator[Entry]:
    """The numbers of the rows 全部; where there is none, of the sources' sum, marked as approximate.

    ``metrics`` are the codes by column, ``summed`` the columns that sources may be added up of.
    """
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        if (about := key(row)) is not None:
            groups[about].append(row)
    for (target, day), group in groups.items():
        totals = [row for row in group if values.plain(row.text("source")).casefold() in ALL]
        for row in totals:
            yield from _entries(row, target, day, metrics)
        if not totals:
            yield from _sums(group, target, day, {name: metrics[name] for name in summed})


def _entries(row: Row, target: Target, day: date, metrics: Mapping[str, str]) -> Iterator[Entry]:
    found = list(_counts(row, target, day, metrics))
    if not found and not row.problems:
        row.reject("", "no_numbers")
    yield from found


def _counts(row: Row, target: Target, day: date, metrics: Mapping[str, str]) -> Iterator[Entry]:
    for name, metric in metrics.items():
        value = row.count(name) if row.has(name) else None
        if value is not None:
            yield row.entry(target, metric, day, value)


def _sums(group: list[Row], target: Target, day: date, metrics: Mapping[str, str]) -> Iterator[Entry]:
    """Lead back to the first source. A sum without one of its sources would be too small by nobody knows how much."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in group:
        for entry in _counts(row, target, day, metrics):
            sums[entry.metric] += entry.value
    first = group[0]
    bad = next((row for row in group if row.problems), None)
    if bad is not None:
        if bad is not first:
            first.reject("", "source_missing", bad=bad.number)
        return
    if not sums:
        first.reject("", "no_numbers")
        return
    about = target.title if isinstance(target, Content) else f"{day:%m-%d}"
    total = next(iter(sums.values()))
    first.warn("source", "sum_of_sources", about=about, sum=f"{total.normalize():,f}", sources=len(group))
    for metric, value in sums.items():
        yield first.entry(target, metric, day, value)
