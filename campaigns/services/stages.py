"""An item from stage to stage: forward, back, to somebody else, out."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import gates, prints, seats
from campaigns.gates import GateState
from campaigns.models import Deliverable, Fact, HandoverTick, Item, Stage, StageRun
from campaigns.once import once
from campaigns.services import checks
from campaigns.services.access import holds_role, locked, need_a_hand, need_owner_or_lead, refuse_other_run
from campaigns.services.telling import note, tell_some
from notices.models import Notice
from roles.clock import WorkingClock
from roles.models import Assignment, Leave, Member
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

# The part of a stage's time after which its assignee is reminded.
MOST = Decimal("0.8")


@transaction.atomic
def move(item: Item, *, by: Member, at: datetime, comment: str = "", seen: int | None = None) -> Item:
    """Let the item go on to its next stage; from the last one it is done.

    ``seen`` is the key of the run at which the page was loaded. Raise ``NotAllowedNow`` if it has left that, if its
    hand-over list isn't ticked, a gate isn't passed, an edit has withdrawn an approval, or a check stands against it.
    """
    item = locked(item, by=by)
    refuse_other_run(item, seen)
    need_a_hand(item, by=by, at=at)
    if reasons := against_moving(item, at=at):
        raise NotAllowedNow(" ".join(reasons))
    return go_on(item, by=by, at=at, comment=comment, outcome=StageRun.Outcome.MOVED)


def against_moving(item: Item, *, at: datetime, states: Sequence[GateState] | None = None) -> list[str]:
    """What keeps the item at its stage, as sentences: the same that its page shows beside the button. ``states`` are
    the gates here, where the caller has them."""
    stage, today = item.now.stage, timezone.localdate(at)
    states = gates.here(item, on=today) if states is None else states
    reasons = []
    if missing := [line.label for line in untouched(item)]:
        reasons.append(_("Not handed over yet: %(what)s.") % {"what": _(", ").join(missing)})
    shut = [state.gate for state in states if not state.is_passed]
    if shut:
        names = _(", ").join(f"{gate.get_kind_display()} ({gate.who})" for gate in shut)
        reasons.append(_("Not approved yet: %(gates)s.") % {"gates": names})
    if (undone := gates.undone(item)) is not None:
        reasons.append(
            _("The text has changed since it passed “%(stage)s”. Send it back there.") % {"stage": undone.label}
        )
    return [*reasons, *checks.against_leaving(item, stage, on=today)]


def untouched(item: Item) -> list[Deliverable]:
    """The lines of the stage's hand-over list that nobody has ticked."""
    return [line for line in lines_of(item) if line.ticked_at is None]


def lines_of(item: Item) -> list[Any]:
    """The hand-over list of the stage that the item stands at, each line with when and by whom it was ticked this
    time (``ticked_at``, ``ticked_by``)."""
    tick = HandoverTick.objects.filter(run=item.run_id, deliverable=OuterRef("pk"))
    ticked = {"ticked_at": Subquery(tick.values("at")), "ticked_by": Subquery(tick.values("by__person__name"))}
    return once(item, "lines", lambda: list(item.now.stage.deliverables.annotate(**ticked)))


def go_on(item: Item, *, by: Member, at: datetime, comment: str, outcome: str) -> Item:
    """Leave the stage forward, whoever has asked the rules before."""
    following = item.workflow.stages.filter(position__gt=item.now.stage.position).order_by("position").first()
    left = item.now.stage
    note(item, Fact.Kind.MOVED, by=by, at=at, version=prints.newest_version(item), text=comment)
    leave(item, by=by, at=at, comment=comment, outcome=outcome)
    checks.gone_on(item, left, by=by, at=at)
    if following is not None:
        return enter(item, following, by=by, at=at)
    item.state, item.closed_at = Item.State.DONE, at
    item.save(update_fields=["state", "closed_at"])
    note(item, Fact.Kind.DONE, by=by, at=at)
    return item


@transaction.atomic
def send_back(item: Item, *, to: Stage, by: Member, at: datetime, reason: str, seen: int | None = None) -> Item:
    """Let the item go back to an earlier stage. Who may approve at its stage may, too.

    Raise ``NotAllowedNow`` without a reason, or for a stage that isn't an earlier one.
    """
    item = locked(item, by=by)
    refuse_other_run(item, seen)
    if not sits_at(gates.here(item, on=timezone.localdate(at)), by):
        need_a_hand(item, by=by, at=at)
    return go_back(item, to=to, by=by, at=at, reason=reason)


def go_back(item: Item, *, to: Stage, by: Member, at: datetime, reason: str) -> Item:
    """Leave the stage backwards, whoever has asked who may."""
    if not reason.strip():
        raise NotAllowedNow(_("Say why it goes back, so that it can be mended."))
    if to.workflow_id != item.workflow_id or to.position >= item.now.stage.position:
        raise NotAllowedNow(_("Choose a stage before “%(stage)s”.") % {"stage": item.now.stage})
    note(item, Fact.Kind.SENT_BACK, by=by, at=at, version=prints.newest_version(item), text=reason.strip())
    leave(item, by=by, at=at, comment=reason.strip(), outcome=StageRun.Outcome.SENT_BACK)
    enter(item, to, by=by, at=at, is_told=False)
    told = [one for one in (item.now.assignee, item.owner) if one is not None]
    tell_some(told, item, Notice.Kind.ITEM_SENT_BACK, by=by, reason=reason.strip())
    return item


@transaction.atomic
def claim(item: Item, *, by: Member, at: datetime, seen: int | None = None) -> Item:
    """Take on what lies at the stage: for who holds its role, who may approve there, and leads.

    Raise ``NotAllowedNow`` if somebody has claimed it, or ``by`` made what is to be approved.
    """
    item = locked(item, by=by)
    refuse_other_run(item, seen)
    run, today = item.now, timezone.localdate(at)
    if run.claimed_by is not None:
        if run.claimed_by_id == by.pk:
            return item
        told = {"name": run.claimed_by, "time": timezone.localtime(run.claimed_at).strftime("%m-%d %H:%M")}
        raise NotAllowedNow(_("%(name)s claimed it at %(time)s.") % told)
    states = gates.here(item, on=today)
    if not may_claim(item, states, by=by, at=at):
        if states:
            raise NotAllowedNow(seats.refusal(states[0].gate, item, by, states[0].seats))
        raise NotAllowedNow(_("Who holds the role %(role)s, or a lead, can claim it.") % {"role": run.stage.role})
    run.claimed_by, run.claimed_at, run.assignee = by, at, by
    run.save(update_fields=["claimed_by", "claimed_at", "assignee"])
    note(item, Fact.Kind.CLAIMED, by=by, at=at)
    return item


def may_claim(item: Item, states: Sequence[GateState], *, by: Member, at: datetime) -> bool:
    """Who may approve at the stage, or, where nobody has to, who holds its role, and leads."""
    if states:
        return sits_at(states, by)
    return by.may(Permission.RUN_WORK) or holds_role(by, item, on=timezone.localdate(at))


def sits_at(states: Sequence[GateState], by: Member) -> bool:
    """Whether ``by`` may say yes or no at any of these gates."""
    return any(seat.is_for(by) for state in states for seat in state.seats)


@transaction.atomic
def reassign(item: Item, *, to: Member, by: Member, at: datetime, comment: str = "") -> Item:
    """Give the item's stage to somebody else. Raise ``NotAllowedNow`` for one who may not work here, or who made what
    has to be approved."""
    item = locked(item, by=by)
    need_a_hand(item, by=by, at=at)
    today = timezone.localdate(at)
    if to.pk not in seats.workers(item.team_id, on=today):
        raise NotAllowedNow(_("%(name)s can't work on items of this team now.") % {"name": to})
    if gates.at_stage(item, item.now.stage) and to.pk in seats.makers(item):
        raise NotAllowedNow(
            _("%(name)s wrote, edited or is credited for this, so they can't review it.") % {"name": to}
        )
    run = item.now
    run.assignee, run.claimed_by, run.claimed_at = to, None, None
    run.save(update_fields=["assignee", "claimed_by", "claimed_at"])
    note(item, Fact.Kind.REASSIGNED, by=by, at=at, whom=to, text=comment.strip())
    tell_some([to], item, Notice.Kind.ITEM_YOURS, by=by)
    return item


@transaction.atomic
def nudge(item: Item, *, by: Member, at: datetime) -> Item:
    """Ask whoever has the item how it is getting on; once a day for each who asks."""
    item = locked(item, by=by)
    whose = item.now.assignee or item.owner
    if whose.pk == by.pk:
        raise NotAllowedNow(_("It is with you."))
    day = timezone.localdate(at)
    asked = Fact.objects.filter(item=item, run=item.run_id, kind=Fact.Kind.NUDGED, by=by, at__date=day)
    if asked.exists():
        raise NotAllowedNow(_("You asked %(name)s today. Talk to them.") % {"name": whose})
    note(item, Fact.Kind.NUDGED, by=by, at=at, whom=whose)
    tell_some([whose], item, Notice.Kind.ITEM_NUDGED, by=by)
    return item


@transaction.atomic
def drop(item: Item, *, by: Member, at: datetime, reason: str, seen: int | None = None) -> Item:
    """Give the item up, with a reason. For who answers for it, and leads."""
    item = locked(item, by=by)
    refuse_other_run(item, seen)
    need_owner_or_lead(item, by=by)
    if not reason.strip():
        raise NotAllowedNow(_("Say why it is dropped."))
    note(item, Fact.Kind.DROPPED, by=by, at=at, text=reason.strip())
    leave(item, by=by, at=at, comment=reason.strip(), outcome=StageRun.Outcome.DROPPED)
    item.state, item.closed_at = Item.State.DROPPED, at
    item.save(update_fields=["state", "closed_at"])
    told = [one for one in (item.now.assignee, item.owner) if one is not None]
    tell_some(told, item, Notice.Kind.ITEM_DROPPED, by=by, reason=reason.strip())
    return item


def leave(item: Item, *, by: Member, at: datetime, comment: str, outcome: str) -> None:
    """Close the open run with what the item said then."""
    run, version = item.now, prints.newest_version(item)
    run.left_at, run.left_by, run.outcome, run.comment = at, by, outcome, comment.strip()
    run.version, run.version_hash = version, prints.of_item(item, version=version)
    run.save(update_fields=["left_at", "left_by", "outcome", "comment", "version", "version_hash"])


def enter(item: Item, stage: Stage, *, by: Member, at: datetime, is_told: bool = True) -> Item:
    """Open a run at a stage: its clock starts, and whose turn it is hears of it."""
    clock = WorkingClock(item.team)
    hours = stage.hours
    run = StageRun.objects.create(
        item=item,
        stage=stage,
        assignee=pick(item, stage, at=at),
        entered_at=at,
        due_at=clock.after(at, hours) if hours else None,
        remind_at=clock.after(at, hours * MOST) if hours else None,
    )
    item.run = run
    item.save(update_fields=["run"])
    if not is_told:
        return item
    states = gates.here(item, on=timezone.localdate(at))
    if run.assignee is not None and not states:
        tell_some([run.assignee], item, Notice.Kind.ITEM_YOURS, by=by)
    asked = [one for state in states for seat in state.seats for one in seat.sitting]
    tell_some(asked, item, Notice.Kind.ITEM_TO_APPROVE, by=by)
    return item


def pick(item: Item, stage: Stage, *, at: datetime) -> Member | None:
    """Whose turn it is at a stage: who had it there before, the item's owner, or the only one who holds its role.

    At a gate never who made the item. Who is away gives it to their deputy. Nobody, where several could: they claim it.
    """
    today = timezone.localdate(at)
    team = seats.workers(item.team_id, on=today)
    barred = seats.makers(item) if gates.at_stage(item, stage) else set()
    holders = Assignment.objects.in_force(on=today).filter(role=stage.role_id, member__in=list(team))
    keys = [key for key in dict.fromkeys(holders.values_list("member", flat=True)) if key not in barred]
    before = StageRun.objects.filter(item=item, stage=stage, assignee__in=keys).order_by("-pk").first()
    chosen = before.assignee_id if before else item.owner_id if item.owner_id in keys else None
    if chosen is None and len(keys) == 1:
        chosen = keys[0]
    away = Leave.objects.filter(member=chosen).overlapping(first=today, last=today).first() if chosen else None
    if away is not None and away.deputy_id in team and away.deputy_id not in barred:
        chosen = away.deputy_id
    return team[chosen] if chosen else None
