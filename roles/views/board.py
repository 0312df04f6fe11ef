"""The role board, and assigning in place: the same forms as a popover and as pages of their own."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from roles.access import MemberRequest, requires
from roles.board import Board, State
from roles.forms import AssignForm, AssignmentForm
from roles.models import Assignment, Member, Role
from roles.permissions import Permission
from roles.services import assignments
from teamops.lib.exceptions import NotAllowedNow

FULL = 100
# What is proposed where nothing of somebody's time is left.
A_LITTLE = 10


@require_GET
@requires(Permission.SEE_TEAM)
def board(request: MemberRequest) -> HttpResponse:
    return render(request, "roles/board.html", board_context(request))


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGN_ROLES)
def assign(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    member, role = asked_for(request, today)
    load = load_of(member, on=today) if member else None
    if request.method == "GET":
        initial = {"member": member, "role": role, "from_on": today, "share": proposed_share(load)}
        form = AssignForm(initial=initial, by=request.member, on=today)
    else:
        form = AssignForm(request.POST, by=request.member, on=today)
        if form.is_valid():
            try:
                made = assignments.assign(**form.cleaned_data, by=request.member, at=timezone.now())
            except NotAllowedNow as reason:
                form.add_error(None, str(reason))
            else:
                words = {"name": made.member, "role": made.role, "share": made.share, "day": made.from_on}
                return done(request, _("%(name)s holds %(role)s from %(day)s, %(share)s%%.") % words)
    context = {"form": form, "picked": member, "role": role, "load": load}
    return form_answer(request, "assign", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSIGN_ROLES)
def change(request: MemberRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    rows = Assignment.objects.visible_to(request.member).select_related("member__person", "role")
    assignment = get_object_or_404(rows, pk=pk)
    if request.method == "GET":
        form = AssignmentForm.of(assignment, on=today)
    else:
        form = AssignmentForm(request.POST)
        if form.is_valid():
            try:
                assignments.change(assignment, **form.cleaned_data, by=request.member, at=timezone.now())
            except NotAllowedNow as reason:
                form.add_error(None, str(reason))
            else:
                return done(request, _("Changed: %(name)s, %(role)s.") % named(assignment))
    context = {
        "form": form,
        "assignment": assignment,
        "load": load_of(assignment.member, on=today),
        "may_take_back": assignment.from_on >= today,
    }
    return form_answer(request, "assignment", context)


@require_POST
@requires(Permission.ASSIGN_ROLES)
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    rows = Assignment.objects.visible_to(request.member).select_related("member__person", "role")
    assignment = get_object_or_404(rows, pk=pk)
    try:
        assignments.take_back(assignment, by=request.member, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
        return redirect("roles:board", request.member.team.slug)
    return done(request, _("Taken back: %(name)s, %(role)s.") % named(assignment))


def named(assignment: Assignment) -> dict[str, Any]:
    return {"name": assignment.member, "role": assignment.role}


def board_context(request: MemberRequest) -> dict[str, Any]:
    today = timezone.localdate()
    on = day_asked_for(request.GET.get("on", ""), today)
    shown = Board.of(request.member.team, on=on)
    is_today = on == today
    return {
        "board": shown,
        "summary": summary(shown),
        "staffing": request.member.team.staffing,
        "is_today": is_today,
        "may_assign": is_today and request.member.may(Permission.ASSIGN_ROLES),
        "may_edit_team": request.member.may(Permission.EDIT_TEAM),
    }


def day_asked_for(text: str, today: date) -> date:
    try:
        return parse_date(text) or today
    except ValueError:
        return today


def summary(shown: Board) -> str:
    """``11 roles: 7 filled, 1 vacant``."""
    words = {
        State.FILLED: _("%(n)d filled"),
        State.VACANT: _("%(n)d vacant"),
        State.OVER: _("%(n)d over-filled"),
        State.OUTSOURCED: _("%(n)d outsourced"),
        State.SHARED: _("%(n)d shared"),
        State.OPEN: _("%(n)d open"),
        State.EXTRA: _("%(n)d beyond the template"),
    }
    parts = [sentence % {"n": shown.counts[state]} for state, sentence in words.items() if shown.counts[state]]
    roles = sum(shown.counts.values())
    if not roles:
        return ""
    return ngettext("%(n)d role: %(states)s", "%(n)d roles: %(states)s", roles) % {
        "n": roles,
        "states": pgettext("list of states", ", ").join(parts),
    }


def asked_for(request: MemberRequest, today: date) -> tuple[Member | None, Role | None]:
    """The cell that was picked on the board; both may be left to choose."""
    asked = request.GET if request.method == "GET" else request.POST
    members = Member.objects.visible_to(request.member).present(on=today).select_related("person")
    return first_by_key(members, asked.get("member", "")), first_by_key(Role.objects.all(), asked.get("role", ""))


def first_by_key(rows: Any, key: str) -> Any:
    return rows.filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None


def load_of(member: Member, *, on: date) -> int:
    return sum(Assignment.objects.filter(member=member).in_force(on=on).values_list("share", flat=True))


def proposed_share(load: int | None) -> int:
    return FULL if load is None else max(FULL - load, 0) or A_LITTLE


def is_partial(request: HttpRequest) -> bool:
    """The popover asks for the form alone."""
    return bool(request.htmx)  # type: ignore[attr-defined]


def form_answer(request: MemberRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """The form as a page, or alone for the popover; 422 if it can't be taken as it is."""
    status = 422 if context["form"].is_bound else 200
    response = render(
        request, f"roles/_{name}_pop.html" if is_partial(request) else f"roles/{name}.html", context, status=status
    )
    if status == 422 and is_partial(request):  # noqa: PLR2004 - Unprocessable
        response["HX-Retarget"] = "#pop"
        response["HX-Reswap"] = "innerHTML"
    return response


def done(request: MemberRequest, sentence: str) -> HttpResponse:
    """The board as it is now: in place for the popover, else its page."""
    if not is_partial(request):
        messages.success(request, sentence)
        return redirect("roles:board", request.member.team.slug)
    return render(request, "roles/_board_swap.html", {**board_context(request), "sentence": sentence})
