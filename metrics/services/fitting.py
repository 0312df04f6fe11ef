"""What can be a metric at all: which parts a formula may have, and which unit fits what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from metrics.models import Metric, Term
from metrics.web import Web
from teamops.lib.exceptions import NotAllowedNow

Fold, Unit, Kind = Metric.Fold, Metric.Unit, Term.Part

# Units that count things may stand in one sum (likes are people, comments are times); all others only with themselves.
COUNTS = frozenset({Unit.PEOPLE, Unit.TIMES, Unit.PIECES, Unit.NUMBER})
# Which parts the formula of each fold is made of.
PARTS: dict[str, frozenset[str]] = {
    Fold.SUM: frozenset({Kind.SUMMAND}),
    Fold.RATIO: frozenset({Kind.NUMERATOR, Kind.DENOMINATOR, Kind.OPENING}),
    Fold.GROWTH: frozenset({Kind.BASE}),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One metric in a formula, with its place there and its sign (of a sum alone)."""

    part: str
    source: Metric
    sign: int = 1


def refuse_misfits(metric: Metric, unit: str, parts: Sequence[Part], *, weighted_by: Metric | None, web: Web) -> None:
    """Raise ``NotAllowedNow`` with what is wrong about the formula or the unit."""
    sources = [part.source for part in parts]
    everything = [*sources, *([weighted_by] if weighted_by else [])]
    refuse_circle(metric, everything, web)
    for source in everything:
        if source.team_id not in {None, metric.team_id}:
            raise NotAllowedNow(_("%(metric)s isn't in this team's dictionary.") % {"metric": source})
        if source.is_retired:
            raise NotAllowedNow(_("%(metric)s is retired.") % {"metric": source})
    if any(part.part not in PARTS.get(metric.fold, frozenset()) for part in parts):
        raise NotAllowedNow(_("This part doesn't belong into such a formula."))
    if len({(part.part, part.source.pk) for part in parts}) < len(parts):
        raise NotAllowedNow(_("Name each metric once on its side."))
    match metric.fold:
        case Fold.SUM:
            refuse_sum(unit, parts)
        case Fold.RATIO:
            refuse_ratio(unit, parts)
        case Fold.GROWTH:
            refuse_growth(unit, parts)
        case _:
            refuse_stored(metric, unit, weighted_by)


def refuse_circle(metric: Metric, sources: Iterable[Metric], web: Web) -> None:
    if metric.pk is None:
        return
    circle = {metric.pk, *web.all_above(metric.pk)}
    for source in sources:
        if source.pk in circle:
            words = {"source": source, "metric": metric}
            raise NotAllowedNow(_("%(source)s is computed from %(metric)s itself: that would go in a circle.") % words)


def refuse_stored(metric: Metric, unit: str, weighted_by: Metric | None) -> None:
    if unit == Unit.PERCENT and metric.fold == Fold.FLOW:
        raise NotAllowedNow(_("Percentages aren't added up over the days. Make it a level, or a ratio of two numbers."))
    if weighted_by is None:
        return
    if metric.fold != Fold.LEVEL:
        raise NotAllowedNow(_("Only a level is weighted."))
    if weighted_by.fold != Fold.FLOW:
        raise NotAllowedNow(_("A level is weighted by a flow; %(metric)s is none.") % {"metric": weighted_by})


def refuse_sum(unit: str, parts: Sequence[Part]) -> None:
    if len(parts) < 2:  # noqa: PLR2004 - that is what a sum is
        raise NotAllowedNow(_("A sum has at least two parts."))
    if all(part.sign < 0 for part in parts):
        raise NotAllowedNow(_("At least one part of a sum is added."))
    refuse_others(parts, {Fold.FLOW}, _("A sum is made of flows; %(metric)s is none."))
    refuse_mixture([part.source for part in parts])
    if kind_of(unit) != kind_of(parts[0].source.unit):
        words = {"unit": parts[0].source.get_unit_display()}
        raise NotAllowedNow(_("A sum has the unit of its parts: %(unit)s.") % words)


def refuse_ratio(unit: str, parts: Sequence[Part]) -> None:
    above = [part for part in parts if part.part == Kind.NUMERATOR]
    below = [part for part in parts if part.part == Kind.DENOMINATOR]
    opening = [part for part in parts if part.part == Kind.OPENING]
    if not above or not (below or opening):
        raise NotAllowedNow(_("A ratio has something above the line and something below it."))
    if below and opening:
        raise NotAllowedNow(_("Below the line stand the days' numbers or those before the period, not both."))
    refuse_others(above, {Fold.FLOW}, _("Above the line stand flows; %(metric)s is none."))
    refuse_others(below, {Fold.FLOW, Fold.STOCK}, _("Below the line stand flows or stocks; %(metric)s is neither."))
    refuse_others(opening, {Fold.STOCK}, _("Only a stock has a value before the period; %(metric)s is none."))
    for side in (above, below or opening):
        refuse_mixture([part.source for part in side])
    over, under = above[0].source, (below or opening)[0].source
    if unit == Unit.PERCENT and kind_of(over.unit) != kind_of(under.unit):
        words = {"above": over.get_unit_display(), "below": under.get_unit_display()}
        raise NotAllowedNow(_("%(above)s of %(below)s are no percentage. Choose another unit.") % words)


def refuse_growth(unit: str, parts: Sequence[Part]) -> None:
    if len(parts) != 1:
        raise NotAllowedNow(_("A growth is of one metric."))
    if parts[0].source.fold == Fold.GROWTH:
        raise NotAllowedNow(_("%(metric)s is a growth itself; its growth says nothing.") % {"metric": parts[0].source})
    if unit != Unit.PERCENT:
        raise NotAllowedNow(_("A growth is a percentage."))


def refuse_others(parts: Iterable[Part], folds: set[Metric.Fold], sentence: str) -> None:
    for part in parts:
        if part.source.fold not in folds:
            raise NotAllowedNow(sentence % {"metric": part.source})


def refuse_mixture(sources: Sequence[Metric]) -> None:
    """Raise ``NotAllowedNow`` for people plus yuan."""
    for source in sources[1:]:
        if kind_of(source.unit) != kind_of(sources[0].unit):
            words = {"one": sources[0], "other": source}
            raise NotAllowedNow(_("%(one)s and %(other)s have units that can't be added.") % words)


def kind_of(unit: str) -> str:
    """The unit, or the word for all that count things."""
    return "count" if unit in COUNTS else unit
