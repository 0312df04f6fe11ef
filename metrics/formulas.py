"""What a metric comes to in a span: how days fold, and what sums, ratios and growths are made of. No database here.

The rules (docs/metrics.md explains them to readers):

- *flow*: Σ value × share. *stock*: the last day held × share. *level*: the mean, weighted by share (and by the metric
  that weighs it).
- *sum*: the signed flows of its terms, as far as they are there.
- *ratio*: Σ numerator ÷ Σ denominator over the days where both are there; a stock below counts day by day, or as the
  last value before the span (``opening``).
- *growth*: this span against the month before, relative. Nothing before: no data.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, Protocol, Self

from metrics.models import Metric, Term

Fold = Metric.Fold
ZERO = Decimal(0)


class Figure(NamedTuple):
    """What a metric came to, in its unit, and the two sides of a ratio or growth. ``None``: no data."""

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


NOTHING = Figure(None)


@dataclass(frozen=True, slots=True)
class Formula:
    """A metric, ready to be computed: keys of stored metrics instead of rows."""

    key: int
    fold: str
    weighted_by: int | None = None
    summands: tuple[tuple[int, int], ...] = ()
    numerators: tuple[int, ...] = ()
    denominators: tuple[int, ...] = ()
    openings: tuple[int, ...] = ()
    base: Self | None = None
    # Whether half the days give half the number, so that its target shrinks with the days.
    folds_like_a_flow: bool = False

    @classmethod
    def of(cls, metric: Metric, terms_by_metric: Mapping[int, Sequence[Term]] | None = None) -> "Formula":
        """The metric's formula. Load it ``with_terms`` where there are many, or give the terms of all of them."""
        terms = list(metric.terms.all()) if terms_by_metric is None else terms_by_metric.get(metric.pk, [])
        base = next((term.source for term in terms if term.part == Term.Part.BASE), None)
        return cls(
            key=metric.pk,
            fold=str(metric.fold),
            weighted_by=metric.weighted_by_id,
            summands=tuple((term.source_id, term.sign) for term in terms if term.part == Term.Part.SUMMAND),
            numerators=sources(terms, Term.Part.NUMERATOR),
            denominators=sources(terms, Term.Part.DENOMINATOR),
            openings=sources(terms, Term.Part.OPENING),
            base=None if base is None else cls.of(base, terms_by_metric),
            folds_like_a_flow=metric.fold in (Fold.FLOW, Fold.SUM),
        )

    @property
    def stored(self) -> set[int]:
        """The stored metrics whose points this one is made of."""
        if self.base is not None:
            return self.base.stored
        if self.fold in (Fold.FLOW, Fold.STOCK, Fold.LEVEL):
            return {self.key} | ({self.weighted_by} if self.weighted_by else set())
        return {key for key, _sign in self.summands} | {*self.numerators, *self.denominators, *self.openings}


def sources(terms: Iterable[Term], part: str) -> tuple[int, ...]:
    return tuple(term.source_id for term in terms if term.part == part)


@dataclass
class Needs:
    """What must be fetched before formulas can be computed: keys of stored metrics, by how they are read."""

    sums: set[int] = field(default_factory=set)
    last: set[int] = field(default_factory=set)
    days: set[int] = field(default_factory=set)
    opening: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, formulas: Iterable[Formula]) -> "Needs":
        needs = cls()
        for formula in formulas:
            needs.add(formula)
        return needs

    def add(self, formula: Formula) -> None:
        if formula.fold == Fold.STOCK:
            self.last.add(formula.key)
        elif formula.fold == Fold.LEVEL:
            self.days |= formula.stored
        elif formula.base is not None:
            self.add(formula.base)
        else:
            self.sums |= formula.stored - set(formula.openings)
        self.opening |= set(formula.openings)


class View(Protocol):
    """What somebody answers for, of one kind of subject, in one span."""

    def flow(self, metric: int) -> Decimal | None: ...
    def last(self, metric: int) -> Decimal | None: ...
    def opening(self, metric: int, flows: tuple[int, ...]) -> Decimal | None: ...
    def mean(self, metric: int, weighted_by: int | None) -> Decimal | None: ...
    def paired(self, numerators: tuple[int, ...], denominators: tuple[int, ...]) -> tuple[Decimal, Decimal] | None: ...


def figure(formula: Formula, view: View, *, before: View | None = None) -> Figure:
    """Compute a metric. ``before``: the same reader's month before, which only a growth asks for.

    Whoever computes many sets the digits once (``teamops.lib.rounding.exactly``).
    """
    match formula.fold:
        case "flow":
            return Figure(view.flow(formula.key))
        case "stock":
            return Figure(view.last(formula.key))
        case "level":
            return Figure(view.mean(formula.key, formula.weighted_by))
        case "sum":
            return signed_sum(formula, view)
        case "ratio":
            return ratio(formula, view)
        case _:
            return growth(formula, view, before)


def signed_sum(formula: Formula, view: View) -> Figure:
    flows = [(sign, flow) for key, sign in formula.summands if (flow := view.flow(key)) is not None]
    return Figure(sum((sign * flow for sign, flow in flows), ZERO)) if flows else NOTHING


def ratio(formula: Formula, view: View) -> Figure:
    if formula.openings:
        return against_opening(formula, view)
    sides = view.paired(formula.numerators, formula.denominators)
    if sides is None or not sides[1]:
        return NOTHING
    return Figure(sides[0] / sides[1], *sides)


def against_opening(formula: Formula, view: View) -> Figure:
    """A flow against the stock before the span: who left, of those who were there at the start."""
    flows = [view.flow(key) for key in formula.numerators]
    stocks = [view.opening(key, formula.numerators) for key in formula.openings]
    if None in flows or None in stocks:
        return NOTHING
    above, below = (sum((part for part in side if part is not None), ZERO) for side in (flows, stocks))
    return Figure(above / below, above, below) if below else NOTHING


def growth(formula: Formula, view: View, before: View | None) -> Figure:
    if formula.base is None or before is None:
        return NOTHING
    now, then = figure(formula.base, view).value, figure(formula.base, before).value
    if now is None or not then:
        return NOTHING
    return Figure(now / then - 1, now, then)
