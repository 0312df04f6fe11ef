"""Which of a line's points its formula counts, and what they add up to: the sums that stand in the formula.

The same rules as when the number was computed (``metrics/formulas.py``, ``metrics/holdings.py``), told row by row.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from kpis.lineage import Lineage, LineageRow
from metrics.formulas import Formula
from metrics.models import Metric
from teamops.lib.months import first_of
from teamops.lib.rounding import exactly

Fold = Metric.Fold
# Metrics, by their place in the formula, for want of which a row doesn't count.
Lacking = frozenset[int]
NOTHING: Lacking = frozenset()


@dataclass(frozen=True)
class Counted:
    """The rows of a lineage, or of one month of two that are compared, and for want of what each doesn't count."""

    found: Lineage
    lacking: Sequence[Lacking]
    adds_up: frozenset[int]
    month: date | None = None

    @cached_property
    def counting(self) -> Lineage:
        rows = [row for row, lacks in zip(self.found.rows, self.lacking, strict=True) if not lacks]
        return Lineage(self.found.metrics, rows)

    @property
    def left_out(self) -> int:
        """How many rows don't count."""
        return sum(bool(lacks) for lacks in self.lacking)

    @cached_property
    def sums(self) -> list[Decimal | None]:
        """Σ value × share of what counts, by place; ``None`` where the formula adds nothing up."""
        return sums_of(self.counting, self.adds_up)

    @property
    def by_metric(self) -> dict[int, Decimal | None]:
        """The same by the metric's key."""
        return dict(zip([metric.pk for metric in self.found.metrics], self.sums, strict=True))


@exactly
def sums_of(found: Lineage, adds_up: frozenset[int]) -> list[Decimal | None]:
    sums = found.sums or [None] * len(found.metrics)
    return [total if place in adds_up else None for place, total in enumerate(sums)]


def counted(formula: Formula, found: Lineage) -> list[Counted]:
    """One, but a growth's two months are never added together: the newer one first. No query."""
    base = formula.base or formula
    adds_up = summed(base, found.metrics)
    if formula.base is None:
        return [Counted(found, lacking(base, found), adds_up)]
    if not found.rows:
        return [Counted(found, [], adds_up)]
    months = sorted({first_of(row.day) for row in found.rows}, reverse=True)
    apart = [Lineage(found.metrics, [row for row in found.rows if first_of(row.day) == month]) for month in months]
    return [Counted(one, lacking(base, one), adds_up, month) for one, month in zip(apart, months, strict=True)]


def summed(base: Formula, metrics: Sequence[Metric]) -> frozenset[int]:
    """The places of what is added up over subjects and days: flows, both sides of a ratio, the last of stocks."""
    return frozenset(
        place
        for place, metric in enumerate(metrics)
        if metric.fold == Fold.FLOW or base.fold in (Fold.RATIO, Fold.STOCK)
    )


def lacking(base: Formula, found: Lineage) -> list[Lacking]:
    """For each row the places of the metrics for want of which it doesn't count."""
    if base.fold == Fold.LEVEL:
        return [gaps(row) for row in found.rows]
    if base.fold != Fold.RATIO or base.openings:
        return [NOTHING] * len(found.rows)
    if any_has_all(found.rows, len(found.metrics)):
        return [gaps(row) for row in found.rows]
    return across(found.rows, len(found.metrics))


def gaps(row: LineageRow) -> Lacking:
    return frozenset(place for place, cell in enumerate(row.cells) if cell is None)


def any_has_all(rows: Iterable[LineageRow], metrics: int) -> bool:
    """Whether some subject, for one share, has every metric, be it on different days."""
    seen: dict[tuple[int, Decimal], set[int]] = defaultdict(set)
    for row in rows:
        seen[row.subject.pk, row.share].update(set(range(metrics)) - gaps(row))
    return any(len(places) == metrics for places in seen.values())


def across(rows: Sequence[LineageRow], metrics: int) -> list[Lacking]:
    """Where no subject has every metric (the shop's orders, the mini program's visitors) a day needs each of some."""
    there: dict[date, set[int]] = defaultdict(set)
    for row in rows:
        there[row.day].update(set(range(metrics)) - gaps(row))
    return [frozenset(set(range(metrics)) - there[row.day]) for row in rows]
