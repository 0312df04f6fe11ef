"""Giving actions, moving them, finishing them. Each act is a step that stays."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import Action, ActionStep, Meeting
from meetings.services.rights import need_to_run
from notices.models import Notice
from notices.services import tell
from roles.models import Member
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.locking import locked_row

Kind = ActionStep.Kind


@transaction.atomic
def give(text: str, *, owner: Member, due_on: date, by: Member, at: datetime, meeting: Meeting | None = None) -> Action:
    """Write down who does what until when. In a meeting its chair and leads do that while it runs; outside of one
    everybody may take an action upon themselves, and leads give them. The owner is told.

    Raise ``NotAllowedNow`` for an owner of another team, a day that is over, a meeting that doesn't run.
    """
    if meeting is not None:
        meeting = Meeting.objects.select_for_update(of=("self",)).select_related("series").get(pk=meeting.pk)
        need_to_run(meeting, by)
        if not meeting.is_running:
            raise NotAllowedNow(_("Actions are written down while the meeting runs."))
    else:
        need(by, Permission.WORK_ON_ACTIONS if owner.pk == by.pk else Permission.RUN_MEETINGS, team=by.team_id)
    if owner.team_id != by.team_id:
        raise NotAllowedNow(_("The owner is somebody of the team."))
    if due_on < timezone.localdate(at):
        raise NotAllowedNow(_("The day until which it is to be done is over."))
    if not text.strip():
        raise NotAllowedNow(_("Say what is to be done."))
    action = Action.objects.create(
        team=by.team, meeting=meeting, text=text.strip(), owner=owner, promised_on=due_on, due_on=due_on, given_by=by,
        given_at=at,
    )  # fmt: skip
    if owner.pk != by.pk:
        words = {"by": str(by), "day": f"{due_on:%m-%d}", "text": action.text}
        tell(owner, Notice.Kind.ACTION_YOURS, words, reverse("meetings:actions", args=[by.team.slug]))
    return action


@transaction.atomic
def move(action: Action, *, due_on: date, reason: str, by: Member, at: datetime) -> Action:
    """Another day, with the reason. The day promised first stays the one that counts."""
    action = open_one(action, by=by)
    if due_on < timezone.localdate(at):
        raise NotAllowedNow(_("The day until which it is to be done is over."))
    if due_on == action.due_on:
        raise NotAllowedNow(_("It is due on that day already."))
    if not reason.strip():
        raise NotAllowedNow(_("Say why it is moved."))
    note = f"{action.due_on:%m-%d} → {due_on:%m-%d} · {reason.strip()}"
    action.due_on, action.moves = due_on, action.moves + 1
    action.save(update_fields=["due_on", "moves"])
    return with_step(action, Kind.MOVED, by=by, at=at, note=note)


@transaction.atomic
def finish(action: Action, *, by: Member, at: datetime) -> Action:
    """It is done."""
    action = open_one(action, by=by)
    action.done_on, action.done_by = timezone.localdate(at), by
    action.save(update_fields=["done_on", "done_by"])
    return with_step(action, Kind.DONE, by=by, at=at)


@transaction.atomic
def reopen(action: Action, *, by: Member, at: datetime) -> Action:
    """A tick too many is taken back on the same day."""
    action = locked(action, by=by)
    if action.done_on != timezone.localdate(at):
        raise NotAllowedNow(_("Only what was finished today is opened again."))
    action.done_on, action.done_by = None, None
    action.save(update_fields=["done_on", "done_by"])
    return with_step(action, Kind.REOPENED, by=by, at=at)


@transaction.atomic
def drop(action: Action, *, reason: str, by: Member, at: datetime) -> Action:
    """It won't be done: a lead says why."""
    need(by, Permission.RUN_MEETINGS, team=action.team_id)
    action = open_one(action, by=by)
    if not reason.strip():
        raise NotAllowedNow(_("Say why it is dropped."))
    action.dropped_on = timezone.localdate(at)
    action.save(update_fields=["dropped_on"])
    return with_step(action, Kind.DROPPED, by=by, at=at, note=reason.strip())


def with_step(action: Action, kind: ActionStep.Kind, *, by: Member, at: datetime, note: str = "") -> Action:
    ActionStep.objects.create(action=action, kind=kind, by=by, at=at, note=note[:300])
    return action


def open_one(action: Action, *, by: Member) -> Action:
    action = locked(action, by=by)
    if not action.is_open:
        raise NotAllowedNow(_("This action is done or dropped."))
    return action


def locked(action: Action, *, by: Member) -> Action:
    """The row as it is now. Raise ``NotAllowedNow`` if it isn't ``by``'s to settle."""
    need(by, Permission.WORK_ON_ACTIONS, team=action.team_id)
    action = locked_row(Action.objects.select_related("team", "owner__person"), action.pk)
    if not action.may_be_settled_by(by):
        raise NotAllowedNow(_("Its owner or a lead can do that."))
    return action
