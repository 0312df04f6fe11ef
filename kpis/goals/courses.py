"""The course of goals: what each came to on each day, set against what was promised, coloured, written and announced.

Progress follows the first approved commitment of a goal: a move doesn't hide a delay. Each night computes every course
from its first day, since numbers come late and are corrected, however far back; only the days that changed are written.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max, Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from kpis.goals.readings import Readings
from kpis.models import Commitment, Goal, Milestone, ProgressDay
from notices import outbox
from notices.models import Notice
from notices.services import tell
from roles.models import Member, Team
from roles.permissions import Level, Permission
from teamops.lib.bulk import upsert_differing
from teamops.lib.months import Span
from teamops.lib.progress import Colour, Standing, course, planned_on, reached, serious_since
from teamops.lib.rounding import CENT, MICRO, round_half_up
from teamops.lib.tags.numbers import plain

COLOURS = {
    Colour.GREEN: Notice.Kind.GOAL_GREEN,
    Colour.YELLOW: Notice.Kind.GOAL_YELLOW,
    Colour.ORANGE: Notice.Kind.GOAL_ORANGE,
    Colour.RED: Notice.Kind.GOAL_RED,
}


class Course(NamedTuple):
    """A goal, the commitment that it is measured by, and its computed days with the values behind them."""

    goal: Goal
    days: Sequence[Standing]
    values: Sequence[Decimal | None]
    serious_since: date | None


@transaction.atomic
def update(team: Team, *, through: date, at: datetime, goals: Collection[int] | None = None) -> int:
    """Write the days of the team's goals under way through a day, announce changed colours. Safe to repeat.

    ``goals``: only these, by key. Return how many days were written.
    """
    baseline = Prefetch("commitments", Commitment.objects.approved().filter(number=1), to_attr="promised")
    found = Goal.objects.filter(team=team, start_on__lte=through).active().select_for_update(of=("self",))
    found = found.select_related("metric", "owner").prefetch_related(baseline, "metric__terms__source__terms")
    chosen = list(found if goals is None else found.filter(pk__in=goals))
    if not chosen:
        return 0
    stored = ProgressDay.objects.filter(goal__in=[goal.pk for goal in chosen])
    last = max(through, stored.aggregate(newest=Max("day"))["newest"] or through)
    readings = Readings(team, chosen, last=last)
    courses = [course_of(goal, readings, last=last) for goal in chosen]
    rows = (
        (one.goal.pk, day.day, day.planned, value, day.actual, day.colour.value)
        for one in courses
        for day, value in zip(one.days, one.values, strict=True)
    )
    written = upsert_differing(
        ProgressDay, rows, key=["goal", "day"], update=["planned", "actual", "progress", "colour"]
    )
    meet_milestones(courses)
    announce(team, [one for one in courses if one.days], at=at)
    return written


def promised(goal: Goal) -> Commitment:
    """The baseline of a goal loaded for its course."""
    found: list[Commitment] = goal.promised  # type: ignore[attr-defined]
    return found[0]


def course_of(goal: Goal, readings: Readings, *, last: date) -> Course:
    promise = promised(goal)
    days = list(Span(promise.start_on, last))
    values = [None if value is None else round_half_up(value, MICRO) for value in readings.on_days(goal, days)]
    standings = list(
        course(
            (
                (
                    day,
                    round_half_up(planned_on(day, start=promise.start_on, end=promise.end_on)),
                    progress_of(value, goal.baseline, promise.target),
                )
                for day, value in zip(days, values, strict=True)
            )
        )
    )
    return Course(goal, standings, values, serious_since(standings))


def progress_of(value: Decimal | None, baseline: Decimal, target: Decimal) -> Decimal | None:
    progress = reached(value, baseline=baseline, target=target)
    return None if progress is None else round_half_up(progress, CENT)


def meet_milestones(courses: Sequence[Course]) -> None:
    """A milestone with a value is met on the first day that reaches it."""
    open_ones: dict[int, list[Milestone]] = defaultdict(list)
    wanted = Milestone.objects.filter(goal__in=[one.goal.pk for one in courses], value__isnull=False, met_on=None)
    for milestone in wanted:
        open_ones[milestone.goal_id].append(milestone)
    met = []
    for one in courses:
        for milestone in open_ones[one.goal.pk]:
            reaching = (
                day.day
                for day, value in zip(one.days, one.values, strict=True)
                if milestone.value is not None and one.goal.reaches(value, milestone.value)
            )
            milestone.met_on = next(reaching, None)
            if milestone.met_on:
                met.append(milestone)
    Milestone.objects.bulk_update(met, ["met_on"])


def announce(team: Team, courses: Sequence[Course], *, at: datetime) -> None:
    """Keep each goal's colour with the goal; where it changed, tell the owner, of red the leads and managers too."""
    superiors: list[Member] | None = None
    changed = []
    for one in courses:
        goal, newest = one.goal, one.days[-1]
        is_news = goal.colour != newest.colour
        if not is_news and goal.serious_since == one.serious_since:
            continue
        goal.colour, goal.serious_since = newest.colour, one.serious_since
        changed.append(goal)
        if not is_news:
            continue
        people = {goal.owner_id: goal.owner}
        if newest.colour == Colour.RED:
            say_in_groups(team, goal, one.days, since=one.serious_since or newest.day, at=at)
            if superiors is None:
                superiors = leads_and_managers(team, on=newest.day)
            people |= {member.pk: member for member in superiors}
        for member in people.values():
            announce_to(member, goal, one.days, team, since=one.serious_since or newest.day)
    Goal.objects.bulk_update(changed, ["colour", "serious_since"])


def gap_of(days: Sequence[Standing]) -> str:
    gap = next((day.gap for day in reversed(days) if day.gap is not None), None)
    return "" if gap is None else plain(gap, Decimal(1))


def say_in_groups(team: Team, goal: Goal, days: Sequence[Standing], *, since: date, at: datetime) -> None:
    """A goal that turns red is said once, however often it falls back from orange before it recovers."""

    def words() -> tuple[str, str]:
        told = {"goal": outbox.plain(goal.name), "gap": gap_of(days), "owner": outbox.plain(str(goal.owner))}
        text = _("“%(goal)s” is %(gap)s points behind plan. Owner: %(owner)s. It is on the next agenda.") % told
        address = reverse("goals:list-goal", args=[team.slug, goal.pk])
        link = outbox.link(_("Open the goal"), address)
        return _("A goal has turned red"), f"{text}\n{link}"

    outbox.post(team, outbox.Topic.RED_ALERT, words, about=f"goal {goal.pk} since {since}", at=at)


def announce_to(member: Member, goal: Goal, days: Sequence[Standing], team: Team, *, since: date) -> None:
    """Of a goal's colour one is told once: red that falls back from orange is no news before the goal recovers."""
    arguments = {"goal": goal.name, "gap": gap_of(days)}
    address = reverse("goals:list-goal", args=[team.slug, goal.pk])
    tell(member, COLOURS[days[-1].colour], arguments, address, about=f"goal {goal.pk} since {since}")


def leads_and_managers(team: Team, *, on: date) -> list[Member]:
    found = Member.objects.filter(team=team).who_may(Permission.EDIT_GOALS, on=on)
    return [member for member in found if member.level in {Level.LEAD, Level.MANAGER}]


def tell_of_late_milestones(team: Team, *, on: date) -> int:
    """Tell owners of milestones whose promised day is over, once each; return how many are late."""
    late = list(Milestone.objects.filter(goal__team=team).late(on=on).select_related("goal__owner"))
    for milestone in late:
        goal = milestone.goal
        arguments = {"milestone": milestone.name, "goal": goal.name, "day": milestone.promised_on.isoformat()}
        address = reverse("goals:list-goal", args=[team.slug, goal.pk])
        tell(goal.owner, Notice.Kind.MILESTONE_LATE, arguments, address, about=str(milestone.pk))
    return len(late)
