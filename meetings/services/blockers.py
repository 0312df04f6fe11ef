"""Raising blockers, and settling them: decided, handed over, solved, dropped. Each act is a step that stays."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import Blocker, BlockerStep, StandUp
from notices.models import Notice
from notices.services import tell
from roles.models import Member
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.locking import locked_row

Kind = BlockerStep.Kind


class Act(StrEnum):
    """What can be done about one that stands."""

    SOLVE = "solved"
    DECIDE = "decide"
    DROP = "drop"
    HAND_OVER = "hand_over"


@dataclass(frozen=True)
class Settled:
    """What somebody says about one of their blockers as they write their stand-up."""

    blocker: Blocker
    act: Act
    note: str = ""
    owner: Member | None = None


def settle(said: Settled, *, by: Member, at: datetime) -> Blocker:
    """Do what was said."""
    if said.act == Act.HAND_OVER and said.owner:
        return hand_over(said.blocker, owner=said.owner, by=by, at=at, note=said.note)
    if said.act == Act.DECIDE:
        return decide(said.blocker, note=said.note, by=by, at=at)
    if said.act == Act.DROP:
        return drop(said.blocker, note=said.note, by=by, at=at)
    return close(said.blocker, by=by, at=at, note=said.note)


@transaction.atomic
def raise_(
    text: str,
    *,
    by: Member,
    at: datetime,
    owner: Member | None = None,
    needed_by: date | None = None,
    stand_up: StandUp | None = None,
) -> Blocker:
    """Say what holds ``by`` up. Without an owner they see to it themselves; another owner is told.

    Raise ``NotAllowedNow`` for an owner of another team, and for a day that is over.
    """
    need(by, Permission.WORK_ON_ACTIONS, team=by.team_id)
    owner = owner or by
    today = timezone.localdate(at)
    refuse_stranger(owner, by)
    refuse_past(needed_by, at)
    text = text.strip()
    if not text:
        raise NotAllowedNow(_("Say what is stuck."))
    blocker = Blocker.objects.create(
        team=by.team, text=text, raised_by=by, owner=owner, needed_by=needed_by, raised_on=today, stand_up=stand_up
    )
    add_step(blocker, Kind.RAISED, by=by, at=at)
    tell_owner(blocker, by=by)
    return blocker


def refuse_past(needed_by: date | None, at: datetime) -> None:
    if needed_by and needed_by < timezone.localdate(at):
        raise NotAllowedNow(_("The day by which it is needed is over."))


@transaction.atomic
def change(blocker: Blocker, *, text: str, needed_by: date | None, by: Member, at: datetime) -> Blocker:
    """Word it anew, or move the day by which it is needed. Raise ``NotAllowedNow`` for a day that has passed."""
    blocker = locked(blocker, by=by)
    if not text.strip():
        raise NotAllowedNow(_("Say what is stuck."))
    said = [blocker.text] if blocker.text != text.strip() else []
    if blocker.needed_by != needed_by:
        refuse_past(needed_by, at)
        said.append(" → ".join(f"{day:%m-%d}" if day else "—" for day in (blocker.needed_by, needed_by)))
    if not said:
        return blocker
    blocker.text, blocker.needed_by = text.strip(), needed_by
    return moved(blocker, Kind.CHANGED, by=by, at=at, note=" · ".join(said))


@transaction.atomic
def hand_over(blocker: Blocker, *, owner: Member, by: Member, at: datetime, note: str = "") -> Blocker:
    """Let somebody else of the team see to it, who is told. Raise ``NotAllowedNow`` if they do already."""
    blocker = locked(blocker, by=by)
    refuse_stranger(owner, by)
    if owner.pk == blocker.owner_id:
        raise NotAllowedNow(_("%(name)s sees to it already. Choose somebody else.") % {"name": owner})
    blocker.owner = owner
    blocker = moved(
        blocker, Kind.HANDED_OVER, by=by, at=at, note=" · ".join(filter(None, [f"→ {owner}", note.strip()]))
    )
    tell_owner(blocker, by=by)
    return blocker


@transaction.atomic
def decide(blocker: Blocker, *, note: str, by: Member, at: datetime) -> Blocker:
    """Write down what was decided about it; it stays open until it is solved."""
    blocker = locked(blocker, by=by)
    if not note.strip():
        raise NotAllowedNow(_("Say what is decided."))
    return moved(blocker, Kind.DECIDED, by=by, at=at, note=note.strip())


@transaction.atomic
def close(blocker: Blocker, *, by: Member, at: datetime, note: str = "") -> Blocker:
    """It is solved."""
    return end(locked(blocker, by=by), Blocker.Outcome.SOLVED, by=by, at=at, note=note)


@transaction.atomic
def drop(blocker: Blocker, *, note: str, by: Member, at: datetime) -> Blocker:
    """Nobody will solve it: say why."""
    blocker = locked(blocker, by=by)
    if not note.strip():
        raise NotAllowedNow(_("Say why it is dropped."))
    return end(blocker, Blocker.Outcome.DROPPED, by=by, at=at, note=note)


def keep(member: Member, *, day: date, at: datetime) -> None:
    """``member`` wrote their stand-up, and these of theirs are as they were. Counted once a day."""
    standing = Blocker.objects.of(member).open().filter(raised_on__lt=day)
    touched = BlockerStep.objects.filter(day=day, blocker__in=standing).exclude(
        kind__in=[Kind.TOLD_LEAD, Kind.TOLD_MANAGER]
    )
    kept = standing.exclude(pk__in=touched.values("blocker")).select_for_update()
    steps = [BlockerStep(blocker=one, kind=Kind.KEPT, by=member, at=at, day=day) for one in kept]
    BlockerStep.objects.bulk_create(steps, ignore_conflicts=True)
    for step in steps:
        step.blocker.kept += 1
    Blocker.objects.bulk_update([step.blocker for step in steps], ["kept"])


def withdraw(stand_up: StandUp, *, lines: list[str], at: datetime) -> None:
    """What was raised in this stand-up and doesn't stand in it any more was a slip of the pen."""
    for blocker in stand_up.raised.open().exclude(text__in=lines).select_for_update():
        end(blocker, Blocker.Outcome.DROPPED, by=stand_up.member, at=at, note=str(_("taken out of the stand-up")))


def end(blocker: Blocker, outcome: Blocker.Outcome, *, by: Member, at: datetime, note: str) -> Blocker:
    blocker.closed_on, blocker.outcome = timezone.localdate(at), outcome
    return moved(blocker, Kind(outcome), by=by, at=at, note=note.strip())


def moved(blocker: Blocker, kind: BlockerStep.Kind, *, by: Member, at: datetime, note: str) -> Blocker:
    """Store a blocker that changed, with the step that changed it."""
    blocker.kept = 0
    blocker.save()
    add_step(blocker, kind, by=by, at=at, note=note)
    return blocker


def add_step(blocker: Blocker, kind: str, *, by: Member | None, at: datetime, note: str = "") -> None:
    BlockerStep.objects.create(blocker=blocker, kind=kind, by=by, at=at, day=timezone.localdate(at), note=note[:500])


def locked(blocker: Blocker, *, by: Member) -> Blocker:
    """The row as it is now. Raise ``NotAllowedNow`` if it isn't ``by``'s to settle, or is closed."""
    need(by, Permission.WORK_ON_ACTIONS, team=blocker.team_id)
    blocker = locked_row(Blocker.objects.select_related("team", "owner__person"), blocker.pk)
    if not blocker.may_be_settled_by(by):
        raise NotAllowedNow(_("Whom it holds up, its owner or a lead can do that."))
    if not blocker.is_open:
        raise NotAllowedNow(_("This blocker is closed."))
    return blocker


def refuse_stranger(owner: Member, by: Member) -> None:
    if owner.team_id != by.team_id:
        raise NotAllowedNow(_("The owner is somebody of the team."))


def tell_owner(blocker: Blocker, *, by: Member) -> None:
    if blocker.owner_id != by.pk:
        words = {"by": str(by), "text": blocker.text}
        tell(blocker.owner, Notice.Kind.BLOCKER_YOURS, words, address_of(blocker))


def address_of(blocker: Blocker) -> str:
    return reverse("meetings:blockers-detail", args=[blocker.team.slug, blocker.pk])
