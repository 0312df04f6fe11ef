"""A line's score in words and numbers: the formula with its figures put in, and the points it was made of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from kpis.evidence import behind
from kpis.lineage import Cell, Lineage, LineageRow, lineage
from kpis.models import Line
from kpis.origins import Source, sources_of
from kpis.targets.agreed import Agreed, AgreedOnCard
from kpis.targets.told import notes_on_target
from kpis.writing import plain_number
from metrics.models import Metric, Term
from teamops.lib.months import first_of
from teamops.lib.rounding import round_half_up
from teamops.lib.tags.numbers import plain, quantity

Fold = Metric.Fold
# So many points are listed before the reader asks for all of them.
MOST_ROWS = 12
MINUS, TIMES, OVER = "−", "×", "÷"
PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class ShownCell:
    """A point as it is read, and what it said before."""

    value: str
    was: Sequence[str]

    @classmethod
    def of(cls, cell: Cell, metric: Metric) -> "ShownCell":
        return cls(as_read(cell.value, metric), [as_read(was, metric) for was in cell.was])


@dataclass(frozen=True)
class PointRow:
    """One subject on one day."""

    found: LineageRow
    cells: Sequence[ShownCell | None]
    sources: Sequence[Source]


@dataclass(frozen=True)
class Footing:
    """The row of sums below the points: of all of them, or of one month of two that are compared."""

    points: int
    days: int
    sums: Sequence[str]
    month: date | None = None

    @classmethod
    def of(cls, found: Lineage, *, month: date | None = None) -> "Footing":
        """Nothing stands below what isn't added up over the days."""
        sums = [
            shortly(round_half_up(total)) if metric.fold == Fold.FLOW and total is not None else ""
            for metric, total in zip(found.metrics, found.sums or [None] * len(found.metrics), strict=True)
        ]
        return cls(found.points, found.days, sums, month)


@dataclass(frozen=True)
class Explanation:
    """Everything behind one line."""

    line: Line
    formula: Sequence[str]
    earned: str
    notes: Sequence[str]
    lineage: Lineage
    rows: Sequence[PointRow]
    footings: Sequence[Footing]

    @property
    def columns(self) -> Sequence[Metric]:
        return self.lineage.metrics

    @property
    def has_more(self) -> bool:
        return len(self.rows) < len(self.lineage.rows)


def explain(line: Line, *, agreed: Agreed | None = None, everything: bool = False) -> Explanation:
    """``line`` comes from a card's ``for_card()``; ``agreed``, where its target comes from, if that is known already.

    A constant number of queries.
    """
    found = behind([line])[line.pk]
    terms = list(line.kpi.metric.terms.select_related("source"))
    slug = line.part.scorecard.team.slug
    agreed = agreed or AgreedOnCard(line.part.scorecard, [line.part]).of(line, line.part)
    rows = found.rows if everything else found.rows[:MOST_ROWS]
    return Explanation(
        line=line,
        formula=list(formula_of(line, terms, found)),
        earned=earned_by(line),
        notes=[*notes_on_target(line, agreed), *notes_on(line), *notes_on_later_numbers(line, found)],
        lineage=found,
        rows=[point_row(row, found.metrics, slug=slug) for row in rows],
        footings=footings_of(line.kpi.metric, found),
    )


def footings_of(metric: Metric, found: Lineage) -> list[Footing]:
    """One, but a growth's two months are never added together."""
    if metric.fold != Fold.GROWTH:
        return [Footing.of(found)]
    months = sorted({first_of(row.day) for row in found.rows}, reverse=True)
    return [
        Footing.of(Lineage(found.metrics, [row for row in found.rows if first_of(row.day) == month]), month=month)
        for month in months
    ]


def point_row(row: LineageRow, metrics: Sequence[Metric], *, slug: str) -> PointRow:
    cells = [ShownCell.of(cell, metric) if cell else None for cell, metric in zip(row.cells, metrics, strict=True)]
    return PointRow(row, cells, list(sources_of(row, metrics, slug=slug)))


def formula_of(line: Line, terms: Sequence[Term], found: Lineage) -> Iterator[str]:
    """The metric and the score, with the numbers put in."""
    metric = line.kpi.metric
    if line.actual is None:
        yield _("%(metric)s: no data through %(day)s") % {"metric": metric, "day": counted_through(line)}
        return
    yield f"{metric} = {' = '.join([made_of(line, terms, found), quantity(line.actual, metric.unit)])}"
    actual, zero, target = (as_read(value, metric) for value in (line.actual, line.zero_at, line.target))
    raw = 100 * Fraction(line.actual - line.zero_at) / Fraction(line.target - line.zero_at)
    score = (
        f"{_('Score')} = 100 {TIMES} ({actual} {MINUS} {bracketed(zero)}) {OVER} ({target} {MINUS} {bracketed(zero)})"
    )
    if raw < 0:
        yield f"{score} < 0 → {plain(line.score or 0)}"
    elif line.score is not None and raw > Fraction(line.kpi.cap):
        yield f"{score} > {plain_number(line.kpi.cap)} → {plain(line.score)}"
    else:
        yield f"{score} = {plain(line.score or 0)}"


def made_of(line: Line, terms: Sequence[Term], found: Lineage) -> str:
    """The right side of the metric's formula."""
    metric = line.kpi.metric
    match metric.fold:
        case Fold.RATIO if line.numerator is not None and line.denominator is not None:
            above = names_of(terms, Term.Part.NUMERATOR)
            below = names_of(terms, Term.Part.DENOMINATOR) or names_of(terms, Term.Part.OPENING)
            return f"{above} {shortly(line.numerator)} {OVER} {below} {shortly(line.denominator)}"
        case Fold.GROWTH if line.numerator is not None and line.denominator is not None:
            base = names_of(terms, Term.Part.BASE)
            month_before = _("the month before")
            return f"{base} {shortly(line.numerator)} {OVER} {month_before} {shortly(line.denominator)} {MINUS} 1"
        case Fold.SUM:
            totals = dict(zip([metric.pk for metric in found.metrics], found.sums, strict=False))
            parts = [
                f"{MINUS if term.sign < 0 else '+'} {term.source} {shortly(totals.get(term.source_id))}"
                for term in terms
                if totals.get(term.source_id) is not None
            ]
            return " ".join(parts).removeprefix("+ ")
        case Fold.STOCK:
            return _("the last day held")
        case Fold.LEVEL:
            return mean_of(metric, found)
    return _("the sum of %(days)s days") % {"days": found.days}


def mean_of(metric: Metric, found: Lineage) -> str:
    """Of a level's days; by which metric they are weighted, and that the shares are in it."""
    words = {"days": found.days, "metric": metric.weighted_by}
    is_shared = any(row.is_shared for row in found.rows)
    if metric.weighted_by and is_shared:
        return _("the mean of %(days)s days, weighted by %(metric)s and share") % words
    if metric.weighted_by:
        return _("the mean of %(days)s days, weighted by %(metric)s") % words
    if is_shared:
        return _("the mean of %(days)s days, weighted by share") % words
    return _("the mean of %(days)s days") % words


def names_of(terms: Iterable[Term], part: str) -> str:
    names = [str(term.source) for term in terms if term.part == part]
    return names[0] if len(names) == 1 else f"({' + '.join(names)})" if names else ""


def earned_by(line: Line) -> str:
    if line.score is None or line.earned is None:
        return ""
    return f"{plain(line.score)} {TIMES} {shortly(line.weight)} {OVER} 100 = {plain(line.earned)}"


def notes_on(line: Line) -> Iterator[str]:
    """What the formula alone doesn't say."""
    kpi = line.kpi
    if line.earned is None:
        yield _("Without data it isn't zero: its weight of %(weight)s went to the other KPIs of this half.") % {
            "weight": plain_number(kpi.weight)
        }
    elif line.weight != kpi.weight:
        yield _("It weighs %(weight)s here, not %(own)s: a KPI of this half has no data.") % {
            "weight": shortly(line.weight),
            "own": plain_number(kpi.weight),
        }
    if kpi.numbers == kpi.Numbers.TEAM:
        yield _("These are the whole team's numbers.")


def notes_on_later_numbers(line: Line, found: Lineage) -> Iterator[str]:
    """A signed score stands. Whether its line is among those whose numbers changed since."""
    card = line.part.scorecard
    if found.is_kept:
        if card.restated_at and not found.says_the_same_as(lineage(line)):
            yield _("Its numbers changed after the signature: these are the ones that were signed.")
        return
    batches = {cell.batch for row in found.rows for cell in row.cells if cell and cell.batch}
    if card.signed_at and any(batch.confirmed_at and batch.confirmed_at > card.signed_at for batch in batches):
        yield _("Numbers came in after the signature: the score stands on the earlier ones, the rows show today's.")


def counted_through(line: Line) -> str:
    day = line.through or line.part.scorecard.through
    return f"{day:%m-%d}" if day else "—"


def as_read(value: Decimal, metric: Metric) -> str:
    """In the unit in which people read it: rates in percent."""
    return shortly(value * 100 if metric.unit == Metric.Unit.PERCENT else value)


def shortly(value: Decimal | None) -> str:
    """Exact to 4 places, with thousands, a true minus, no idle zeros."""
    if value is None:
        return "—"
    text = f"{round_half_up(value, PLACES):,f}"
    text = text.rstrip("0").rstrip(".")
    return text.replace("-", MINUS) if text not in {"-0", ""} else "0"


def bracketed(text: str) -> str:
    return f"({text})" if text.startswith(MINUS) else text
