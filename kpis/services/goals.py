"""Goals: set, changed while they are drafts, approved, handed over, closed; and the notes of those that fell behind."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpis.goals import courses, smart
from kpis.goals.smart import Aim
from kpis.models import CatchUpNote, Commitment, Goal, ProgressDay
from kpis.seen import refuse_changed, seen_of_goal
from notices.models import Notice
from notices.services import tell
from roles.models import Member
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.locking import locked_row

A_DAY = timedelta(days=1)


@transaction.atomic
def set_goal(aim: Aim, *, by: Member, at: datetime) -> Goal:
    """Write a goal down as a draft. Raise ``NotAllowedNow`` with every part that is missing: SMART or refused."""
    if faults := smart.lacking(aim, team=by.team, on=timezone.localdate(at)):
        raise NotAllowedNow(smart.sentences(faults))
    return Goal.objects.create(team=by.team, set_by=by, set_at=at, **aim.values)


@transaction.atomic
def edit(goal: Goal, aim: Aim, *, by: Member, seen: str = "") -> Goal:
    """Write a draft anew. Raise ``NotAllowedNow`` if it was approved, is another than was ``seen`` (kpis/seen.py), or
    isn't SMART any more."""
    draft = locked(goal, by=by)
    refuse_approved(draft)
    then = _("What you typed is kept: look at what stands there now, then save.")
    refuse_changed(seen, now=seen_of_goal(draft), last=draft.edited_by, then=then)
    if faults := smart.lacking(aim, team=by.team, on=timezone.localdate(draft.set_at), goal=draft):
        raise NotAllowedNow(smart.sentences(faults))
    if draft.milestones.exclude(due_on__range=(aim.start_on, aim.end_on)).exists():
        raise NotAllowedNow(_("A milestone would lie outside the goal's days. Change the milestone first."))
    for name, value in aim.values.items():
        setattr(draft, name, value)
    draft.edited_by = by
    draft.save()
    return draft


@transaction.atomic
def discard(goal: Goal, *, by: Member) -> None:
    """Throw a draft away. Raise ``NotAllowedNow`` if it was approved or has parts."""
    draft = locked(goal, by=by)
    refuse_approved(draft)
    if draft.children.exists():
        raise NotAllowedNow(_("Other goals are part of this one. Discard those first."))
    draft.delete()


@transaction.atomic
def approve(goal: Goal, *, by: Member, at: datetime, seen: str = "") -> Goal:
    """Let a draft count. Its target and days become the baseline that progress is measured by for good.

    Raise ``NotAllowedNow`` if it is another than was ``seen`` (kpis/seen.py), if it is ``by``'s own and somebody else
    may approve, or if it isn't SMART any more.
    """
    draft = locked(goal, by=by)
    refuse_approved(draft)
    then = _("It stands here as it is now: look once more, then approve.")
    refuse_changed(seen, now=seen_of_goal(draft), last=draft.edited_by, then=then)
    refuse_own(draft, by=by, permission=Permission.APPROVE_GOALS, at=at)
    if faults := smart.lacking(Aim.of(draft), team=by.team, on=timezone.localdate(draft.set_at), goal=draft):
        raise NotAllowedNow(smart.sentences(faults))
    draft.state, draft.approved_by, draft.approved_at = Goal.State.ACTIVE, by, at
    draft.save(update_fields=["state", "approved_by", "approved_at"])
    Commitment.objects.create(
        goal=draft,
        number=1,
        start_on=draft.start_on,
        end_on=draft.end_on,
        target=draft.target,
        state=Commitment.State.APPROVED,
        proposed_by=draft.set_by,
        proposed_at=draft.set_at,
        decided_by=by,
        decided_at=at,
    )
    if draft.owner_id != by.pk:
        tell(draft.owner, Notice.Kind.GOAL_APPROVED, {"goal": draft.name, "by": str(by)}, address_of(draft))
    courses.update(draft.team, at=at, through=timezone.localdate(at) - A_DAY, goals=[draft.pk])
    draft.refresh_from_db()
    return draft


@transaction.atomic
def hand_over(goal: Goal, *, to: Member, by: Member) -> Goal:
    """Let another member answer for a goal. Raise ``NotAllowedNow`` if it is over or they aren't in the team."""
    found = locked(goal, by=by)
    refuse_closed(found)
    if to.team_id != found.team_id:
        raise NotAllowedNow(_("The owner isn't in this team."))
    found.owner, found.edited_by = to, by if found.is_draft else found.edited_by
    found.save(update_fields=["owner", "edited_by"])
    return found


@transaction.atomic
def write_note(goal: Goal, *, by: Member, at: datetime, reason: str, plan: str) -> CatchUpNote:
    """Say why a goal fell behind and how it catches up.

    Raise ``NotAllowedNow`` if it isn't behind, or ``by`` neither answers for it nor may set goals.
    """
    found = locked(goal, by=by)
    if found.owner_id != by.pk and not by.may(Permission.EDIT_GOALS):
        raise NotAllowedNow(
            _("Only %(name)s, who answers for the goal, or a lead writes here.") % {"name": found.owner}
        )
    if not found.is_behind:
        raise NotAllowedNow(_("The goal is on plan: there is nothing to catch up."))
    if not reason.strip() or not plan.strip():
        raise NotAllowedNow(_("Say both why it fell behind and how it catches up."))
    newest = ProgressDay.objects.filter(goal=found, progress__isnull=False).order_by("-day").first()
    return CatchUpNote.objects.create(
        goal=found,
        by=by,
        at=at,
        day=timezone.localdate(at),
        colour=found.colour,
        gap=newest.gap if newest else None,
        reason=reason.strip(),
        plan=plan.strip(),
    )


@transaction.atomic
def close(goal: Goal, *, by: Member, at: datetime, comment: str = "") -> Goal:
    """End a goal: met if its newest value reaches the target, else missed; given up if its days aren't over.

    Raise ``NotAllowedNow`` for one's own where somebody else may close it, for one with parts under way, and for one
    that isn't met without a ``comment``.
    """
    found = locked(goal, by=by)
    if not found.is_active:
        raise NotAllowedNow(_("Only a goal under way is closed."))
    refuse_own(found, by=by, permission=Permission.APPROVE_GOALS, at=at)
    if found.children.active().exists():
        raise NotAllowedNow(_("Parts of this goal are still under way. Close those first."))
    newest = ProgressDay.objects.filter(goal=found, actual__isnull=False).order_by("-day").first()
    if newest is not None and found.reaches(newest.actual, found.target):
        found.state = Goal.State.MET
    elif found.is_over(on=timezone.localdate(at)):
        found.state = Goal.State.MISSED
    else:
        found.state = Goal.State.CLOSED
    if found.state != Goal.State.MET and not comment.strip():
        raise NotAllowedNow(_("The target isn't reached. Say why the goal is closed all the same."))
    found.closed_by, found.closed_at, found.closing_comment = by, at, comment.strip()
    found.save(update_fields=["state", "closed_by", "closed_at", "closing_comment"])
    found.commitments.proposed().delete()
    return found


def locked(goal: Goal, *, by: Member) -> Goal:
    """The goal as it is now. Raise ``NotAllowedNow`` if it is gone or another team's."""
    try:
        row = locked_row(
            Goal.objects.select_related("team", "owner__person", "metric", "set_by", "edited_by__person"), goal.pk
        )
    except Goal.DoesNotExist:
        raise NotAllowedNow(_("This goal was discarded meanwhile.")) from None
    if row.team_id != by.team_id:
        raise NotAllowedNow(_("This goal belongs to another team."))
    return row


def refuse_approved(goal: Goal) -> None:
    if not goal.is_draft:
        raise NotAllowedNow(_("This goal was approved. What was agreed changes only by a move that is approved too."))


def refuse_closed(goal: Goal) -> None:
    if not (goal.is_draft or goal.is_active):
        raise NotAllowedNow(_("This goal is closed."))


def refuse_own(goal: Goal, *, by: Member, permission: Permission, at: datetime) -> None:
    """Raise ``NotAllowedNow`` for one's own goal where somebody else may decide. A team's only one may act alone."""
    names = [str(member) for member in instead_of(by, goal, permission=permission, at=at)]
    if names:
        raise NotAllowedNow(_("Nobody decides about their own goal. %(names)s can.") % {"names": _(", ").join(names)})


def instead_of(member: Member, goal: Goal, *, permission: Permission, at: datetime) -> list[Member]:
    """Who decides about a member's own goal in their place; nobody where they may themselves. No query for others'."""
    if goal.owner_id != member.pk:
        return []
    able = Member.objects.filter(team=goal.team_id).who_may(permission, on=timezone.localdate(at))
    return list(able.exclude(pk=member.pk).select_related("person"))


def address_of(goal: Goal) -> str:
    return reverse("goals:list-goal", args=[goal.team.slug, goal.pk])
