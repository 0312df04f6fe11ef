"""A SOP that runs: the steps of today first, each ticked off in one tap; what is to come; what was done."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.models import DueStep, SopRun
from campaigns.services import sop_runs as services
from campaigns.sop_forms import EndForm, HandOverForm, SkipForm, TickForm
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow


def run_of(request: MemberRequest, pk: int) -> SopRun:
    runs = SopRun.objects.visible_to(request.member)
    related = ("sop", "owner__person", "item__team", "ended_by__person")
    return get_object_or_404(runs.select_related(*related), pk=pk)


@require_safe
@requires(Permission.SEE_TEAM)
def run(request: MemberRequest, pk: int) -> HttpResponse:
    shown, today = run_of(request, pk), timezone.localdate()
    steps = list(shown.steps.for_run())
    waiting = [one for one in steps if one.is_waiting and shown.is_open]
    settled = [one for one in steps if not one.is_waiting]
    may_lead = shown.is_open and services.may_lead(shown, by=request.member)
    context = {
        "run": shown,
        "due": [(one, services.may_tick(shown, one, by=request.member)) for one in waiting if one.due_on <= today],
        "coming": [(one, services.may_tick(shown, one, by=request.member)) for one in waiting if one.due_on > today],
        "settled": [(one, may_take_back(one, request)) for one in reversed(settled)],
        "left": [one for one in steps if one.is_waiting and not shown.is_open],
        "step_count": len(steps),
        "done_count": sum(one.is_done for one in steps),
        "day": (today - shown.begins_on).days,
        "days_before": (shown.begins_on - today).days,
        "hand_over_form": HandOverForm(by=request.member, on=today) if may_lead else None,
        "end_form": EndForm() if may_lead else None,
        "today": today,
    }
    return render(request, "campaigns/sop_run.html", context)


def may_take_back(step: DueStep, request: MemberRequest) -> bool:
    """One's own tick of today."""
    is_mine = step.done_by_id == request.member.pk and request.member.may(Permission.WORK_ON_ITEMS)
    return is_mine and step.done_at is not None and timezone.localdate(step.done_at) == timezone.localdate()


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def tick(request: MemberRequest, pk: int) -> HttpResponse:
    return settle(request, pk, TickForm(request.POST), services.tick, _("Done: %(step)s"))


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def skip(request: MemberRequest, pk: int) -> HttpResponse:
    return settle(request, pk, SkipForm(request.POST), services.skip, _("Skipped: %(step)s"))


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def untick(request: MemberRequest, pk: int) -> HttpResponse:
    return settle(request, pk, Form(request.POST), services.untick, _("It is to be done again: %(step)s"))


def settle(request: MemberRequest, pk: int, form: Form, service: Callable[..., Any], words: str) -> HttpResponse:
    steps = DueStep.objects.visible_to(request.member).select_related("step", "run")
    step = get_object_or_404(steps, pk=pk)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    else:
        try:
            service(step, by=request.member, at=timezone.now(), **form.cleaned_data)
        except NotAllowedNow as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, words % {"step": step})
    return back(request, step.run_id)


def back(request: MemberRequest, run: int) -> HttpResponseRedirect:
    """To the running SOP, or to one's own work where that is where it was said."""
    if request.POST.get("from") == "mine":
        return redirect("campaigns:mine", request.member.team.slug)
    return redirect("campaigns:sops-run", request.member.team.slug, run)


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def hand_over(request: MemberRequest, pk: int) -> HttpResponse:
    form = HandOverForm(request.POST, by=request.member, on=timezone.localdate())
    return lead(request, pk, form, services.hand_over, _("What is to come is theirs now."))


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def end(request: MemberRequest, pk: int) -> HttpResponse:
    return lead(request, pk, EndForm(request.POST), services.end, _("Ended. What was to come isn't due any more."))


def lead(request: MemberRequest, pk: int, form: Form, service: Callable[..., Any], words: str) -> HttpResponse:
    shown = run_of(request, pk)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    else:
        try:
            service(shown, by=request.member, at=timezone.now(), **form.cleaned_data)
        except NotAllowedNow as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, words)
    return redirect("campaigns:sops-run", request.member.team.slug, pk)
