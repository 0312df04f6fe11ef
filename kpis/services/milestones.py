"""Milestones: set on a goal's way, moved, judged by evidence. Those with a value are met by the numbers, at night."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpis.goals import courses
from kpis.models import Goal, Milestone
from kpis.services.goals import locked, refuse_closed, refuse_own
from roles.models import Member
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow


@transaction.atomic
def add(goal: Goal, *, by: Member, at: datetime, name: str, due_on: date, value: Decimal | None = None) -> Milestone:
    """Set a milestone: with a value to reach, or, without one, to be judged by evidence.

    Raise ``NotAllowedNow`` if it has no name, isn't due within the goal's days, or its value isn't on the way.
    """
    found = locked(goal, by=by)
    refuse_closed(found)
    if not name.strip():
        raise NotAllowedNow(_("Say what is reached with the milestone."))
    refuse_outside(found, due_on)
    if value is not None and not is_on_the_way(found, value):
        raise NotAllowedNow(_("The value lies between the baseline and the target."))
    made = Milestone.objects.create(goal=found, name=name.strip(), due_on=due_on, promised_on=due_on, value=value)
    if found.is_active and value is not None:
        courses.update(found.team, at=at, through=timezone.localdate(at) - timedelta(days=1), goals=[found.pk])
        made.refresh_from_db()
    return made


@transaction.atomic
def move(milestone: Milestone, *, by: Member, due_on: date) -> Milestone:
    """Set another due day. The promised day stays, and the move is counted; on a draft it is a correction."""
    found, one = locked_with_goal(milestone, by=by)
    refuse_met(one)
    refuse_outside(found, due_on)
    if found.is_draft:
        one.due_on = one.promised_on = due_on
    elif due_on != one.due_on:
        one.due_on, one.moves = due_on, one.moves + 1
    one.save(update_fields=["due_on", "promised_on", "moves"])
    return one


@transaction.atomic
def judge(milestone: Milestone, *, by: Member, at: datetime, met_on: date, evidence: str, link: str = "") -> Milestone:
    """Say that a milestone without a value is met, with the evidence.

    Raise ``NotAllowedNow`` without evidence, for a day to come, on one's own goal where somebody else may judge, and
    for a milestone that the numbers judge.
    """
    found, one = locked_with_goal(milestone, by=by)
    if not found.is_active:
        raise NotAllowedNow(_("Milestones are judged while their goal is under way."))
    if one.is_quantified:
        raise NotAllowedNow(_("The numbers say when this milestone is met."))
    refuse_met(one)
    refuse_own(found, by=by, permission=Permission.EDIT_GOALS, at=at)
    if not evidence.strip():
        raise NotAllowedNow(_("Say by what one sees that it is met."))
    if not found.start_on <= met_on <= timezone.localdate(at):
        raise NotAllowedNow(_("It was met on a day between the goal's first and today."))
    one.met_on, one.evidence, one.link, one.judged_by, one.judged_at = met_on, evidence.strip(), link, by, at
    one.save(update_fields=["met_on", "evidence", "link", "judged_by", "judged_at"])
    return one


@transaction.atomic
def drop(milestone: Milestone, *, by: Member) -> None:
    """Take a milestone off a draft. Raise ``NotAllowedNow`` once the goal was approved: it was promised."""
    found, one = locked_with_goal(milestone, by=by)
    if not found.is_draft:
        raise NotAllowedNow(_("The milestone was promised with the goal. It can be moved, not dropped."))
    one.delete()


def locked_with_goal(milestone: Milestone, *, by: Member) -> tuple[Goal, Milestone]:
    goal = locked(milestone.goal, by=by)
    one = Milestone.objects.select_for_update().filter(pk=milestone.pk).first()
    if one is None:
        raise NotAllowedNow(_("This milestone was dropped meanwhile."))
    return goal, one


def refuse_met(milestone: Milestone) -> None:
    if milestone.met_on is not None:
        raise NotAllowedNow(
            _("This milestone was met on %(day)s. It doesn't change any more.")
            % {"day": f"{milestone.met_on:%Y-%m-%d}"}
        )


def refuse_outside(goal: Goal, due_on: date) -> None:
    if not goal.start_on <= due_on <= goal.end_on:
        raise NotAllowedNow(
            _("A milestone is due within the goal's days, %(first)s to %(last)s.")
            % {"first": f"{goal.start_on:%Y-%m-%d}", "last": f"{goal.end_on:%Y-%m-%d}"}
        )


def is_on_the_way(goal: Goal, value: Decimal) -> bool:
    low, high = sorted([goal.baseline, goal.target])
    return low <= value <= high and value != goal.baseline
