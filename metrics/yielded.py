"""What an import, or one row of it, gave: its points as they stand, and those that others replaced."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import TruncMonth

from metrics.models import ImportBatch, Metric, Point, Restatement, Subject
from metrics.readers import Given
from teamops.lib.months import Span


@dataclass(frozen=True, slots=True)
class Entry:
    """One number that was said. ``now``: what stands in its place, if it doesn't stand itself."""

    subject: Subject
    metric: Metric
    day: date
    value: Decimal
    row: int | None
    stands: bool
    now: Point | None = None


def entries_of_row(batch: ImportBatch, row: int) -> list[Entry]:
    """Every number of one row, in the order of the dictionary. Three queries."""
    standing = points_of(batch).filter(row=row)
    replaced = replaced_of(batch).filter(row=row)
    found = [entry(one, stands=True) for one in standing.select_related("subject", "metric")]
    found += with_what_stands(list(replaced.select_related("subject", "metric")))
    return sorted(found, key=lambda one: (one.subject.pk, one.metric.position, one.metric.code, one.day))


def entry(one: Point | Restatement, *, stands: bool, now: Point | None = None) -> Entry:
    return Entry(one.subject, one.metric, one.day, one.value, one.row, stands, now)


def with_what_stands(replaced: Iterable[Restatement]) -> list[Entry]:
    """Those that were replaced, each with the point of now: undoing and joining may have moved it. One query."""
    rows = list(replaced)
    if not rows:
        return []
    points = Point.objects.filter(
        subject__in={one.subject_id for one in rows},
        metric__in={one.metric_id for one in rows},
        day__range=(min(one.day for one in rows), max(one.day for one in rows)),
    ).select_related("batch")
    now = {(point.subject_id, point.metric_id, point.day): point for point in points}
    return [entry(one, stands=False, now=now.get((one.subject_id, one.metric_id, one.day))) for one in rows]


def points_of(batch: ImportBatch) -> QuerySet[Point]:
    """Those that stand. The days bound the search, since points have no index on the import."""
    return Point.objects.filter(subject__team=batch.team_id, batch=batch, day__range=days_of(batch))


def replaced_of(batch: ImportBatch) -> QuerySet[Restatement]:
    """Those that another number replaced, or that came when a newer one stood already."""
    return Restatement.objects.filter(subject__team=batch.team_id, batch=batch, day__range=days_of(batch))


def days_of(batch: ImportBatch) -> tuple[date, date]:
    return batch.first_day or date.min, batch.last_day or date.max


def given_by_row(batch: ImportBatch, entries: Iterable[Entry]) -> list[Given]:
    return [
        Given(one.subject.pk, one.subject.kind, one.metric.pk, Span(one.day, one.day), batch.pk, one.row, one.stands)
        for one in entries
    ]


def given_by(batch: ImportBatch) -> list[Given]:
    """What a whole import gave, a month of one subject and metric at a time. Two queries."""
    return [
        Given(subject, kind, metric, Span(first, last), batch.pk, None, stands)
        for rows, stands in ((points_of(batch), True), (replaced_of(batch), False))
        for subject, kind, metric, _month, first, last in monthly(rows)
    ]


def monthly(rows: QuerySet[Any]) -> Any:
    grouped = rows.annotate(month=TruncMonth("day")).order_by()
    return grouped.values_list("subject", "subject__kind", "metric", "month").annotate(Min("day"), Max("day"))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many numbers of one metric an import gave, and how many of them stand."""

    metric: Metric
    stand: int
    replaced: int


def tallies(batch: ImportBatch) -> list[Tally]:
    """By metric, in the order of the dictionary. Three queries."""
    counts: list[dict[int, int]] = [
        dict(rows.order_by().values_list("metric").annotate(Count("day")))
        for rows in (points_of(batch), replaced_of(batch))
    ]
    metrics = Metric.objects.filter(pk__in={key for found in counts for key in found}).order_by("position", "code")
    return [Tally(metric, counts[0].get(metric.pk, 0), counts[1].get(metric.pk, 0)) for metric in metrics]
