"""Where a line's number comes from: the points behind it, each with its file and row, or the work it was made of."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from django.db.models import F, OuterRef, Q, Subquery

from kpis.held import WHOLE, Answering, Held, Reader, answering, held_subjects
from kpis.models import Line
from metrics.formulas import Formula
from metrics.models import ImportBatch, Metric, Point, Restatement, Subject, Term
from teamops.lib.months import Span, last_of, month_before


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
    """The points behind a line, the newest day first. ``is_kept``: those that were signed, whatever came since."""

    metrics: Sequence[Metric]
    rows: Sequence[LineageRow]
    is_kept: bool = False

    @cached_property
    def points(self) -> int:
        return sum(cell is not None for row in self.rows for cell in row.cells)

    @cached_property
    def days(self) -> int:
        return len({row.day for row in self.rows})

    def says_the_same_as(self, other: "Lineage") -> bool:
        """Whether the same values count with the same shares, whatever files they came from."""
        return self.values == other.values

    @property
    def values(self) -> list[tuple[int, date, Decimal, list[Decimal | None]]]:
        return [
            (row.subject.pk, row.day, row.share, [cell.value if cell else None for cell in row.cells])
            for row in self.rows
        ]

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
    """The points behind one line, as they are now. A constant number of queries, however many points."""
    return lineages([line])[line.pk]


def lineages(lines: Sequence[Line], *, with_corrections: bool = True) -> dict[int, Lineage]:
    """The points behind each line of one card, as they are now, by the line's key: the formulas' terms, what the member
    answers for, the points, and what they said before they were corrected. A query each, as many as for one line."""
    if not lines:
        return {}
    terms = terms_behind([line.kpi.metric for line in lines])
    reads = [Reading.of(line, terms) for line in lines]
    known = named_in([line.kpi.metric for line in lines], terms)
    first = min(span.first for read in reads for span in read.spans)
    last = max(span.last for read in reads for span in read.spans)
    held = held_subjects(lines[0].part.scorecard, {read.reader for read in reads}, Span(first, last))
    points: dict[int, list[Point]] = defaultdict(list)
    for point in points_of(reads, held):
        points[point.metric_id].append(point)
    was = restated([point for some in points.values() for point in some]) if with_corrections else {}
    return {
        read.line.pk: lineage_of(read, [known[key] for key in read.metrics], held[read.reader], points, was)
        for read in reads
    }


def terms_behind(metrics: Sequence[Metric]) -> Mapping[int, Sequence[Term]]:
    """The terms of these metrics and of what grows in them, by metric."""
    terms: dict[int, list[Term]] = defaultdict(list)
    for term in Term.objects.behind(metrics):
        terms[term.metric_id].append(term)
    return terms


def named_in(metrics: Sequence[Metric], terms: Mapping[int, Sequence[Term]]) -> dict[int, Metric]:
    """These metrics and those that their formulas name, by key. No query."""
    named = [*metrics, *(term.source for some in terms.values() for term in some)]
    weights = [metric.weighted_by for metric in named if metric.weighted_by is not None]
    return {metric.pk: metric for metric in [*named, *weights]}


Key = tuple[int, int, date]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line read: the stored metrics of its formula, in their order, and the days.

    ``openings``: the metrics of which it read the last value before its first day. ``is_last``: whether of each span
    it read the last day alone, as of a stock.
    """

    line: Line
    metrics: Sequence[int]
    spans: tuple[Span, ...]
    openings: frozenset[int] = frozenset()
    is_last: bool = False

    @classmethod
    def of(cls, line: Line, terms: Mapping[int, Sequence[Term]] | None = None) -> "Reading":
        formula = Formula.of(line.kpi.metric, terms)
        base = formula.base or formula
        is_last = base.fold == Metric.Fold.STOCK
        return cls(line, ordered(formula), spans_of(line, formula), frozenset(base.openings), is_last)

    @property
    def reader(self) -> Reader:
        return self.line.kpi.numbers, self.line.kpi.subject_kind

    def __contains__(self, day: date) -> bool:
        return any(day in span for span in self.spans)

    def counting(
        self, metric: int, points: Sequence[Point], held: "Held", *, flows: Sequence[Point] = ()
    ) -> list[tuple[Point, Decimal]]:
        """The points of a metric that the line read, each with the share. ``flows``: what an opening is set against."""
        if metric in self.openings:
            return [found for span in self.spans for found in opening(points, held, span, flows=flows)]
        found = [
            (point, answers.share)
            for point in points
            if point.day in self and (answers := answering(held.get(point.subject_id, ()), point.day)) is not None
        ]
        return [last for span in self.spans for last in last_of_each(found, span)] if self.is_last else found


def lineage_of(
    read: Reading,
    metrics: Sequence[Metric],
    held: "Held",
    points: Mapping[int, Sequence[Point]],
    was: Mapping[Key, list[Decimal]],
) -> Lineage:
    flows = [point for key in read.metrics if key not in read.openings for point in points.get(key, ())]
    rows: dict[tuple[int, date], LineageRow] = {}
    for place, metric in enumerate(metrics):
        for point, share in read.counting(metric.pk, points.get(metric.pk, ()), held, flows=flows):
            row = rows.setdefault(
                (point.subject_id, point.day), LineageRow(point.subject, share, point.day, [None] * len(metrics))
            )
            before = was.get((point.subject_id, point.metric_id, point.day), [])
            row.cells[place] = Cell(point.value, point.batch, point.row, before)
    return Lineage(metrics, sorted(rows.values(), key=lambda row: (row.day, -row.subject.pk), reverse=True))


def ordered(formula: Formula) -> list[int]:
    """The stored metrics of a formula, in the order in which it names them."""
    if formula.base is not None:
        return ordered(formula.base)
    named = [*(key for key, _sign in formula.summands), *formula.numerators, *formula.denominators, *formula.openings]
    if not named:
        named = [formula.key, *([formula.weighted_by] if formula.weighted_by else [])]
    return list(dict.fromkeys(named))


def opening(
    points: Iterable[Point], held: "Held", span: Span, *, flows: Sequence[Point] = ()
) -> Iterator[tuple[Point, Decimal]]:
    """Of each subject that counts in the span the last point before it, with the share of its flows there."""
    newest: dict[int, Point] = {}
    for point in points:
        if point.day < span.first and (point.subject_id not in newest or newest[point.subject_id].day < point.day):
            newest[point.subject_id] = point
    for subject, point in newest.items():
        within = [one for one in held.get(subject, ()) if one.span & span]
        if within:
            yield point, share_of_flows(subject, within, flows, span)


def share_of_flows(subject: int, within: Sequence[Answering], flows: Sequence[Point], span: Span) -> Decimal:
    """The mean share over the days on which there are flows; of whoever answers first if there are none."""
    days = [point.day for point in flows if point.subject_id == subject and point.day in span]
    shares = [one.share for day in days if (one := answering(within, day)) is not None]
    return sum(shares, Decimal(0)) / len(shares) if shares else min(within, key=lambda one: one.span).share


def last_of_each(found: Iterable[tuple[Point, Decimal]], span: Span) -> Iterable[tuple[Point, Decimal]]:
    """Of each subject the last point of the span."""
    newest = {point.subject_id: (point, share) for point, share in sorted(found, key=by_day) if point.day in span}
    return newest.values()


def by_day(pair: tuple[Point, Decimal]) -> date:
    return pair[0].day


def spans_of(line: Line, formula: Formula) -> tuple[Span, ...]:
    """The days that the line read: its part's, and the month before for a growth."""
    part = line.part
    counted = Span(part.first, min(part.last, part.scorecard.through or part.last))
    if formula.base is None:
        return (counted,)
    earlier = Span.month(month_before(part.first))
    if formula.base.folds_like_a_flow:
        earlier = Span(earlier.first, min(last_of(earlier.first), earlier.first + timedelta(days=counted.length - 1)))
    return counted, earlier


def points_of(reads: Sequence[Reading], held: Mapping[Reader, Mapping[int, object]]) -> list[Point]:
    """The points that any of the lines may have read. One query: lines of the same reader and days ask together."""
    asked: dict[tuple[Reader, tuple[Span, ...]], set[int]] = defaultdict(set)
    for read in reads:
        asked[read.reader, read.spans].update(read.metrics)
    wanted = openings_of(reads, held)
    for (reader, spans), metrics in asked.items():
        days = Q()
        for span in spans:
            days |= Q(day__range=(span.first, span.last))
        if held[reader]:
            wanted |= Q(days, subject__in=list(held[reader]), metric__in=metrics)
    found = Point.objects.filter(wanted).select_related("subject", "batch__uploaded_by__person")
    return list(found) if wanted else []


def openings_of(reads: Sequence[Reading], held: Mapping[Reader, Mapping[int, object]]) -> Q:
    """Of each subject the last value before a line's first day, where a line reads one."""
    wanted = Q()
    for read in reads:
        for span in read.spans if read.openings and held[read.reader] else ():
            before = Point.objects.filter(subject=OuterRef("subject"), metric=OuterRef("metric"), day__lt=span.first)
            newest = Subquery(before.order_by("-day").values("day")[:1])
            wanted |= Q(subject__in=list(held[read.reader]), metric__in=read.openings, day=newest)
    return wanted


def restated(points: Sequence[Point]) -> dict[Key, list[Decimal]]:
    """What these points said before, the oldest first. One query."""
    if not points:
        return {}
    was: dict[Key, list[Decimal]] = defaultdict(list)
    found = Restatement.objects.filter(
        subject__in={point.subject_id for point in points},
        metric__in={point.metric_id for point in points},
        day__range=(min(point.day for point in points), max(point.day for point in points)),
    ).order_by("pk")
    for subject, metric, day, value in found.values_list("subject", "metric", "day", F("value")):
        was[subject, metric, day].append(value)
    return was
