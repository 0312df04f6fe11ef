"""What is done about risks: registering, reviewing, closing one; the limits that raise them."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns.models import Threshold
from campaigns.risk_forms import CloseForm, ReviewForm, RiskForm, ThresholdForm
from campaigns.services import risks as services
from campaigns.views.entries import CONFLICT, UNPROCESSABLE
from campaigns.views.risks import risk_of, risk_page
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

A_MONTH = timedelta(days=30)


@require_http_methods(["GET", "POST"])
@requires(Permission.WORK_ON_ITEMS)
def add(request: MemberRequest) -> HttpResponse:
    """Register a risk; ``?item=`` proposes what it is about."""
    today, typed = timezone.localdate(), request.POST if request.method == "POST" else None
    proposed = {"owner": request.member.pk, "review_on": today + A_MONTH, "item": request.GET.get("item")}
    form, status = RiskForm(typed, by=request.member, on=today, initial=proposed), 200
    if typed is not None:
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                made = services.register(form.thought, by=request.member, at=timezone.now())
            except NotAllowedNow as reason:
                form.add_error(None, str(reason))
                status = CONFLICT
            else:
                messages.success(request, _("The risk is registered."))
                return redirect("campaigns:risks-risk", request.member.team.slug, made.pk)
    return render(request, "campaigns/risk_add.html", {"form": form}, status=status)


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def review(request: MemberRequest, pk: int) -> HttpResponse:
    shown = risk_of(request, pk)
    form = ReviewForm(request.POST, by=request.member, on=timezone.localdate(), risk=shown)
    if not form.is_valid():
        return risk_page(request, shown, review_form=form, status=UNPROCESSABLE)
    found = form.cleaned_data["found"]
    try:
        services.review(shown, form.thought, by=request.member, at=timezone.now(), found=found)
    except NotAllowedNow as reason:
        form.add_error(None, str(reason))
        return risk_page(request, shown, review_form=form, status=CONFLICT)
    messages.success(request, _("The review is on record."))
    return redirect("campaigns:risks-risk", request.member.team.slug, shown.pk)


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def close(request: MemberRequest, pk: int) -> HttpResponse:
    shown, form = risk_of(request, pk), CloseForm(request.POST)
    if not form.is_valid():
        return risk_page(request, shown, close_form=form, status=UNPROCESSABLE)
    try:
        services.close(shown, by=request.member, at=timezone.now(), reason=form.cleaned_data["reason"])
    except NotAllowedNow as reason:
        form.add_error(None, str(reason))
        return risk_page(request, shown, close_form=form, status=CONFLICT)
    messages.success(request, _("The risk is closed. It stays on record."))
    return redirect("campaigns:risks", request.member.team.slug)


@require_GET
@requires(Permission.SEE_TEAM)
def thresholds(request: MemberRequest) -> HttpResponse:
    """The limits that count for the team."""
    found = Threshold.objects.visible_to(request.member)
    may_edit = request.member.may(Permission.MIND_RISKS)
    return render(request, "campaigns/thresholds.html", {"thresholds": found, "may_edit": may_edit})


@require_http_methods(["GET", "POST"])
@requires(Permission.MIND_RISKS)
def threshold(request: MemberRequest, pk: int) -> HttpResponse:
    """Another limit for this team."""
    shown = get_object_or_404(Threshold.objects.visible_to(request.member), pk=pk)
    typed = request.POST if request.method == "POST" else None
    form, status = ThresholdForm(typed, threshold=shown), 200
    if typed is not None:
        status = UNPROCESSABLE
        if form.is_valid():
            services.set_threshold(shown, by=request.member, **form.cleaned_data)
            messages.success(request, _("This limit counts from tonight on."))
            return redirect("campaigns:risks-thresholds", request.member.team.slug)
    return render(request, "campaigns/threshold.html", {"form": form, "threshold": shown}, status=status)
