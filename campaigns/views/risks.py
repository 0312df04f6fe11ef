"""Risks: the heat map with the table, one risk, the same as a workbook."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from campaigns.models import Risk, Threshold
from campaigns.models.risks import RiskQuerySet
from campaigns.risk_forms import CloseForm, ReviewForm, RiskFilter
from campaigns.risk_page import heat_map
from metrics.views.files import as_file
from roles.access import MemberRequest, requires
from roles.permissions import Permission

A_PAGE = 50


def asked_for(request: MemberRequest, form: RiskFilter) -> RiskQuerySet:
    asked = form.cleaned_data if form.is_valid() else {}
    risks = Risk.objects.visible_to(request.member)
    risks = risks.closed() if asked.get("state") else risks.open()
    narrowed = {name: asked[name] for name in ("kind", "likelihood", "impact", "item") if asked.get(name)}
    return risks.matching(q=asked.get("q", "").strip(), **narrowed).for_list()


@require_GET
@requires(Permission.SEE_TEAM)
def risks(request: MemberRequest) -> HttpResponse:
    form = RiskFilter(request.GET)
    found, today = asked_for(request, form), timezone.localdate()
    everything = list(
        Risk.objects.visible_to(request.member).open().only("likelihood", "impact", "review_on", "closed_at")
    )
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "filter": form,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "rows": heat_map(everything),
        "open": len(everything),
        "high": sum(risk.is_high for risk in everything),
        "due": sum(risk.is_due(on=today) for risk in everything),
        "today": today,
        "may_add": request.member.may(Permission.WORK_ON_ITEMS),
    }
    return render(request, "campaigns/risks.html", context)


@require_GET
@requires(Permission.SEE_TEAM)
def export(request: MemberRequest) -> HttpResponse:
    """The risks that are asked for, with what is done against them."""
    heads = [
        _("What may go wrong"), _("Kind"), _("Likelihood"), _("Impact"), _("Product"), _("Minded by"),
        _("Next review"), _("Measures"), _("Raised"), _("Closed"),
    ]  # fmt: skip
    rows = [
        [
            risk.title, risk.get_kind_display(), str(risk.likelihood), str(risk.impact), str(risk.score),
            str(risk.owner), f"{risk.review_on:%Y-%m-%d}", risk.measures,
            f"{timezone.localtime(risk.raised_at):%Y-%m-%d}",
            f"{timezone.localtime(risk.closed_at):%Y-%m-%d}" if risk.closed_at else "",
        ]
        for risk in asked_for(request, RiskFilter(request.GET))
    ]  # fmt: skip
    return as_file({_("Risks"): [heads, *rows]}, f"risks-{request.member.team.slug}.xlsx")


@require_GET
@requires(Permission.SEE_TEAM)
def risk(request: MemberRequest, pk: int) -> HttpResponse:
    return risk_page(request, risk_of(request, pk))


def risk_of(request: MemberRequest, pk: int) -> Risk:
    return get_object_or_404(
        Risk.objects.visible_to(request.member).for_list().select_related("raised_by__person"), pk=pk
    )


def risk_page(request: MemberRequest, shown: Risk, *, status: int = 200, **more: Any) -> HttpResponse:
    member, today = request.member, timezone.localdate()
    minds = shown.owner_id == member.pk and member.may(Permission.WORK_ON_ITEMS)
    may_act = shown.is_open and (minds or member.may(Permission.MIND_RISKS))
    initial = {name: getattr(shown, name) for name in ("title", "kind", "likelihood", "impact", "measures")}
    initial |= {"owner": shown.owner_id, "item": shown.item_id}
    threshold = Threshold.objects.of(member.team).filter(metric=shown.metric).first() if shown.metric_id else None
    context = {
        "risk": shown,
        "steps": shown.steps.select_related("by__person"),
        "threshold": threshold,
        "today": today,
        "review_form": ReviewForm(by=member, on=today, risk=shown, initial=initial) if may_act else None,
        "close_form": CloseForm() if may_act else None,
    }
    return render(request, "campaigns/risk.html", context | more, status=status)
