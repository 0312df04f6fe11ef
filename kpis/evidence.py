"""The points behind a card's lines: of a signed card those that were signed, of any other those of now."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from kpis.lineage import Cell, Lineage, LineageRow, lineages
from kpis.models import Evidence, Line, Scorecard
from kpis.writing import plain_number
from metrics.models import ImportBatch, Metric, Subject


def behind(lines: Sequence[Line]) -> dict[int, Lineage]:
    """What each line of one card stands on, by the line's key. A constant number of queries."""
    if not lines:
        return {}
    if not lines[0].part.scorecard.is_signed:
        return lineages(lines)
    kept = read(Evidence.objects.filter(line__in=[line.pk for line in lines]))
    return kept | lineages(unkept(lines, kept))


def on_paper(lines: Sequence[Line]) -> dict[int, Lineage]:
    """The same for lines that come with their evidence, without what was said before a correction. Three queries."""
    if not lines:
        return {}
    if not lines[0].part.scorecard.is_signed:
        return lineages(lines, with_corrections=False)
    kept = read([line.evidence for line in lines if hasattr(line, "evidence")])
    return kept | lineages(unkept(lines, kept), with_corrections=False)


def unkept(lines: Sequence[Line], kept: Collection[int]) -> list[Line]:
    """A card signed before evidence was kept shows the numbers of now."""
    return [line for line in lines if line.pk not in kept]


def keep(found: dict[int, Lineage]) -> None:
    """Write down what the lines of a card stand on, for good."""
    Evidence.objects.bulk_create(
        Evidence(line_id=line, metrics=[metric.pk for metric in one.metrics], rows=list(map(written, one.rows)))
        for line, one in found.items()
    )


# How a row is kept: subject, share in percent, day, and for each metric what its point said, or null: value, import,
# row there, and what it said before. Numbers as text, so that they stay exact.
Written = list[Any]


def written(row: LineageRow) -> Written:
    cells = [
        cell and [plain_number(cell.value), cell.batch and cell.batch.pk, cell.row, list(map(plain_number, cell.was))]
        for cell in row.cells
    ]
    return [row.subject.pk, plain_number(row.share), row.day.isoformat(), cells]


def read(evidence: Iterable[Evidence]) -> dict[int, Lineage]:
    """The kept points, with their subjects and files, by the line's key. Three queries and that for the evidence."""
    kept = list(evidence)
    if not kept:
        return {}
    metrics = Metric.objects.in_bulk({key for one in kept for key in one.metrics})
    subjects = Subject.objects.in_bulk({row[0] for one in kept for row in one.rows})
    batches = ImportBatch.objects.select_related("uploaded_by__person").in_bulk(
        {batch for one in kept for _value, batch, *_more in cells_of(one) if batch is not None}
    )
    return {
        one.line_id: Lineage(
            [metrics[key] for key in one.metrics], [row_of(row, subjects, batches) for row in one.rows], is_kept=True
        )
        for one in kept
    }


def cells_of(one: Evidence) -> Iterator[Written]:
    return (cell for *_where, cells in one.rows for cell in cells if cell)


def row_of(row: Written, subjects: dict[int, Subject], batches: dict[int, ImportBatch]) -> LineageRow:
    subject, share, day, cells = row
    shown = [
        cell and Cell(Decimal(cell[0]), batches.get(cell[1]), cell[2], [Decimal(was) for was in cell[3]])
        for cell in cells
    ]
    return LineageRow(subjects[subject], Decimal(share), date.fromisoformat(day), shown)


def lines_of(card: Scorecard) -> list[Line]:
    """The lines of a card that comes from ``for_card()``."""
    return [line for part in card.parts.all() for line in part.lines.all()]
