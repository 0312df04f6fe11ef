"""The metric dictionary: one meaning a number, for everybody."""

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from metrics.models import Metric, Term
from roles.access import MemberRequest, requires
from roles.permissions import Permission


@dataclass(frozen=True)
class Line:
    """A metric and, if it is derived, its formula in words."""

    metric: Metric
    formula: str


@require_GET
@requires(Permission.SEE_TEAM)
def dictionary(request: MemberRequest) -> HttpResponse:
    asked, group = request.GET.get("q", "").strip(), request.GET.get("group", "")
    metrics = Metric.objects.visible_to(request.member).with_terms().matching(asked, group=group)
    lines = [Line(metric, formula(metric)) for metric in metrics.order_by("group", "position", "code")]
    context = {
        "groups": [
            (Metric.Group(name).label, list(rows)) for name, rows in groupby(lines, lambda line: line.metric.group)
        ],
        "count": len(lines),
        "q": asked,
        "group": group,
        "choices": Metric.Group.choices,
        "is_filtered": bool(asked or group),
        "may_import": request.member.may(Permission.IMPORT_METRICS),
    }
    return render(request, "metrics/dictionary.html", context)


def formula(metric: Metric) -> str:
    """What a derived metric is computed from: ``下单数 ÷ 访问人数``. Empty for a stored one."""
    if not metric.is_derived:
        return ""
    terms = list(metric.terms.all())
    if metric.fold == Metric.Fold.SUM:
        return added(terms, Term.Part.SUMMAND)
    if metric.fold == Metric.Fold.RATIO:
        below = added(terms, Term.Part.DENOMINATOR)
        opening = added(terms, Term.Part.OPENING)
        return f"{bracketed(added(terms, Term.Part.NUMERATOR))} ÷ {bracketed(below) or opened(opening)}"
    base = added(terms, Term.Part.BASE)
    return _("(%(metric)s − the month before) ÷ the month before") % {"metric": base}


def opened(name: str) -> str:
    return _("%(metric)s before the period") % {"metric": name}


def added(terms: list[Term], part: str) -> str:
    chosen = [term for term in terms if term.part == part]
    words = [f"{'−' if term.sign < 0 else '+'} {term.source.label}" for term in chosen]
    return " ".join(words).removeprefix("+ ")


def bracketed(sum_of: str) -> str:
    return f"({sum_of})" if " + " in sum_of or " − " in sum_of else sum_of
