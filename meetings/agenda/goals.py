"""Sections about goals: which changed colour since the last meeting, and how the month left them."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from kpis.models import Goal, ProgressDay
from kpis.models.goal_course import Colours
from meetings.agenda.control import campaigns_behind
from meetings.agenda.lines import Line, Saying
from meetings.agenda.registry import A_WEEK, Scene, Written, section

LADDER = [Colours.GREEN, Colours.YELLOW, Colours.ORANGE, Colours.RED]


@section("colours")
def colours(scene: Scene) -> Written:
    """Red campaigns and goals always, others when their colour is another than at the last meeting; the worst first."""
    since = scene.before or scene.day - A_WEEK
    changed = [one for one in known(scene, since) if one.colour == Colours.RED or one.was != one.colour]  # type: ignore[attr-defined]
    return Written([*campaigns_behind(scene, since), *(goal_line(one) for one in changed)])


@section("goals")
def goals(scene: Scene) -> Written:
    """All goals that are behind, the furthest first."""
    since = scene.before or scene.month.first - timedelta(days=1)
    return Written([goal_line(one) for one in known(scene, since)])


def known(scene: Scene, since: date) -> list[Goal]:
    """The goals that are behind now, with the colour each ``was`` on a day. Three queries."""
    then = ProgressDay.objects.filter(goal=OuterRef("pk"), day__lte=since).order_by("-day")
    standing = Goal.objects.filter(team=scene.team).active().exclude(colour=Colours.GREEN).for_list()
    found = standing.annotate(was=Subquery(then.values("colour")[:1]))
    return sorted(found, key=lambda one: (-LADDER.index(Colours(one.colour)), -(gap_of(one) or 0), one.pk))


def gap_of(goal: Goal) -> Decimal | None:
    return next((day.gap for day in goal.newest_days if day.gap is not None), None)


def goal_line(goal: Goal) -> Line:
    gap = gap_of(goal)
    now = colour_words(goal.colour)
    was = goal.was or Colours.GREEN  # type: ignore[attr-defined]
    small: list[Saying] = [("stays", {"now": now})]
    if was != goal.colour:
        small = [("colour", {"before": colour_words(was), "now": now})]
    if goal.owes_note:
        small.append(("needs_note", {}))
    return Line(
        f"goal:{goal.pk}",
        goal.name,
        reverse("goals:list-goal", args=[goal.team.slug, goal.pk]),
        who=str(goal.owner),
        tone=str(goal.colour),
        chip=("points_behind", {"points": f"{gap:.0f}"}) if gap is not None else None,
        small=small,
    )


NAMES = {
    Colours.GREEN: {"zh": "按计划", "en": "on plan"},
    Colours.YELLOW: {"zh": "黄", "en": "yellow"},
    Colours.ORANGE: {"zh": "橙", "en": "orange"},
    Colours.RED: {"zh": "红", "en": "red"},
}


def colour_words(colour: str) -> dict[str, str]:
    return NAMES[Colours(colour)]
