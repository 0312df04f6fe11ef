"""Sections of the month that is over. Cards and their lines are only counted: who attends may not see a score."""

from django.db.models import Count, F, Q
from django.urls import reverse

from kpis.models import Appeal, Dispute, Goal, Milestone, Scorecard
from kpis.models import Line as CardLine
from kpis.models.scorecards import COMPLETE, ScorecardQuerySet
from meetings.agenda.lines import Line, Saying
from meetings.agenda.registry import Scene, Written, section
from roles.calendar import WorkingDays, missing_year
from teamops.lib.months import Span, month_after

REACHED = 100
# With fewer cards a count would name somebody.
FEWEST = 4


@section("cards")
def cards(scene: Scene) -> Written:
    """How many cards wait for a review, for a signature, for data. One query."""
    state = Scorecard.State
    lacks_data = Q(total=None) | Q(days_present__lt=F("days_expected") * COMPLETE)
    found = of_month(scene).aggregate(
        all=Count("pk"),
        signed=Count("pk", filter=Q(state=state.SIGNED)),
        sign=Count("pk", filter=Q(state=state.REVIEWED)),
        review=Count("pk", filter=Q(state=state.OPEN)),
        incomplete=Count("pk", filter=~Q(state=state.SIGNED) & lacks_data),
    )
    lines = [
        counted(scene, f"cards_{name}", found[name], tone=tone)
        for name, tone in (("sign", "yellow"), ("review", "yellow"), ("incomplete", "orange"), ("signed", ""))
        if found[name]
    ]
    whole: Saying = ("of_cards", {"count": found["all"], "month": f"{scene.month.first:%Y-%m}"})
    return Written(lines, [whole] if found["all"] else [])


@section("hits")
def hits(scene: Scene) -> Written:
    """How many targets of all cards were reached; nothing where so few cards would name somebody. Two queries."""
    if of_month(scene).count() < FEWEST:
        return Written([], [("hits_hidden", {})])
    lines = CardLine.objects.filter(part__scorecard__in=of_month(scene), score__isnull=False)
    found = lines.aggregate(all=Count("pk"), hit=Count("pk", filter=Q(score__gte=REACHED)))
    fact: Saying = ("hits", {"hit": found["hit"], "count": found["all"], "month": f"{scene.month.first:%Y-%m}"})
    return Written([], [fact])


@section("disputes")
def disputes(scene: Scene) -> Written:
    """How many disputes and appeals are open, and past their day: without whose they are. Two queries."""
    found = Dispute.objects.open().filter(scorecard__team=scene.team)
    counts = found.aggregate(open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=scene.day)))
    appeals = Appeal.objects.open().filter(scorecard__team=scene.team).count()
    named = (("disputes", counts["open"]), ("disputes_late", counts["late"]), ("appeals", appeals))
    return Written([counted(scene, code, count, tone="orange") for code, count in named if count])


def counted(scene: Scene, code: str, count: int, *, tone: str) -> Line:
    url = f"{reverse('kpis:month', args=[scene.team.slug])}?month={scene.month.first:%Y-%m}"
    return Line(code, {"code": code, "count": str(count)}, url, tone=tone)


def of_month(scene: Scene) -> ScorecardQuerySet:
    return Scorecard.objects.filter(team=scene.team).current().of_month(scene.month.first)


@section("next")
def next_month(scene: Scene) -> Written:
    """What the coming month brings: its working days, milestones that are due, goals that end. Three queries."""
    month = Span.month(month_after(scene.day))
    name = f"{month.first:%Y-%m}"
    days = len(WorkingDays(scene.team, month))
    targets = reverse("kpis:own-targets", args=[scene.team.slug]) + f"?month={name}"
    lines = [Line(f"targets:{name}", {"code": "targets_month", "month": name}, targets)]
    if year := missing_year(on=scene.day):
        url = reverse("roles:working-days", args=[scene.team.slug])
        lines.append(Line(f"year:{year}", {"code": "year_missing", "year": str(year)}, url, tone="yellow"))
    due = Milestone.objects.filter(goal__team=scene.team, goal__state=Goal.State.ACTIVE, met_on=None)
    for stop in due.filter(due_on__range=(month.first, month.last)).select_related("goal__owner__person"):
        url = reverse("goals:list-goal", args=[scene.team.slug, stop.goal_id])
        small: list[Saying] = [("milestone", {"goal": stop.goal.name})]
        chip: Saying = ("due_on", {"day": f"{stop.due_on:%m-%d}"})
        lines.append(Line(f"milestone:{stop.pk}", stop.name, url, str(stop.goal.owner), "", chip, small))
    ends = Goal.objects.filter(team=scene.team, state=Goal.State.ACTIVE, end_on__range=(month.first, month.last))
    for goal in ends.select_related("owner__person"):
        url = reverse("goals:list-goal", args=[scene.team.slug, goal.pk])
        chip = ("due_on", {"day": f"{goal.end_on:%m-%d}"})
        text = {"code": "goal_ends", "goal": goal.name}
        lines.append(Line(f"goal_ends:{goal.pk}", text, url, str(goal.owner), "", chip))
    return Written(lines, [("working_days", {"month": name, "count": days})])
