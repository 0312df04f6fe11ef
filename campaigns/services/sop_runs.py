"""Running SOPs: starting one, ticking its steps off, skipping them, handing them over, ending it early."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import seats
from campaigns.models import DueStep, Item, Sop, SopRun
from campaigns.services.telling import in_both
from notices.models import Notice
from notices.services import tell
from roles.models import Member
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.locking import locked_row

# What a SOP can be started for, by what it is made for.
KINDS = {Sop.For.GROUP: Item.Kind.COMMUNITY, Sop.For.EVENT: Item.Kind.CAMPAIGN}


@transaction.atomic
def start(
    sop: Sop, *, begins_on: date, by: Member, at: datetime, owner: Member | None = None, name: str = "",
    item: Item | None = None,
) -> SopRun:  # fmt: skip
    """Let a SOP run from a day on, its steps due for whoever leads it. Steps whose day is over are left out.

    Raise ``NotAllowedNow`` for an old version, without anything it is for, for an item of another kind, a leader who
    can't work here, or if all its days are over.
    """
    need(by, Permission.WORK_ON_ITEMS, team=by.team_id)
    owner = owner or by
    if not Sop.objects.current(by.team_id).filter(pk=sop.pk).exists():
        raise NotAllowedNow(_("This SOP has a newer version. Load the page again."))
    if item is not None and (item.team_id != by.team_id or item.kind != KINDS.get(Sop.For(sop.made_for))):
        raise NotAllowedNow(_("This SOP isn't for such an item."))
    name = name.strip() or (item.title if item else "")
    if not name:
        raise NotAllowedNow(_("Say what it runs for."))
    if owner.pk not in seats.workers(by.team_id, on=timezone.localdate(at)):
        raise NotAllowedNow(_("%(name)s can't work on items of this team now.") % {"name": owner})
    today = timezone.localdate(at)
    days = [(step, begins_on + timedelta(days=step.day)) for step in sop.steps.all()]
    coming = [(step, day) for step, day in days if day >= today]
    if not coming:
        raise NotAllowedNow(_("All its days would be over. Choose a later day 0."))
    run = SopRun.objects.create(
        team=by.team, sop=sop, name=name[:120], item=item, owner=owner, begins_on=begins_on, made_by=by, made_at=at
    )
    DueStep.objects.bulk_create(DueStep(run=run, step=step, due_on=day, member=owner) for step, day in coming)
    return run


@transaction.atomic
def tick(step: DueStep, *, by: Member, at: datetime, note: str = "") -> DueStep:
    """It is done. With the last step the SOP ends. Raise ``NotAllowedNow`` if it was done or skipped before."""
    step = _waiting(step, by=by)
    step.done_at, step.done_by, step.note = at, by, note.strip()
    step.save(update_fields=["done_at", "done_by", "note"])
    _end_with_the_last(step.run, by=by, at=at)
    return step


@transaction.atomic
def untick(step: DueStep, *, by: Member, at: datetime) -> DueStep:
    """It was a slip of the finger: take one's own tick back on the same day. Raise ``NotAllowedNow`` later."""
    found = _locked(step, by=by)
    if found.done_at is None or found.done_by_id != by.pk:
        raise NotAllowedNow(_("Only who ticked it off takes that back."))
    if timezone.localdate(found.done_at) != timezone.localdate(at):
        raise NotAllowedNow(_("A tick is taken back on the same day only."))
    found.done_at, found.done_by, found.note = None, None, ""
    found.save(update_fields=["done_at", "done_by", "note"])
    if found.run.ended_on is not None and not found.run.end_reason:
        found.run.ended_on, found.run.ended_by = None, None
        found.run.save(update_fields=["ended_on", "ended_by"])
    return found


@transaction.atomic
def skip(step: DueStep, *, reason: str, by: Member, at: datetime) -> DueStep:
    """It isn't done, for a reason. It stays due, unless a lead who isn't meant to do it skips it by the end of its day:
    nobody excuses themselves. Raise ``NotAllowedNow`` without a reason, or as ``tick``."""
    step = _waiting(step, by=by)
    if not reason.strip():
        raise NotAllowedNow(_("Say why it is skipped."))
    in_time = timezone.localdate(at) <= step.due_on
    step.skipped_at, step.skipped_by, step.note = at, by, reason.strip()
    step.is_excused = in_time and by.may(Permission.RUN_WORK) and by.pk != step.member_id
    step.save(update_fields=["skipped_at", "skipped_by", "note", "is_excused"])
    _end_with_the_last(step.run, by=by, at=at)
    return step


@transaction.atomic
def hand_over(run: SopRun, *, to: Member, by: Member, at: datetime) -> SopRun:
    """Somebody else leads it from now on: what is still to come is theirs; what was due before stays whose it was.

    Raise ``NotAllowedNow`` for one who can't work here, or who leads it already.
    """
    run = _open(run, by=by)
    today = timezone.localdate(at)
    if to.pk == run.owner_id:
        raise NotAllowedNow(_("%(name)s leads it already.") % {"name": to})
    if to.pk not in seats.workers(run.team_id, on=today):
        raise NotAllowedNow(_("%(name)s can't work on items of this team now.") % {"name": to})
    run.steps.filter(member=run.owner_id, done_at=None, skipped_at=None, due_on__gte=today).update(member=to)
    run.owner = to
    run.save(update_fields=["owner"])
    if to.pk != by.pk:
        words = {"by": str(by), "sop": in_both(run.sop), "name": run.name}
        tell(to, Notice.Kind.SOP_YOURS, words, reverse("campaigns:sops-run", args=[run.team.slug, run.pk]))
    return run


@transaction.atomic
def end(run: SopRun, *, reason: str, by: Member, at: datetime) -> SopRun:
    """It ends before its last step: what is due after today isn't due any more. Raise ``NotAllowedNow`` without a
    reason."""
    run = _open(run, by=by)
    if not reason.strip():
        raise NotAllowedNow(_("Say why it ends."))
    run.ended_on, run.ended_by, run.end_reason = timezone.localdate(at), by, reason.strip()
    run.save(update_fields=["ended_on", "ended_by", "end_reason"])
    return run


def may_tick(run: SopRun, step: DueStep, *, by: Member) -> bool:
    """Whose step it is, who leads the SOP, and leads."""
    return by.may(Permission.WORK_ON_ITEMS) and (by.pk in (step.member_id, run.owner_id) or by.may(Permission.RUN_WORK))


def may_lead(run: SopRun, *, by: Member) -> bool:
    return by.may(Permission.WORK_ON_ITEMS) and (by.pk == run.owner_id or by.may(Permission.RUN_WORK))


def _open(run: SopRun, *, by: Member) -> SopRun:
    need(by, Permission.WORK_ON_ITEMS, team=run.team_id)
    found = _run(run.pk)
    if not may_lead(found, by=by):
        raise NotAllowedNow(_("%(name)s, who leads it, or a lead can do this.") % {"name": found.owner})
    if not found.is_open:
        raise NotAllowedNow(_("This SOP has ended."))
    return found


def _locked(step: DueStep, *, by: Member) -> DueStep:
    run = _run(step.run_id)
    need(by, Permission.WORK_ON_ITEMS, team=run.team_id)
    found: DueStep = DueStep.objects.select_related("step", "member__person").get(pk=step.pk)
    found.run = run
    if not may_tick(run, found, by=by):
        raise NotAllowedNow(
            _("%(name)s, %(owner)s, who leads the SOP, or a lead can do this.")
            % {"name": found.member, "owner": run.owner}
        )
    return found


def _run(key: int) -> SopRun:
    return locked_row(SopRun.objects.select_related("owner__person", "sop", "team"), key)


def _waiting(step: DueStep, *, by: Member) -> DueStep:
    found = _locked(step, by=by)
    if found.done_at is not None:
        told = {"name": found.done_by, "time": f"{timezone.localtime(found.done_at):%m-%d %H:%M}"}
        raise NotAllowedNow(_("%(name)s ticked it off already (%(time)s).") % told)
    if found.skipped_at is not None:
        raise NotAllowedNow(_("It was skipped already."))
    if not found.run.is_open:
        raise NotAllowedNow(_("This SOP has ended."))
    return found


def _end_with_the_last(run: SopRun, *, by: Member, at: datetime) -> None:
    if not run.steps.filter(done_at=None, skipped_at=None).exists():
        run.ended_on, run.ended_by = timezone.localdate(at), by
        run.save(update_fields=["ended_on", "ended_by"])
