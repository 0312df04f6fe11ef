"""Goals: the tree, one goal, setting and changing drafts, the shipped plan."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from kpis.drafted import of_goal
from kpis.goals import export as goal_export
from kpis.goals import pages as goal_pages
from kpis.goals import smart
from kpis.goals.forms import (
    CloseForm,
    DeclineForm,
    GoalForm,
    JudgeForm,
    MilestoneForm,
    MoveForm,
    MoveMilestoneForm,
    NoteForm,
    OwnerForm,
    PlanForm,
    initial_of,
)
from kpis.goals.pages import GoalPage, Row, Tally
from kpis.goals.plans import PHASES, PRIVATE_DOMAIN, WHOLE
from kpis.goals.smart import Aim
from kpis.models import Goal
from kpis.seen import Unseen, seen_of_goal
from kpis.services import goals as services
from kpis.services import plans
from metrics.models import Metric, Subject
from roles.access import MemberRequest, requires
from roles.models import Member
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import first_of
from teamops.lib.rounding import round_half_up

CONFLICT, UNPROCESSABLE = 409, 422
OPEN, EVERYTHING = "open", "all"
ROWS_A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A team that knows how many it has wants five times as many in three years, as the plan does.
GROWTH, STEP = 5, Decimal(1000)


@dataclass(frozen=True)
class Asked:
    """What the list is asked for: ``?q=``, ``?dimension=``, ``?state=``, ``?mine=1``; else all that isn't over."""

    q: str
    dimension: str
    state: str
    mine: bool

    @classmethod
    def of(cls, request: MemberRequest) -> "Asked":
        asked = request.GET
        return cls(asked.get("q", "").strip(), asked.get("dimension", ""), asked.get("state", OPEN), "mine" in asked)

    @property
    def is_filtered(self) -> bool:
        return bool(self.q or self.dimension or self.mine or self.state != OPEN)

    def rows(self, member: Member) -> list[Row]:
        goals = Goal.objects.visible_to(member)
        found = goals.matching(q=self.q, dimension=self.dimension, mine=member if self.mine else None)
        if self.state == OPEN:
            found = found.filter(state__in=[Goal.State.DRAFT, Goal.State.ACTIVE])
        elif self.state != EVERYTHING:
            found = found.filter(state=self.state)
        return goal_pages.tree(found.for_list())


@require_GET
@requires(Permission.SEE_TEAM)
def tree(request: MemberRequest) -> HttpResponse:
    asked = Asked.of(request)
    rows = asked.rows(request.member)
    context = {
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "rows": rows,
        "tally": Tally.of(rows),
        "through": max((row.known.day for row in rows if row.known), default=None),
        "has_goals": bool(rows) or (asked.is_filtered and Goal.objects.visible_to(request.member).exists()),
        "asked": asked,
        "dimensions": Goal.Dimension.choices,
        "states": [(OPEN, _("drafts and under way")), *Goal.State.choices, (EVERYTHING, _("all goals"))],
        "may_edit": request.member.may(Permission.EDIT_GOALS),
    }
    return render(request, "kpis/goals.html", context)


@require_GET
@requires(Permission.SEE_TEAM)
def export(request: MemberRequest) -> HttpResponse:
    """The same goals as an Excel file."""
    response = HttpResponse(goal_export.workbook(Asked.of(request).rows(request.member)), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="goals-{request.member.team.slug}.xlsx"'
    return response


@require_GET
@requires(Permission.SEE_TEAM)
def goal(request: MemberRequest, pk: int) -> HttpResponse:
    return goal_page(request, goal_of(request, pk))


def goal_of(request: MemberRequest, pk: int) -> Goal:
    """The goal, loaded for its page. Raise ``Http404`` for another team's."""
    goals = Goal.objects.visible_to(request.member).with_standing()
    people = ("owner__person", "set_by__person", "edited_by__person", "approved_by__person", "closed_by__person")
    return get_object_or_404(goals.select_related("team", "parent", "metric", *people), pk=pk)


def goal_page(request: MemberRequest, shown: Goal, *, status: int = 200, **more: Any) -> HttpResponse:
    member, today = request.member, timezone.localdate()
    page = GoalPage(shown, today)
    may_edit, may_approve = member.may(Permission.EDIT_GOALS), may_decide(member, shown)
    may_note = may_edit or (shown.owner_id == member.pk and member.may(Permission.WRITE_GOAL_NOTES))
    forms: dict[str, Any] = {}
    if shown.is_active:
        forms |= {"move_form": MoveForm(goal=shown)} if may_edit and page.proposed is None else {}
        forms |= {"note_form": NoteForm()} if may_note and shown.is_behind else {}
        forms |= {"close_form": CloseForm()} if may_approve else {}
        forms |= {"decline_form": DeclineForm()} if may_approve and page.proposed else {}
    if may_edit and (shown.is_active or shown.is_draft):
        forms["milestone_form"] = MilestoneForm(goal=shown)
        offer_forms(page, more.pop("judge_form", None), more.pop("milestone_move_form", None))
    context = {"page": page, "goal": shown, "row": page.row, "may_edit": may_edit, "may_approve": may_approve}
    context["seen"] = seen_of_goal(shown)
    context["doubts"] = smart.doubts(Aim.of(shown), team=member.team, on=today) if shown.is_draft else []
    return render(request, "kpis/goal.html", context | forms | more, status=status)


def may_decide(member: Member, shown: Goal) -> bool:
    """Whether the member may approve, move and close the goal: their own only where nobody else can."""
    permission = Permission.APPROVE_GOALS
    return member.may(permission) and not services.instead_of(member, shown, permission=permission, at=timezone.now())


def offer_forms(page: GoalPage, judged: JudgeForm | None, moved: MoveMilestoneForm | None) -> None:
    """For each milestone that isn't met, the forms for what can be done with it; the one that was refused as typed."""
    for stop in page.stops:
        one = stop.milestone
        if one.is_met:
            continue
        stop.move_form = moved if moved and moved.milestone == one else MoveMilestoneForm(milestone=one)
        if not one.is_quantified and page.goal.is_active:
            stop.judge_form = judged if judged and judged.milestone == one else JudgeForm(milestone=one, on=page.today)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_GOALS)
def add(request: MemberRequest) -> HttpResponse:
    """Set a goal; ``?parent=`` proposes the goal it is to be part of."""
    today, typed = timezone.localdate(), request.POST if request.method == "POST" else None
    proposed = {"owner": request.member.pk, "start_on": first_of(today), "parent": request.GET.get("parent")}
    form = GoalForm(typed, by=request.member, on=today, initial=proposed)
    status = 200
    if typed is not None:
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                made = services.set_goal(form.aim, by=request.member, at=timezone.now())
            except NotAllowedNow as reason:
                form.add_error(None, str(reason))
                status = CONFLICT
            else:
                messages.success(request, _("The draft is written. It counts once somebody else has approved it."))
                return redirect("goals:list-goal", request.member.team.slug, made.pk)
    return render(request, "kpis/goal_form.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_GOALS)
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Write a draft anew."""
    shown, today = goal_of(request, pk), timezone.localdate()
    typed = request.POST if request.method == "POST" else None
    form = GoalForm(typed, by=request.member, on=today, goal=shown, initial=initial_of(shown))
    seen, now, status = request.POST.get("seen", seen_of_goal(shown)), [], 200
    if typed is not None:
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                services.edit(shown, form.aim, by=request.member, seen=request.POST.get("seen", ""))
            except Unseen as reason:
                form.add_error(None, str(reason))
                seen, now, status = seen_of_goal(shown), of_goal(shown, form), CONFLICT
            except NotAllowedNow as reason:
                form.add_error(None, str(reason))
                status = CONFLICT
            else:
                messages.success(request, _("Saved."))
                return redirect("goals:list-goal", request.member.team.slug, shown.pk)
    context = {"form": form, "goal": shown, "seen": seen, "now": now}
    return render(request, "kpis/goal_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_GOALS)
def owner(request: MemberRequest, pk: int) -> HttpResponse:
    """Hand a goal over."""
    shown = goal_of(request, pk)
    typed = request.POST if request.method == "POST" else None
    form = OwnerForm(typed, by=request.member, on=timezone.localdate(), goal=shown)
    status = 200
    if typed is not None:
        status = UNPROCESSABLE
        if form.is_valid():
            heir: Member = form.cleaned_data["owner"]
            try:
                services.hand_over(shown, to=heir, by=request.member)
            except NotAllowedNow as reason:
                form.add_error(None, str(reason))
                status = CONFLICT
            else:
                messages.success(request, _("%(name)s answers for it now.") % {"name": heir})
                return redirect("goals:list-goal", request.member.team.slug, shown.pk)
    return render(request, "kpis/goal_owner.html", {"form": form, "goal": shown}, status=status)


@require_http_methods(["GET", "POST"])
@requires(Permission.EDIT_GOALS)
def plan(request: MemberRequest) -> HttpResponse:
    """The shipped plan, and how large it is to be."""
    member, today = request.member, timezone.localdate()
    typed = request.POST if request.method == "POST" else None
    proposed = {"users": proposed_users(member), "start_on": first_of(today), "owner": member.pk}
    form = PlanForm(typed, by=member, on=today, initial=proposed)
    status = 200
    if typed is not None:
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                started = plans.start(by=member, at=timezone.now(), **form.cleaned_data)
            except NotAllowedNow as reason:
                form.add_error(None, str(reason))
                status = CONFLICT
            else:
                tell_of_plan(request, started)
                return redirect("goals:list", member.team.slug)
    return render(request, "kpis/goal_plan.html", {"form": form, "phases": PHASES}, status=status)


def proposed_users(member: Member) -> Decimal:
    """Five times what the team has, else what the plan was written for."""
    metric = Metric.objects.get(code=PRIVATE_DOMAIN, team=None)
    on = timezone.localdate()
    known = smart.last_known(metric, team=member.team, subject_kind=Subject.Kind.TEAM, on=on)
    return round_half_up(known * GROWTH, STEP) if known else WHOLE


def tell_of_plan(request: MemberRequest, started: plans.Started) -> None:
    count = len(started.drafts)
    words = ngettext("%(count)s draft is written.", "%(count)s drafts are written.", count) % {"count": count}
    messages.success(request, words)
    if started.left_out:
        names = _(", ").join(started.left_out)
        messages.warning(request, _("Left out, since the team is past it already: %(names)s") % {"names": names})
