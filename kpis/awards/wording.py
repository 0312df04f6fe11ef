"""An award's rule in words, and how a place was counted, with the numbers put in."""

from decimal import Decimal

from django.utils.translation import gettext as _

from kpis.awards.candidates import Numbers, Shortlist
from kpis.models import Award
from kpis.writing import MINUS, OVER, TIMES, as_read
from metrics.models import Metric
from teamops.lib.tags.numbers import plain, quantity, signed

Basis = Award.Basis
HUNDRED = Decimal(100)


def rule_of(award: Award) -> str:
    """Whom it goes to, in a few words."""
    words = {"kind": award.get_subject_kind_display(), "metric": award.metric, "also": award.also}
    match award.basis:
        case Basis.JUDGED:
            return _("a manager judges, with the reason in writing")
        case Basis.LOWEST:
            return _("%(kind)s with the lowest: %(metric)s") % words
        case Basis.GAIN if award.target is not None and award.metric is not None:
            target = quantity(award.target, award.metric.unit)
            return _("%(kind)s furthest over %(target)s: %(metric)s") % (words | {"target": target})
        case Basis.GAIN:
            return _("%(kind)s furthest over its own target: %(metric)s") % words
    if award.also is not None:
        return _("%(kind)s with the highest: %(metric)s and %(also)s") % words
    return _("%(kind)s with the highest: %(metric)s") % words


def counted_as_read(award: Award, counted: Decimal | None) -> str:
    """What the places are given by, where it isn't the number itself: a gain in percent, or the mean of two parts."""
    if counted is None or not (award.is_gain or award.also):
        return ""
    return f"{signed(counted * HUNDRED, 1)}%" if award.is_gain else plain(counted, Decimal("0.1"))


def formula_of(award: Award, numbers: Numbers, noted: Shortlist) -> str:
    """How the place was counted; nothing where it is the number itself."""
    metric, also = award.metric, award.also
    result = counted_as_read(award, numbers.counted)
    if metric is None or not result:
        return ""
    if award.is_gain and numbers.target is not None:
        value, target = as_read(numbers.value, metric), as_read(numbers.target, metric)
        return f"{_('Over target')} = {value} {OVER} {target} {MINUS} 1 = {result}"
    if also is None or numbers.also is None:
        return ""
    best, best_also = noted.best
    parts = f"{part(numbers.value, best, metric)} + {part(numbers.also, best_also, also)}"
    return f"{_('Both together')} = ({parts}) {TIMES} 100 {OVER} 2 = {result}"


def part(value: Decimal, best: Decimal, metric: Metric) -> str:
    words = {"metric": metric, "value": as_read(value, metric), "best": as_read(best, metric)}
    return _("%(metric)s %(value)s ÷ the most, %(best)s") % words
