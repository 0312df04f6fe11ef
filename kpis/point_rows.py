"""A table of points as people read it: a row for each subject and day, and the sums of what counts below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kpis.counting import NOTHING, Counted, Lacking
from kpis.lineage import Cell, Lineage, LineageRow
from kpis.missing import Gap, Key
from kpis.origins import Orders, Source, orders_in, sources_of
from kpis.writing import as_read, shortly
from metrics.models import Metric

SUMMED = Metric.Fold.FLOW


@dataclass(frozen=True)
class ShownCell:
    """A point as it is read, what it said before, and what counts of it where it is shared; else empty."""

    value: str
    was: Sequence[str]
    counted: str = ""

    @classmethod
    def of(cls, cell: Cell, metric: Metric, *, row: LineageRow, adds_up: bool) -> "ShownCell":
        counted = as_read(cell.value * row.share / 100, metric) if adds_up and row.is_shared else ""
        return cls(as_read(cell.value, metric), [as_read(was, metric) for was in cell.was], counted)


@dataclass(frozen=True)
class PointRow:
    """One subject on one day. ``lacks``: the metrics for want of which it doesn't count; ``gap``: a number that was due
    and isn't there."""

    found: LineageRow
    cells: Sequence[ShownCell | None]
    sources: Sequence[Source]
    lacks: Sequence[Metric] = ()
    gap: Gap | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is there."""
        return not any(self.cells)

    @property
    def says_counted(self) -> bool:
        """Whether a cell says what the share makes of it."""
        return any(cell and cell.counted for cell in self.cells)


@dataclass(frozen=True)
class Footing:
    """The row of sums below the points: of all that count, or of one month of two that are compared.

    ``left_out``: how many rows above don't count.
    """

    points: int
    days: int
    sums: Sequence[str]
    month: date | None = None
    left_out: int = 0

    @classmethod
    def of(cls, counted: Counted) -> "Footing":
        """Nothing stands below what isn't added up over the days."""
        sums = ["" if total is None else shortly(total) for total in counted.sums]
        return cls(counted.counting.points, counted.counting.days, sums, counted.month, counted.left_out)


def everything(found: Lineage) -> Counted:
    """As if each row counted and flows alone were added up."""
    flows = frozenset(place for place, metric in enumerate(found.metrics) if metric.fold == SUMMED)
    return Counted(found, [NOTHING] * len(found.rows), flows)


def rows_of(counted: Counted, *, slug: str) -> list[PointRow]:
    """One query where files of orders are among the sources."""
    rows, orders = zip(counted.found.rows, counted.lacking, strict=True), orders_in(counted.found)
    return [point_row(row, lacks, counted, slug=slug, orders=orders) for row, lacks in rows]


def with_gaps(rows: Sequence[PointRow], gaps: Mapping[Key, Gap], *, columns: int) -> list[PointRow]:
    """Each row with what it lacks, and the days of which nothing is there between them, the newest first."""
    known = {(row.found.subject.pk, row.found.day) for row in rows}
    marked = [replace(row, gap=gaps.get((row.found.subject.pk, row.found.day))) for row in rows]
    empty = [
        PointRow(LineageRow(gap.subject, gap.share, gap.day, [None] * columns), [None] * columns, [], gap=gap)
        for key, gap in gaps.items()
        if key not in known
    ]
    return sorted([*marked, *empty], key=lambda row: (row.found.day, -row.found.subject.pk), reverse=True)


def point_row(row: LineageRow, lacks: Lacking, counted: Counted, *, slug: str, orders: Orders) -> PointRow:
    metrics = counted.found.metrics
    cells = [
        ShownCell.of(cell, metric, row=row, adds_up=place in counted.adds_up and not lacks) if cell else None
        for place, (cell, metric) in enumerate(zip(row.cells, metrics, strict=True))
    ]
    sources = list(sources_of(row, metrics, slug=slug, orders=orders))
    return PointRow(row, cells, sources, [metrics[place] for place in sorted(lacks)])
