"""Where a line's number comes from: the points behind it, each with its file and row, or the work it was made of."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from django.db.models import F, Q, QuerySet

from kpis.models import Kpi, Line
from metrics.formulas import Formula
from metrics.models import Attribution, ImportBatch, Metric, Point, Restatement, Subject
from teamops.lib.months import Span, last_of, month_before

WHOLE = Decimal(100)  # percent: nobody shares it


@dataclass
class Cell:
    """One point: its value, what it said before it was corrected, and the row it was read from."""

    value: Decimal
    batch: ImportBatch | None
    row: int | None
    was: list[Decimal] = field(default_factory=list)


@dataclass
class LineageRow:
    """One subject on one day: a cell for each metric of the formula, ``None`` where there is no point."""

    subject: Subject
    share: Decimal
    day: date
    cells: list[Cell | None]

    @property
    def sources(self) -> list[Cell]:
        """The cells, once for each file and row."""
        found = {(cell.batch.pk if cell.batch else None, cell.row): cell for cell in self.cells if cell}
        return list(found.values())

    @property
    def is_shared(self) -> bool:
        return self.share != WHOLE


@dataclass
class Lineage:
    """The points behind a line, the newest day first."""

    metrics: Sequence[Metric]
    rows: Sequence[LineageRow]

    @cached_property
    def points(self) -> int:
        return sum(cell is not None for row in self.rows for cell in row.cells)

    @cached_property
    def days(self) -> int:
        return len({row.day for row in self.rows})

    @cached_property
    def sums(self) -> list[Decimal | None]:
        """Σ value × share of each metric, before any rule about days that don't match."""
        columns = zip(*(row.cells for row in self.rows), strict=True) if self.rows else ()
        shares = [row.share / 100 for row in self.rows]
        return [
            sum((cell.value * share for cell, share in zip(column, shares, strict=True) if cell), Decimal(0))
            for column in columns
        ]


def lineage(line: Line) -> Lineage:
    """The points that made ``line``, with their files. A constant number of queries, however many points."""
    formula = Formula.of(line.kpi.metric)
    keys = ordered(formula)
    known = Metric.objects.in_bulk(keys)
    metrics = [known[key] for key in keys]
    spans = spans_of(line, formula)
    held = held_subjects(line, spans)
    points = list(points_of(held, metrics, spans))
    was = restated(points)
    places = {metric.pk: place for place, metric in enumerate(metrics)}
    rows: dict[tuple[int, date], LineageRow] = {}
    for point in points:
        attribution = answering(held[point.subject_id], point.day)
        if attribution is None:
            continue
        row = rows.setdefault(
            (point.subject_id, point.day),
            LineageRow(point.subject, attribution.share, point.day, [None] * len(metrics)),
        )
        key = (point.subject_id, point.metric_id, point.day)
        row.cells[places[point.metric_id]] = Cell(point.value, point.batch, point.row, was.get(key, []))
    return Lineage(metrics, sorted(rows.values(), key=lambda row: (row.day, -row.subject.pk), reverse=True))


def ordered(formula: Formula) -> list[int]:
    """The stored metrics of a formula, in the order in which it names them."""
    if formula.base is not None:
        return ordered(formula.base)
    named = [*(key for key, _sign in formula.summands), *formula.numerators, *formula.denominators, *formula.openings]
    if not named:
        named = [formula.key, *([formula.weighted_by] if formula.weighted_by else [])]
    return list(dict.fromkeys(named))


def spans_of(line: Line, formula: Formula) -> list[Span]:
    """The days that the line read: its part's, the month before for a growth, what was there before for an opening."""
    part = line.part
    counted = Span(part.first, min(part.last, part.scorecard.through or part.last))
    spans = [counted]
    if formula.base is not None:
        earlier = Span.month(month_before(part.first))
        if formula.base.folds_like_a_flow:
            earlier = Span(
                earlier.first, min(last_of(earlier.first), earlier.first + timedelta(days=counted.length - 1))
            )
        spans.append(earlier)
    return spans


@dataclass(frozen=True, slots=True)
class Answering:
    """The days on which a subject counts, and for which share."""

    span: Span
    share: Decimal


def held_subjects(line: Line, spans: Sequence[Span]) -> dict[int, list[Answering]]:
    """What the line's reader answers for, by subject."""
    kpi, card = line.kpi, line.part.scorecard
    if kpi.numbers == Kpi.Numbers.TEAM:
        subjects = Subject.objects.filter(team=card.team_id, kind=kpi.subject_kind)
        return {pk: [Answering(Span(date.min, date.max), WHOLE)] for pk in subjects.values_list("pk", flat=True)}
    held: dict[int, list[Answering]] = defaultdict(list)
    rows = Attribution.objects.filter(member=card.member_id, subject__kind=kpi.subject_kind)
    for one in rows.overlapping(first=min(span.first for span in spans), last=max(span.last for span in spans)):
        held[one.subject_id].append(Answering(Span(one.from_on, one.until_on or date.max), one.share))
    return held


def answering(held: Iterable[Answering], day: date) -> Answering | None:
    return next((one for one in held if day in one.span), None)


def points_of(subjects: Iterable[int], metrics: Iterable[Metric], spans: Sequence[Span]) -> QuerySet[Point]:
    days = Q()
    for span in spans:
        days |= Q(day__range=(span.first, span.last))
    return Point.objects.filter(days, subject__in=list(subjects), metric__in=metrics).select_related(
        "subject", "batch__uploaded_by__person"
    )


def restated(points: Sequence[Point]) -> dict[tuple[int, int, date], list[Decimal]]:
    """What these points said before, the oldest first. One query."""
    if not points:
        return {}
    was: dict[tuple[int, int, date], list[Decimal]] = defaultdict(list)
    found = Restatement.objects.filter(
        subject__in={point.subject_id for point in points},
        metric__in={point.metric_id for point in points},
        day__range=(min(point.day for point in points), max(point.day for point in points)),
    ).order_by("pk")
    for subject, metric, day, value in found.values_list("subject", "metric", "day", F("value")):
        was[subject, metric, day].append(value)
    return was
