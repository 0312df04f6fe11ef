"""What a metric can come to at all, as far as its definition says: no target lies beyond that."""

from decimal import Decimal

from django.utils.translation import gettext as _

from metrics.models import Metric, Term

COUNTED = {Metric.Fold.FLOW, Metric.Fold.STOCK}
ALL_OF_IT = Decimal(1)


def impossible(metric: Metric, target: Decimal) -> str:
    """Why the metric can't come to this, in words; empty if it can, as far as one can tell."""
    if target < 0 and metric.fold in COUNTED:
        return _("%(metric)s is counted and never below zero, so its target isn't either.") % {"metric": metric}
    if target > ALL_OF_IT and is_part_of_a_whole(metric):
        return _("%(metric)s is never above 100%%, so its target isn't either.") % {"metric": metric}
    return ""


def is_part_of_a_whole(metric: Metric) -> bool:
    """Whether a rate counts some of what it is divided by: one shipped with TeamOps, of two counts in the same unit.

    What a team defines itself may set one thing against another, and a growth has no end. One query for a ratio.
    """
    if metric.unit != Metric.Unit.PERCENT or metric.is_own:
        return False
    if metric.fold == Metric.Fold.LEVEL:
        return True
    if metric.fold != Metric.Fold.RATIO:
        return False
    terms = list(metric.terms.select_related("source"))
    above = [term for term in terms if term.part == Term.Part.NUMERATOR]
    return len(above) == 1 and len({term.source.unit for term in terms}) == 1
