"""Blockers: what is stuck, for how long, with whom; and what is done about each."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetings.blocker_forms import BlockerForm, SettleForm
from meetings.models import Blocker
from meetings.services import blockers as services
from meetings.services.escalation import ages
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

A_PAGE = 50


@require_safe
@requires(Permission.SEE_TEAM)
def index(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    q, closed = request.GET.get("q", "").strip(), "closed" in request.GET
    asked = Blocker.objects.visible_to(request.member).matching(q).for_list()
    found = (
        asked.filter(closed_on__isnull=False).order_by("-closed_on", "-pk") if closed else asked.open().oldest_first()
    )
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    age = ages(request.member.team, page.object_list, on=today)
    rows = [(one, age[one.pk], one.is_late(on=today)) for one in page.object_list]
    return render(request, "meetings/blockers.html", {"page": page, "rows": rows, "q": q, "closed": closed})


@require_safe
@requires(Permission.SEE_TEAM)
def detail(request: MemberRequest, pk: int) -> HttpResponse:
    return page_of(request, blocker_of(request, pk))


@require_POST
@requires(Permission.WORK_ON_ACTIONS)
def settle(request: MemberRequest, pk: int) -> HttpResponse:
    """Solved, decided, handed over or dropped."""
    blocker = blocker_of(request, pk)
    form = SettleForm(request.POST, blocker=blocker, by=request.member, on=timezone.localdate())
    if not form.is_valid():
        return page_of(request, blocker, status=422, settle_form=form)
    try:
        services.settle(form.said, by=request.member, at=timezone.now())
    except NotAllowedNow as reason:
        form.add_error(None, str(reason))
        return page_of(request, blocker_of(request, pk), status=409, settle_form=form)
    messages.success(request, _("It stands in the blocker's history."))
    return redirect("meetings:blockers-detail", request.member.team.slug, pk)


@require_POST
@requires(Permission.WORK_ON_ACTIONS)
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    blocker = blocker_of(request, pk)
    form = BlockerForm(request.POST)
    if not form.is_valid():
        return page_of(request, blocker, status=422, edit_form=form)
    try:
        services.change(blocker, by=request.member, at=timezone.now(), **form.cleaned_data)
    except NotAllowedNow as reason:
        form.add_error(None, str(reason))
        return page_of(request, blocker_of(request, pk), status=409, edit_form=form)
    messages.success(request, _("Saved."))
    return redirect("meetings:blockers-detail", request.member.team.slug, pk)


def blocker_of(request: MemberRequest, pk: int) -> Blocker:
    return get_object_or_404(Blocker.objects.visible_to(request.member).for_list(), pk=pk)


def page_of(request: MemberRequest, blocker: Blocker, *, status: int = 200, **forms: Any) -> HttpResponse:
    today = timezone.localdate()
    may_settle = blocker.is_open and blocker.may_be_settled_by(request.member)
    if may_settle or forms:
        forms = {
            "settle_form": SettleForm(blocker=blocker, by=request.member, on=today),
            "edit_form": BlockerForm(initial={"text": blocker.text, "needed_by": blocker.needed_by}),
        } | forms
    context = {
        "blocker": blocker,
        "age": ages(request.member.team, [blocker], on=today)[blocker.pk],
        "is_late": blocker.is_late(on=today),
        "steps": blocker.steps.select_related("by__person"),
        "may_settle": may_settle,
    }
    return render(request, "meetings/blocker.html", context | forms, status=status)
