"""A line's score in words and numbers: the formula with its figures put in, and the points it was made of."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from kpis.answered import answered_of, notes_on_answering
from kpis.counting import Counted, counted
from kpis.evidence import behind
from kpis.lineage import Lineage, lineage, terms_behind
from kpis.missing import gaps_of
from kpis.models import Line
from kpis.point_rows import Footing, PointRow, rows_of, with_gaps
from kpis.targets.agreed import Agreed, AgreedOnCard
from kpis.targets.told import notes_on_target
from kpis.writing import MINUS, OVER, TIMES, as_read, plain_number, shortly
from metrics.formulas import Formula
from metrics.models import Metric, Term
from teamops.lib.tags.numbers import plain, quantity, short_month

Fold = Metric.Fold
# So many points are listed before the reader asks for all of them.
MOST_ROWS = 12
PARTS = frozenset(Term.Part.values)


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
    rows_in_all: int
    # Of a channel, on which nothing came.
    days_missing: int

    @property
    def columns(self) -> Sequence[Metric]:
        return self.lineage.metrics

    @property
    def has_more(self) -> bool:
        return len(self.rows) < self.rows_in_all


def explain(line: Line, *, agreed: Agreed | None = None, everything: bool = False) -> Explanation:
    """``line`` comes from a card's ``for_card()``; ``agreed``, where its target comes from, if that is known already.

    A constant number of queries.
    """
    metric, found = line.kpi.metric, behind([line])[line.pk]
    terms = terms_behind([metric])
    slug = line.part.scorecard.team.slug
    agreed = agreed or AgreedOnCard(line.part.scorecard, [line.part]).of(line, line.part)
    formula = Formula.of(metric, terms)
    months, answered = counted(formula, found), answered_of(line)
    gaps = gaps_of(line, formula, found, answered)
    rows = with_gaps([row for month in months for row in rows_of(month, slug=slug)], gaps, columns=len(found.metrics))
    return Explanation(
        line=line,
        formula=[*ratios_that_grow(line, terms, months), *formula_of(line, terms.get(metric.pk, []), months)],
        earned=earned_by(line),
        notes=[
            *notes_on_target(line, agreed),
            *notes_on_answering(line, answered, [row.found for row in rows]),
            *notes_on(line),
            *notes_on_later_numbers(line, found),
            *notes_on_newer_rows(line, terms.get(metric.pk, []), months[0]),
        ],
        lineage=found,
        rows=rows if everything else in_short(rows),
        footings=[Footing.of(month) for month in months],
        rows_in_all=len(rows),
        days_missing=sum(row.is_empty for row in rows),
    )


def in_short(rows: Sequence[PointRow]) -> list[PointRow]:
    """The newest, and of the older ones those that lack something."""
    older = [row for row in rows[MOST_ROWS:] if row.gap]
    return [*rows[:MOST_ROWS], *older[:MOST_ROWS]]


def formula_of(line: Line, terms: Sequence[Term], months: Sequence[Counted]) -> Iterator[str]:
    """The metric and the score, with the numbers put in."""
    metric = line.kpi.metric
    if line.actual is None:
        yield _("%(metric)s: no data through %(day)s") % {"metric": metric, "day": counted_through(line)}
        return
    yield f"{metric} = {' = '.join([made_of(line, terms, months[0]), quantity(line.actual, metric.unit)])}"
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


def made_of(line: Line, terms: Sequence[Term], of: Counted) -> str:
    """The right side of the metric's formula."""
    metric, found, sums = line.kpi.metric, of.counting, of.by_metric
    match metric.fold:
        case Fold.RATIO if line.numerator is not None and line.denominator is not None:
            above = side_of(terms, {Term.Part.NUMERATOR}, line.numerator, sums)
            below = side_of(terms, {Term.Part.DENOMINATOR, Term.Part.OPENING}, line.denominator, sums)
            return f"{above} {OVER} {below}"
        case Fold.GROWTH if line.numerator is not None and line.denominator is not None:
            base = side_of(terms, {Term.Part.BASE}, line.numerator, sums)
            month_before = _("the month before")
            return f"{base} {OVER} {month_before} {shortly(line.denominator)} {MINUS} 1"
        case Fold.SUM:
            parts = [
                f"{MINUS if term.sign < 0 else '+'} {term.source} {shortly(sums.get(term.source_id))}"
                for term in terms
                if sums.get(term.source_id) is not None
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


def side_of(terms: Iterable[Term], parts: Collection[str], total: Decimal, sums: Mapping[int, Decimal | None]) -> str:
    """One side with its number; of several metrics each with its own, if they come to the number that was computed."""
    side = [term for term in terms if term.part in parts]
    if len(side) == 1:
        return f"{side[0].source} {shortly(total)}"
    if shortly(total_of(side, sums)) == shortly(total):
        return f"({' + '.join(f'{term.source} {shortly(sums.get(term.source_id))}' for term in side)})"
    return f"({' + '.join(str(term.source) for term in side)}) {shortly(total)}"


def ratios_that_grow(line: Line, terms: Mapping[int, Sequence[Term]], months: Sequence[Counted]) -> Iterator[str]:
    """Of a growing ratio each month's own arithmetic, as far as the rows come to what was computed."""
    base = next((term.source for term in terms.get(line.kpi.metric_id, []) if term.part == Term.Part.BASE), None)
    if base is None or base.fold != Fold.RATIO:
        return
    above = [term for term in terms[base.pk] if term.part == Term.Part.NUMERATOR]
    below = [term for term in terms[base.pk] if term.part != Term.Part.NUMERATOR]
    for month, value in zip(months, (line.numerator, line.denominator), strict=False):
        sums = month.by_metric
        over, under = total_of(above, sums), total_of(below, sums)
        if over is None or not under or month.month is None or shortly(over / under) != shortly(value):
            return
        sides = (side_of(above, PARTS, over, sums), side_of(below, PARTS, under, sums))
        yield f"{short_month(month.month)} {base} = {f' {OVER} '.join(sides)} = {shortly(value)}"


def total_of(terms: Iterable[Term], sums: Mapping[int, Decimal | None]) -> Decimal | None:
    """The signed sum of what is there of these terms."""
    found = [term.sign * value for term in terms if (value := sums.get(term.source_id)) is not None]
    return sum(found, Decimal(0)) if found else None


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


def notes_on_newer_rows(line: Line, terms: Sequence[Term], of: Counted) -> Iterator[str]:
    """Whether the rows come to something else than the line says: it was computed before they came."""
    if line.part.scorecard.is_signed:
        return
    part, sums = Term.Part, of.by_metric
    match line.kpi.metric.fold:
        case Fold.RATIO:
            below = [term for term in terms if term.part != part.NUMERATOR]
            above = [term for term in terms if term.part == part.NUMERATOR]
            told = [(total_of(above, sums), line.numerator), (total_of(below, sums), line.denominator)]
        case Fold.SUM:
            told = [(total_of(terms, sums), line.actual)]
        case Fold.FLOW | Fold.STOCK:
            told = [(sums.get(line.kpi.metric_id), line.actual)]
        case _:
            told = []
    if any(None not in pair and shortly(pair[0]) != shortly(pair[1]) for pair in told):
        yield _("The rows are newer than the score: it is computed again tonight, or once the import is through.")


def counted_through(line: Line) -> str:
    day = line.through or line.part.scorecard.through
    return f"{day:%m-%d}" if day else "—"


def bracketed(text: str) -> str:
    return f"({text})" if text.startswith(MINUS) else text
