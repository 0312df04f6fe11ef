"""The points behind a candidate's numbers, each with its file and row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Q, Subquery

from kpis.lineage import Cell, Lineage, LineageRow, ordered, restated
from kpis.models import Award
from kpis.point_rows import Footing, PointRow, everything, rows_of
from metrics.formulas import Formula
from metrics.models import Metric, Point, Subject
from teamops.lib.months import Span, month_before

# Percent: a candidate is looked at whole, whoever has a share in it.
WHOLE = Decimal(100)


@dataclass(frozen=True)
class Evidence:
    """One subject's points of a month, the newest day first."""

    metrics: Sequence[Metric]
    rows: Sequence[PointRow]
    footing: Footing


def evidence(award: Award, subject: Subject, month: date) -> Evidence:
    """``award`` comes from ``for_candidates()``. Three queries."""
    formulas = [Formula.of(metric) for metric in award.metrics]
    asked = list(dict.fromkeys(key for formula in formulas for key in ordered(formula)))
    points = list(points_of(subject, formulas, asked, month))
    # An article has no plays: what it never had a number for is no column, and no sum of 0.
    there = {point.metric_id for point in points}
    keys = [key for key in asked if key in there]
    known = Metric.objects.in_bulk(keys)
    metrics = [known[key] for key in keys]
    was = restated(points)
    rows: dict[date, LineageRow] = {}
    for point in points:
        row = rows.setdefault(point.day, LineageRow(subject, WHOLE, point.day, [None] * len(metrics)))
        before = was.get((point.subject_id, point.metric_id, point.day), [])
        row.cells[keys.index(point.metric_id)] = Cell(point.value, point.batch, point.row, before)
    found = everything(Lineage(metrics, sorted(rows.values(), key=lambda row: row.day, reverse=True)))
    return Evidence(metrics, rows_of(found, slug=subject.team.slug), Footing.of(found))


def points_of(subject: Subject, formulas: Sequence[Formula], keys: Sequence[int], month: date) -> Sequence[Point]:
    """The month's; the month before's too where something grows, and the last ones before where a rate opens with
    them."""
    span = Span.month(month)
    if any(formula.base is not None for formula in formulas):
        span = Span(month_before(month), span.last)
    wanted = Q(day__range=(span.first, span.last), metric__in=keys)
    openings = {key for formula in formulas for key in (formula.base or formula).openings}
    if openings:
        before = Point.objects.filter(subject=OuterRef("subject"), metric=OuterRef("metric"), day__lt=span.first)
        wanted |= Q(metric__in=openings, day=Subquery(before.order_by("-day").values("day")[:1]))
    found = Point.objects.filter(wanted, subject=subject)
    return list(found.select_related("batch__uploaded_by__person").order_by("-day"))
