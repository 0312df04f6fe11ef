"""Which awards a team gives: the shipped ones, its own, what was stopped."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpis.awards.forms import AwardForm
from kpis.awards.wording import rule_of
from kpis.models import Award
from kpis.services import awards as services
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

CONFLICT, UNPROCESSABLE = 409, 422


@require_GET
@requires(Permission.SEE_TEAM)
def kinds(request: MemberRequest) -> HttpResponse:
    """Everybody may know what can be won, and how."""
    found = Award.objects.newest_of(request.member.team).for_candidates().select_related("written_by__person")
    ordered = sorted(found, key=lambda award: (not award.is_given, award.pk))
    context = {
        "rows": [(award, rule_of(award)) for award in ordered],
        "may_give": request.member.may(Permission.GIVE_AWARDS),
    }
    return render(request, "kpis/award_kinds.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.GIVE_AWARDS)
def add(request: MemberRequest) -> HttpResponse:
    form = AwardForm(request.POST if request.method == "POST" else None, by=request.member)
    return saved(request, form, lambda: services.add(form.rule, by=request.member, at=timezone.now()))


@require_http_methods(["GET", "POST"])
@requires(Permission.GIVE_AWARDS)
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    award = award_of(request, pk)
    form = AwardForm(request.POST if request.method == "POST" else None, by=request.member, award=award)

    def act() -> Award:
        return services.edit(award, form.rule, by=request.member, at=timezone.now())

    return saved(request, form, act, award=award)


def saved(request: MemberRequest, form: AwardForm, act: Callable[[], Award], **more: Any) -> HttpResponse:
    """Show the form, or do what it says; what can't be stands in it, with what was typed."""
    status = 200
    if form.is_bound:
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                act()
            except NotAllowedNow as reason:
                form.add_error(None, str(reason))
                status = CONFLICT
            else:
                messages.success(request, _("Saved."))
                return redirect("kpis:awards-kinds", request.member.team.slug)
    return render(request, "kpis/award_form.html", {"form": form} | more, status=status)


@require_POST
@requires(Permission.GIVE_AWARDS)
def stop(request: MemberRequest, pk: int) -> HttpResponse:
    words = _("It isn't given any more. What it was given for stays.")
    return done(request, lambda award: services.stop(award, by=request.member, at=timezone.now()), pk, words)


@require_POST
@requires(Permission.GIVE_AWARDS)
def resume(request: MemberRequest, pk: int) -> HttpResponse:
    words = _("It is given again.")
    return done(request, lambda award: services.resume(award, by=request.member, at=timezone.now()), pk, words)


def done(request: MemberRequest, act: Callable[[Award], Award], pk: int, words: str) -> HttpResponse:
    try:
        act(award_of(request, pk))
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, words)
    return redirect("kpis:awards-kinds", request.member.team.slug)


def award_of(request: MemberRequest, pk: int) -> Award:
    return get_object_or_404(Award.objects.visible_to(request.member), pk=pk)
