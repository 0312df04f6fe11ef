"""The milestones of a goal: added, moved, judged, dropped, all on the goal's page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kpis.goals.forms import JudgeForm, MilestoneForm, MoveMilestoneForm
from kpis.models import Milestone
from kpis.services import milestones as services
from kpis.views.goal_acts import done, done_with_form
from kpis.views.goals import goal_of
from roles.access import MemberRequest, requires
from roles.permissions import Permission


def milestone_of(request: MemberRequest, goal: int, pk: int) -> Milestone:
    """Raise ``Http404`` for one of another goal or team."""
    found = Milestone.objects.visible_to(request.member).select_related("goal")
    return get_object_or_404(found, pk=pk, goal=goal)


@require_POST
@requires(Permission.EDIT_GOALS)
def add(request: MemberRequest, pk: int) -> HttpResponse:
    goal = goal_of(request, pk)

    def act(**typed: Any) -> None:
        services.add(goal, by=request.member, at=timezone.now(), **typed)

    form = MilestoneForm(request.POST, goal=goal)
    return done_with_form(request, goal, act, done=_("The milestone is set."), milestone_form=form)


@require_POST
@requires(Permission.EDIT_GOALS)
def move(request: MemberRequest, pk: int, milestone: int) -> HttpResponse:
    one, goal = milestone_of(request, pk, milestone), goal_of(request, pk)

    def act(**typed: Any) -> None:
        services.move(one, by=request.member, **typed)

    form = MoveMilestoneForm(request.POST, milestone=one)
    return done_with_form(request, goal, act, done=_("The milestone is moved."), milestone_move_form=form)


@require_POST
@requires(Permission.EDIT_GOALS)
def judge(request: MemberRequest, pk: int, milestone: int) -> HttpResponse:
    one, goal = milestone_of(request, pk, milestone), goal_of(request, pk)

    def act(**typed: Any) -> None:
        services.judge(one, by=request.member, at=timezone.now(), **typed)

    form = JudgeForm(request.POST, milestone=one, on=timezone.localdate())
    return done_with_form(request, goal, act, done=_("The milestone is met."), judge_form=form)


@require_POST
@requires(Permission.EDIT_GOALS)
def drop(request: MemberRequest, pk: int, milestone: int) -> HttpResponse:
    one, goal = milestone_of(request, pk, milestone), goal_of(request, pk)
    return done(request, goal, lambda: services.drop(one, by=request.member), _("The milestone is dropped."))
