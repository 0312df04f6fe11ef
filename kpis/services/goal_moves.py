"""Moves: another target or another last day for a goal under way, asked for with a reason, decided by somebody else."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from kpis.goals import smart
from kpis.models import Commitment, Goal
from kpis.possible import impossible
from kpis.services.goals import address_of, locked, refuse_own
from notices.models import Notice
from notices.services import tell
from roles.models import Member
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow


@transaction.atomic
def propose(goal: Goal, *, by: Member, at: datetime, end_on: date, target: Decimal, reason: str) -> Commitment:
    """Ask for another last day or target. Nothing changes until it is approved; who may approve is told.

    Raise ``NotAllowedNow`` if the goal isn't under way, another move waits, nothing would change, or it can't stand.
    """
    found = locked(goal, by=by)
    if not found.is_active:
        raise NotAllowedNow(_("Only a goal under way is moved."))
    if found.commitments.proposed().exists():
        raise NotAllowedNow(_("A move waits for approval already. It is decided first."))
    if not reason.strip():
        raise NotAllowedNow(_("Say why the goal is to be moved."))
    if (end_on, target) == (found.end_on, found.target):
        raise NotAllowedNow(_("This is what was agreed already: nothing would be moved."))
    refuse_impossible(found, end_on=end_on, target=target, on=timezone.localdate(at))
    newest = found.commitments.aggregate(newest=Max("number"))["newest"] or 0
    move = Commitment.objects.create(
        goal=found,
        number=newest + 1,
        start_on=found.start_on,
        end_on=end_on,
        target=target,
        reason=reason.strip(),
        proposed_by=by,
        proposed_at=at,
    )
    words = {"by": str(by), "goal": found.name, "day": end_on.isoformat(), "reason": move.reason}
    for member in deciders(found, at=at):
        if member.pk != by.pk:
            tell(member, Notice.Kind.GOAL_TO_DECIDE, words, address_of(found))
    return move


@transaction.atomic
def approve(goal: Goal, *, by: Member, at: datetime, comment: str = "") -> Goal:
    """Let a move count: the goal has its new last day and target. What was promised at first stays the measure."""
    found, move = waiting(goal, by=by, at=at)
    refuse_impossible(found, end_on=move.end_on, target=move.target, on=timezone.localdate(at))
    decide(move, Commitment.State.APPROVED, by=by, at=at, comment=comment)
    found.end_on, found.target = move.end_on, move.target
    found.save(update_fields=["end_on", "target"])
    words = {"by": str(by), "goal": found.name, "day": move.end_on.isoformat()}
    tell(found.owner, Notice.Kind.GOAL_MOVED, words, address_of(found))
    return found


@transaction.atomic
def decline(goal: Goal, *, by: Member, at: datetime, comment: str) -> Goal:
    """Turn a move down, with a reason. It stays on record and isn't counted."""
    if not comment.strip():
        raise NotAllowedNow(_("Say why the move is declined."))
    found, move = waiting(goal, by=by, at=at)
    decide(move, Commitment.State.DECLINED, by=by, at=at, comment=comment)
    words = {"by": str(by), "goal": found.name, "reason": move.comment}
    tell(found.owner, Notice.Kind.GOAL_STAYS, words, address_of(found))
    return found


def waiting(goal: Goal, *, by: Member, at: datetime) -> tuple[Goal, Commitment]:
    """The goal, locked, and the move that waits. Raise ``NotAllowedNow`` if none does or it is ``by``'s own goal."""
    found = locked(goal, by=by)
    move = found.commitments.proposed().first()
    if move is None or not found.is_active:
        raise NotAllowedNow(_("No move waits for approval."))
    refuse_own(found, by=by, permission=Permission.APPROVE_GOALS, at=at)
    return found, move


def decide(move: Commitment, state: str, *, by: Member, at: datetime, comment: str) -> None:
    move.state, move.decided_by, move.decided_at, move.comment = state, by, at, comment.strip()
    move.save(update_fields=["state", "decided_by", "decided_at", "comment"])


def refuse_impossible(goal: Goal, *, end_on: date, target: Decimal, on: date) -> None:
    refuse_days(goal, end_on=end_on, on=on)
    if target == goal.baseline:
        raise NotAllowedNow(_("The target is the baseline: there is nothing to reach."))
    if (target < goal.baseline) != goal.is_lower_better:
        raise NotAllowedNow(_("A move can't turn the goal round: that would be another goal."))
    if fault := impossible(goal.metric, target):
        raise NotAllowedNow(fault)


def refuse_days(goal: Goal, *, end_on: date, on: date) -> None:
    if end_on <= goal.start_on:
        raise NotAllowedNow(_("The last day is after the first."))
    if end_on < on:
        raise NotAllowedNow(
            _("%(day)s is past: a goal isn't moved to a day that is over.") % {"day": f"{end_on:%Y-%m-%d}"}
        )
    if fault := smart.too_far(end_on, on=on):
        raise NotAllowedNow(fault)
    if goal.parent is not None and end_on > goal.parent.end_on:
        raise NotAllowedNow(
            _("A part can't outlast the whole: “%(goal)s” ends on %(day)s.")
            % {"goal": goal.parent, "day": f"{goal.parent.end_on:%Y-%m-%d}"}
        )
    part = goal.children.filter(state__in=[Goal.State.DRAFT, Goal.State.ACTIVE], end_on__gt=end_on).first()
    if part is not None:
        raise NotAllowedNow(
            _("“%(goal)s” is a part of it and ends later, on %(day)s.")
            % {"goal": part, "day": f"{part.end_on:%Y-%m-%d}"}
        )


def deciders(goal: Goal, *, at: datetime) -> list[Member]:
    """Who may approve a move of the goal: not its owner, unless nobody else may."""
    members = Member.objects.filter(team=goal.team_id).who_may(Permission.APPROVE_GOALS, on=timezone.localdate(at))
    return [member for member in members if member.pk != goal.owner_id] or list(members)
