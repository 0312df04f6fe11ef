"""Sections about people's work: who hasn't written, what is stuck, what was promised."""

from django.urls import reverse

from meetings.agenda import items
from meetings.agenda.lines import Line, Saying
from meetings.agenda.registry import Scene, Written, section
from meetings.models import Action, Blocker
from meetings.services.escalation import LEAD_AFTER, MANAGER_AFTER, ages
from meetings.services.reminding import expected_and_missing


@section("missing")
def missing(scene: Scene) -> Written:
    """Who is due and hasn't written their stand-up."""
    expected, silent = expected_and_missing(scene.team, scene.day)
    wall = f"{reverse('meetings:wall', args=[scene.team.slug])}?day={scene.day}"
    written: Saying = ("written", {"written": len(expected) - len(silent), "expected": len(expected)})
    return Written([Line(f"missing:{one.pk}", str(one), wall) for one in silent], [written])


@section("blockers")
def blockers(scene: Scene) -> Written:
    """What is stuck, the oldest first."""
    standing = list(Blocker.objects.filter(team=scene.team, raised_on__lte=scene.day).open().for_list().oldest_first())
    age = ages(scene.team, standing, on=scene.day)
    return Written([blocker_line(one, age[one.pk]) for one in standing])


def blocker_line(one: Blocker, age: int) -> Line:
    small: list[Saying] = []
    if one.waits_for_another:
        small.append(("raised_by", {"name": str(one.raised_by)}))
    if one.needed_by:
        small.append(("needed_by", {"day": f"{one.needed_by:%m-%d}"}))
    if one.is_stale:
        small.append(("unchanged", {}))
    tone = "red" if age >= MANAGER_AFTER else "orange" if age >= LEAD_AFTER else "yellow"
    return Line(
        f"blocker:{one.pk}",
        one.text,
        reverse("meetings:blockers-detail", args=[one.team.slug, one.pk]),
        who=str(one.owner),
        tone=tone,
        chip=("days", {"days": age}) if age else ("new", {}),
        small=small,
    )


@section("due")
def due(scene: Scene) -> Written:
    """The actions of all meetings that are due by today, and the items whose day or stage ends today."""
    actions = Action.objects.filter(team=scene.team).open().due(on=scene.day).for_list()
    return Written([*(action_line(one, scene) for one in actions), *items.ending_today(scene)])


@section("actions")
def actions(scene: Scene) -> Written:
    """What earlier meetings of the series agreed on and nobody has finished, the first due first."""
    own = Action.objects.filter(team=scene.team).of_series(scene.series)
    still = [action_line(one, scene) for one in own.open().for_list()]
    if scene.before is None:
        return Written(still)
    done = own.filter(done_on__gte=scene.before, done_on__lte=scene.day).count()
    return Written(still, [("actions_before", {"done": done, "open": len(still)})])


def action_line(one: Action, scene: Scene) -> Line:
    late = (scene.day - one.due_on).days
    small: list[Saying] = [("raised_on", {"day": f"{one.meeting.day:%m-%d}"})] if one.meeting else []
    if one.moves:
        small.append(("moved", {"times": one.moves}))
    chip: Saying = ("due_on", {"day": f"{one.due_on:%m-%d}"})
    tone = ""
    if late > 0:
        tone, chip = "orange", ("late_days", {"days": late})
    elif late == 0:
        tone, chip = "yellow", ("due_today", {})
    url = f"{reverse('meetings:actions', args=[one.team.slug])}#action-{one.pk}"
    return Line(f"action:{one.pk}", one.text, url, who=str(one.owner), tone=tone, chip=chip, small=small)
