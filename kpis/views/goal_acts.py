"""What is done with a goal on its page: approved, moved, noted, closed, discarded."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kpis.goals.forms import CloseForm, DeclineForm, MoveForm, NoteForm
from kpis.models import Goal
from kpis.services import goal_moves
from kpis.services import goals as services
from kpis.views.goals import CONFLICT, UNPROCESSABLE, goal_of, goal_page
from roles.access import MemberRequest, requires
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow


def done_with_form(
    request: MemberRequest, goal: Goal, act: Callable[..., Any], *, done: str, **forms_on_page: forms.Form
) -> HttpResponse:
    """Validate the one form, act, go back to the goal; what can't be done stands in the form, with what was typed."""
    (form,) = forms_on_page.values()
    if not form.is_valid():
        return goal_page(request, goal, status=UNPROCESSABLE, **forms_on_page)
    try:
        act(**form.cleaned_data)
    except NotAllowedNow as reason:
        form.add_error(None, str(reason))
        return goal_page(request, goal_of(request, goal.pk), status=CONFLICT, **forms_on_page)
    messages.success(request, done)
    return redirect("goals:list-goal", request.member.team.slug, goal.pk)


def done(request: MemberRequest, goal: Goal, act: Callable[[], Any], words: str) -> HttpResponse:
    """The same without a form."""
    try:
        act()
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, words)
    return redirect("goals:list-goal", request.member.team.slug, goal.pk)


@require_POST
@requires(Permission.EDIT_GOALS)
def discard(request: MemberRequest, pk: int) -> HttpResponse:
    goal = goal_of(request, pk)
    try:
        services.discard(goal, by=request.member)
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
        return redirect("goals:list-goal", request.member.team.slug, goal.pk)
    messages.success(request, _("The draft is discarded."))
    return redirect("goals:list", request.member.team.slug)


@require_POST
@requires(Permission.APPROVE_GOALS)
def approve(request: MemberRequest, pk: int) -> HttpResponse:
    goal = goal_of(request, pk)
    seen = request.POST.get("seen", "")
    words = _("Approved. Progress is measured by these days and this target from now on.")
    return done(request, goal, lambda: services.approve(goal, by=request.member, at=timezone.now(), seen=seen), words)


@require_POST
@requires(Permission.EDIT_GOALS)
def move(request: MemberRequest, pk: int) -> HttpResponse:
    goal = goal_of(request, pk)

    def act(**typed: Any) -> None:
        goal_moves.propose(goal, by=request.member, at=timezone.now(), **typed)

    words = _("The move waits for approval.")
    return done_with_form(request, goal, act, done=words, move_form=MoveForm(request.POST, goal=goal))


@require_POST
@requires(Permission.APPROVE_GOALS)
def approve_move(request: MemberRequest, pk: int) -> HttpResponse:
    goal = goal_of(request, pk)
    words = _("The goal is moved. Progress is still measured by what was promised first.")
    return done(request, goal, lambda: goal_moves.approve(goal, by=request.member, at=timezone.now()), words)


@require_POST
@requires(Permission.APPROVE_GOALS)
def decline_move(request: MemberRequest, pk: int) -> HttpResponse:
    goal = goal_of(request, pk)

    def act(**typed: Any) -> None:
        goal_moves.decline(goal, by=request.member, at=timezone.now(), **typed)

    words = _("The move is declined; everything stays as agreed.")
    return done_with_form(request, goal, act, done=words, decline_form=DeclineForm(request.POST))


@require_POST
@requires(Permission.WRITE_GOAL_NOTES)
def note(request: MemberRequest, pk: int) -> HttpResponse:
    goal = goal_of(request, pk)

    def act(**typed: Any) -> None:
        services.write_note(goal, by=request.member, at=timezone.now(), **typed)

    words = _("The note is with the goal.")
    return done_with_form(request, goal, act, done=words, note_form=NoteForm(request.POST))


@require_POST
@requires(Permission.APPROVE_GOALS)
def close(request: MemberRequest, pk: int) -> HttpResponse:
    goal = goal_of(request, pk)

    def act(**typed: Any) -> None:
        services.close(goal, by=request.member, at=timezone.now(), **typed)

    words = _("The goal is closed.")
    return done_with_form(request, goal, act, done=words, close_form=CloseForm(request.POST))
