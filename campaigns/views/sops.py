"""SOPs: what runs and what can be started; one SOP; writing its next version."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import sop_sheet
from campaigns.models import DueStep, Sop, SopRun
from campaigns.models.sops import SopRunQuerySet
from campaigns.services import sop_runs
from campaigns.services import sops as services
from campaigns.sop_forms import SopFilter, SopForm, StartForm, Steps, lines_of, steps_of
from metrics.views.files import as_file
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

A_PAGE = 50
CONFLICT, UNPROCESSABLE = 409, 422


def asked_for(request: MemberRequest, form: SopFilter) -> SopRunQuerySet:
    asked = form.cleaned_data if form.is_valid() else {}
    runs = SopRun.objects.visible_to(request.member)
    runs = runs.ended() if asked.get("state") else runs.open()
    return runs.matching(q=asked.get("q", "").strip())


@require_safe
@requires(Permission.SEE_TEAM)
def sops(request: MemberRequest) -> HttpResponse:
    form, today = SopFilter(request.GET), timezone.localdate()
    runs = asked_for(request, form).for_list(on=today)
    context = {
        "page": Paginator(runs, A_PAGE).get_page(request.GET.get("page")),
        "filter": form,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "mine": DueStep.objects.of_the_day(request.member, on=today).count(),
        "sops": Sop.objects.current(request.member.team).for_list(),
        "today": today,
        "may_write": request.member.may(Permission.EDIT_SOPS),
    }
    return render(request, "campaigns/sops.html", context)


@require_safe
@requires(Permission.SEE_TEAM)
def export(request: MemberRequest) -> HttpResponse:
    """The steps of the runs that are asked for, as a workbook."""
    runs = asked_for(request, SopFilter(request.GET))
    steps = DueStep.objects.filter(run__in=runs).for_run().select_related("run__sop", "run__owner__person")
    return as_file({_("SOPs"): sop_sheet.rows_of(steps)}, f"sops-{request.member.team.slug}.xlsx")


def sop_of(request: MemberRequest, pk: int) -> Sop:
    return get_object_or_404(Sop.objects.visible_to(request.member), pk=pk)


@require_safe
@requires(Permission.SEE_TEAM)
def sop(request: MemberRequest, pk: int) -> HttpResponse:
    return sop_page(request, sop_of(request, pk))


def sop_page(request: MemberRequest, shown: Sop, *, form: StartForm | None = None, status: int = 200) -> HttpResponse:
    member, today = request.member, timezone.localdate()
    is_current = Sop.objects.current(member.team).filter(pk=shown.pk).exists()
    may_start = is_current and member.may(Permission.WORK_ON_ITEMS)
    context = {
        "sop": shown,
        "steps": list(shown.steps.all()),
        "runs": SopRun.objects.visible_to(member).filter(sop__code=shown.code).open().for_list(on=today)[:A_PAGE],
        "form": form or (StartForm(sop=shown, by=member, on=today) if may_start else None),
        "is_current": is_current,
        "may_write": is_current and member.may(Permission.EDIT_SOPS),
        "today": today,
    }
    return render(request, "campaigns/sop.html", context, status=status)


@require_POST
@requires(Permission.WORK_ON_ITEMS)
def start(request: MemberRequest, pk: int) -> HttpResponse:
    shown = sop_of(request, pk)
    form = StartForm(request.POST, sop=shown, by=request.member, on=timezone.localdate())
    if not form.is_valid():
        return sop_page(request, shown, form=form, status=UNPROCESSABLE)
    try:
        run = sop_runs.start(shown, by=request.member, at=timezone.now(), **form.cleaned_data)
    except NotAllowedNow as reason:
        form.add_error(None, str(reason))
        return sop_page(request, shown, form=form, status=CONFLICT)
    left_out = shown.steps.count() - run.steps.count()
    if left_out:
        messages.warning(request, _("%(count)s steps were over already and are left out.") % {"count": left_out})
    return redirect("campaigns:sops-run", request.member.team.slug, run.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_SOPS)
def add(request: MemberRequest) -> HttpResponse:
    return write(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_SOPS)
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    return write(request, sop_of(request, pk))


def write(request: MemberRequest, before: Sop | None) -> HttpResponse:
    """A new SOP, or the team's next version of one."""
    typed: Any = request.POST if request.method == "POST" else None
    known = {"name": before.name, "made_for": before.made_for} if before else {}
    form, steps = SopForm(typed, initial=known), Steps(typed, prefix="step", initial=steps_of(before))
    status = 200
    if typed is not None:
        status = UNPROCESSABLE
        if form.is_valid() & steps.is_valid():
            words = form.cleaned_data | {"steps": lines_of(steps)}
            try:
                made = services.write(by=request.member, at=timezone.now(), instead_of=before, **words)
            except NotAllowedNow as reason:
                form.add_error(None, str(reason))
                status = CONFLICT
            else:
                messages.success(request, _("Saved. What runs goes on as it began."))
                return redirect("campaigns:sops-sop", request.member.team.slug, made.pk)
    return render(request, "campaigns/sop_write.html", {"form": form, "steps": steps, "sop": before}, status=status)


@require_POST
@requires(Permission.EDIT_SOPS)
def put_away(request: MemberRequest, pk: int) -> HttpResponse:
    shown = sop_of(request, pk)
    try:
        services.put_away(shown, by=request.member, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
        return redirect("campaigns:sops-sop", request.member.team.slug, pk)
    messages.success(request, _("Put away. What runs goes on."))
    return redirect("campaigns:sops", request.member.team.slug)
