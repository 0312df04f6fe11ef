"""Awards: a month's, one of them with its candidates, picking, announcing, withdrawing, and all that were given."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kpis.awards import evidence as behind
from kpis.awards import export as exporting
from kpis.awards.candidates import Shortlist, loaded, shortlist
from kpis.awards.forms import PickForm, WithdrawForm
from kpis.awards.pages import Picked, Shown, awards_of, month_to_open, shown_of
from kpis.awards.wording import formula_of
from kpis.models import Award, Grant
from kpis.services import grants as services
from metrics.models import Subject
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.asked import asked_month, read_month
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import first_of

CONFLICT, UNPROCESSABLE = 409, 422
ROWS_A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@requires(Permission.SEE_TEAM)
def month(request: MemberRequest) -> HttpResponse:
    """A manager sees the candidates, the team what was announced."""
    member, today = request.member, timezone.localdate()
    shown = asked_month(request) or month_to_open(today)
    if shown > first_of(today):
        raise Http404
    context = {
        "month": awards_of(shown, reader=member, today=today),
        "sees_candidates": member.may(Permission.SEE_CANDIDATES),
        "may_give": member.may(Permission.GIVE_AWARDS),
    }
    return render(request, "kpis/awards.html", context)


@require_GET
@requires(Permission.SEE_TEAM)
def detail(request: MemberRequest, pk: int, month: str) -> HttpResponse:
    return award_page(request, shown_one(request, pk, month))


def shown_one(request: MemberRequest, pk: int, text: str) -> Shown:
    """An award of a month as the reader may see it. Raise ``Http404`` for what they may not, or isn't given then."""
    member, today, month = request.member, timezone.localdate(), read_month(text)
    if month > first_of(today):
        raise Http404
    awards = Award.objects.given_in(month, team=member.team).for_candidates().filter(pk=pk)
    found = list(shown_of(list(awards), month, reader=member, today=today))
    if not found:
        raise Http404
    return found[0]


def award_page(request: MemberRequest, shown: Shown, *, status: int = 200, **forms: Any) -> HttpResponse:
    member = request.member
    may_give = member.may(Permission.GIVE_AWARDS)
    asks_anew = "replace" in request.GET
    if may_give and shown.is_over and shown.shortlist and "pick_form" not in forms and (shown.is_waiting or asks_anew):
        forms["pick_form"] = PickForm(found=shown.shortlist, by=member, replaces=shown.grant is not None)
    if may_give and shown.grant:
        forms.setdefault("withdraw_form", WithdrawForm())
    earlier = Grant.objects.visible_to(member).filter(award=shown.award, month=shown.month).exclude(withdrawn_at=None)
    context = {
        "shown": shown,
        "award": shown.award,
        "may_give": may_give,
        "sees_candidates": shown.shortlist is not None,
        "earlier": [Picked(grant, member) for grant in earlier.for_list()],
    }
    return render(request, "kpis/award.html", context | forms, status=status)


@require_POST
@requires(Permission.GIVE_AWARDS)
def pick(request: MemberRequest, pk: int, month: str) -> HttpResponse:
    shown = shown_one(request, pk, month)
    found = shown.shortlist or Shortlist(shown.award, shown.month)
    form = PickForm(request.POST, found=found, by=request.member, replaces=shown.grant is not None)
    if shown.grant is not None and "instead" not in request.POST:
        form.say_who_picked(shown.grant)
        return award_page(request, shown, status=CONFLICT, pick_form=form)
    if not form.is_valid():
        return award_page(request, shown, status=UNPROCESSABLE, pick_form=form)
    try:
        services.pick(shown.award, month=shown.month, by=request.member, at=timezone.now(), **form.cleaned_data)
    except NotAllowedNow as reason:
        form.add_error(None, str(reason))
        return award_page(request, shown_one(request, pk, month), status=CONFLICT, pick_form=form)
    messages.success(request, _("Picked. The team hears of it once you announce it."))
    return redirect("kpis:awards-detail", request.member.team.slug, pk, month)


def grant_of(request: MemberRequest, pk: int) -> Grant:
    return get_object_or_404(Grant.objects.visible_to(request.member).for_list(), pk=pk)


@require_POST
@requires(Permission.GIVE_AWARDS)
def announce(request: MemberRequest, pk: int) -> HttpResponse:
    grant = grant_of(request, pk)
    try:
        services.announce(grant, by=request.member, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Announced to the whole team."))
    return redirect("kpis:awards-detail", request.member.team.slug, grant.award_id, f"{grant.month:%Y-%m}")


@require_POST
@requires(Permission.GIVE_AWARDS)
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    grant, form = grant_of(request, pk), WithdrawForm(request.POST)
    month = f"{grant.month:%Y-%m}"
    if not form.is_valid():
        shown = shown_one(request, grant.award_id, month)
        return award_page(request, shown, status=UNPROCESSABLE, withdraw_form=form)
    try:
        services.withdraw(grant, by=request.member, at=timezone.now(), **form.cleaned_data)
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Withdrawn. It stays on record with the reason."))
    return redirect("kpis:awards-detail", request.member.team.slug, grant.award_id, month)


@require_GET
@requires(Permission.SEE_TEAM)
def evidence(request: MemberRequest, pk: int, month: str, subject: int) -> HttpResponse:
    """The points behind a candidate's numbers: for who sees the candidates, and of the announced one for all."""
    shown = shown_one(request, pk, month)
    about = get_object_or_404(Subject.objects.visible_to(request.member), pk=subject)
    is_announced = shown.grant is not None and shown.grant.subject_id == about.pk and shown.grant.is_announced
    if shown.award.is_judged or not (shown.shortlist or is_announced):
        raise Http404
    found = shown.shortlist or shortlist(shown.award, team=request.member.team, month=shown.month)
    candidate = found.of(about)
    context = {
        "shown": shown,
        "award": shown.award,
        "subject": loaded([about.pk])[about.pk],
        "candidate": candidate,
        "formula": formula_of(shown.award, candidate.numbers, found) if candidate else "",
        "evidence": behind.evidence(shown.award, about, shown.month),
    }
    return render(request, "kpis/award_evidence.html", context)


def asked_for(request: MemberRequest) -> Any:
    """The picks that the history is asked for: ``?q=``, ``?state=``."""
    words = {"q": request.GET.get("q", "").strip(), "state": request.GET.get("state", "")}
    return Grant.objects.visible_to(request.member).matching(**words).for_list()


@require_GET
@requires(Permission.SEE_TEAM)
def history(request: MemberRequest) -> HttpResponse:
    member = request.member
    page = Paginator(asked_for(request), ROWS_A_PAGE).get_page(request.GET.get("page"))
    states = Grant.State.choices if member.may(Permission.SEE_CANDIDATES) else Grant.State.choices[1:]
    context = {
        "page": page,
        "rows": [Picked(grant, member) for grant in page],
        "states": states,
        "is_filtered": bool(request.GET.get("q") or request.GET.get("state")),
    }
    return render(request, "kpis/award_history.html", context)


@require_GET
@requires(Permission.SEE_TEAM)
def export(request: MemberRequest) -> HttpResponse:
    """The same picks as an Excel file."""
    response = HttpResponse(exporting.workbook(asked_for(request)), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="awards-{request.member.team.slug}.xlsx"'
    return response
