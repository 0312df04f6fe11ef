"""A metric's formula in words: what it is made of, and how its days become a month."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from metrics.models import Metric, Term

Fold = Metric.Fold


def formula(metric: Metric) -> str:
    """What a derived metric is computed from: ``下单数 ÷ 访问人数``. Empty for a stored one. Load it ``with_terms``."""
    if not metric.is_derived:
        return ""
    terms = list(metric.terms.all())
    if metric.fold == Fold.SUM:
        return added(terms, Term.Part.SUMMAND)
    if metric.fold == Fold.RATIO:
        below = added(terms, Term.Part.DENOMINATOR)
        opening = added(terms, Term.Part.OPENING)
        return f"{bracketed(added(terms, Term.Part.NUMERATOR))} ÷ {bracketed(below) or opened(opening)}"
    base = added(terms, Term.Part.BASE)
    return _("(%(metric)s − the month before) ÷ the month before") % {"metric": base}


def folding(metric: Metric) -> str:
    """How a metric's days become a month, or any other span. Load it ``with_terms``."""
    match metric.fold:
        case Fold.FLOW:
            return _("The days are added up, each times the share that somebody answers for.")
        case Fold.STOCK:
            return _("The last day that is there counts, times the share of who answers for it then.")
        case Fold.LEVEL if metric.weighted_by:
            words = {"metric": metric, "weight": metric.weighted_by}
            return _("Σ (%(metric)s × %(weight)s) ÷ Σ %(weight)s over the days, weighted by the share too.") % words
        case Fold.LEVEL:
            return _("The mean of the days that are there, weighted by the share.")
    return of_derived(metric)


def of_derived(metric: Metric) -> str:
    if metric.fold == Fold.SUM:
        return _("Each part is added up over the days, then the parts are put together.")
    return of_ratio(metric) if metric.fold == Fold.RATIO else of_growth(metric)


def of_ratio(metric: Metric) -> str:
    if any(term.part == Term.Part.OPENING for term in metric.terms.all()):
        return _("What stands above is added up over the days; below stands the last value before the first day.")
    return _("Σ above ÷ Σ below over the days on which both are there; never the mean of daily rates.")


def of_growth(metric: Metric) -> str:
    base = next((term.source for term in metric.terms.all() if term.part == Term.Part.BASE), None)
    if base is not None and base.fold in (Fold.FLOW, Fold.SUM):
        return _("The days gone against as many days of the month before. Nothing before: no data.")
    return _("The month so far against the whole month before. Nothing before: no data.")


def opened(name: str) -> str:
    return _("%(metric)s before the period") % {"metric": name}


def added(terms: Iterable[Term], part: str) -> str:
    chosen = [term for term in terms if term.part == part]
    words = [f"{'−' if term.sign < 0 else '+'} {term.source.label}" for term in chosen]
    return " ".join(words).removeprefix("+ ")


def bracketed(sum_of: str) -> str:
    return f"({sum_of})" if " + " in sum_of or " − " in sum_of else sum_of
