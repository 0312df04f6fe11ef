"""Saying yes or no at a gate. A yes is bound to what was read; nobody says it to what they made."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import gates, prints, seats
from campaigns.gates import GateState
from campaigns.models import Approval, Fact, Gate, Item, Stage, StageRun
from campaigns.seats import Seat
from campaigns.services import checks, stages
from campaigns.services.access import locked, refuse_other_run
from campaigns.services.telling import note, tell_some
from notices.models import Notice
from roles.models import Member
from teamops.lib.exceptions import NotAllowedNow


@transaction.atomic
def approve(
    item: Item,
    *,
    by: Member,
    at: datetime,
    comment: str = "",
    gate: Gate | None = None,
    seen: int | None = None,
    read: str = "",
) -> Approval:
    """Say yes at a gate (``gate``, or the first where ``by`` sits). With the last yes the item goes on by itself.

    ``seen`` is the key of the run and ``read`` the print that the page was loaded with. Raise ``NotAllowedNow`` if
    either has changed, if ``by`` made the item or doesn't sit there, has decided already, or a check stands against it.
    """
    item = locked(item, by=by)
    refuse_other_run(item, seen)
    version = prints.newest_version(item)
    print_ = prints.of_item(item, version=version)
    refuse_edited(print_, read=read, by=version.by if version else item.owner)
    today = timezone.localdate(at)
    state, seat = seat_of(item, gates.here(item, on=today), by=by, gate=gate)
    if reasons := checks.against_gate(item, state.gate, on=today):
        raise NotAllowedNow(" ".join(reasons))
    approval = Approval.objects.create(
        run=item.now, gate=state.gate, version=version, version_hash=print_, by=by, on_behalf_of=seat.on_behalf(by),
        decision=Approval.Decision.APPROVED, comment=comment.strip(), at=at,
    )  # fmt: skip
    note(
        item, Fact.Kind.APPROVED, by=by, at=at, version=version, whom=approval.on_behalf_of, text=comment.strip(),
        particulars={"gate": state.gate.kind},
    )  # fmt: skip
    told = [one for one in (item.owner, version.by if version else None) if one is not None]
    tell_some(told, item, Notice.Kind.ITEM_APPROVED, by=by)
    if not stages.against_moving(item, at=at):
        stages.go_on(item, by=by, at=at, comment=comment, outcome=StageRun.Outcome.APPROVED)
    return approval


def refuse_edited(print_: str, *, read: str, by: Member | None) -> None:
    """Raise ``NotAllowedNow`` if what was ``read`` isn't what stands there now."""
    if read and read != print_:
        raise NotAllowedNow(_("It was edited since you read it (%(name)s). Read it again, then decide.") % {"name": by})


@transaction.atomic
def decline(
    item: Item,
    *,
    by: Member,
    at: datetime,
    comment: str,
    to: Stage | None = None,
    gate: Gate | None = None,
    seen: int | None = None,
) -> Item:
    """Say no at a gate, and why: the item goes back to ``to``, or to where its text was written last."""
    item = locked(item, by=by)
    refuse_other_run(item, seen)
    state, seat = seat_of(item, gates.here(item, on=timezone.localdate(at)), by=by, gate=gate)
    before = item.workflow.stages.filter(position__lt=item.now.stage.position).order_by("-position")
    back = to or before.filter(is_for_writing=True).first() or before.first()
    if not comment.strip():
        raise NotAllowedNow(_("Say why it goes back, so that it can be mended."))
    version = prints.newest_version(item)
    Approval.objects.create(
        run=item.now, gate=state.gate, version=version, version_hash=prints.of_item(item, version=version), by=by,
        on_behalf_of=seat.on_behalf(by), decision=Approval.Decision.DECLINED, comment=comment.strip(), at=at,
    )  # fmt: skip
    note(
        item,
        Fact.Kind.DECLINED,
        by=by,
        at=at,
        version=version,
        text=comment.strip(),
        particulars={"gate": state.gate.kind},
    )
    if back is None:
        return item
    return stages.go_back(item, to=back, by=by, at=at, reason=comment)


def seat_of(item: Item, found: Sequence[GateState], *, by: Member, gate: Gate | None = None) -> tuple[GateState, Seat]:
    """Where ``by`` may decide now (``found`` are the gates here). Raise ``NotAllowedNow`` with who can, or that it has
    been decided."""
    states = [state for state in found if gate is None or state.gate.pk == gate.pk]
    if not states:
        raise NotAllowedNow(_("There is nothing to approve at “%(stage)s”.") % {"stage": item.now.stage})
    for state in states:
        waiting = [] if state.is_passed else state.waiting
        mine = sorted((one for one in waiting if one.is_for(by)), key=lambda one: one.holder.pk != by.pk)
        if mine:
            return state, mine[0]
    for state in states:
        if said := next((one for one in state.approvals if one.by_id == by.pk), None):
            raise NotAllowedNow(
                _("You approved this at %(time)s.") % {"time": timezone.localtime(said.at).strftime("%m-%d %H:%M")}
            )
    passed = [state for state in states if state.is_passed and any(seat.is_for(by) for seat in state.seats)]
    if passed:
        raise NotAllowedNow(_("%(name)s approved this already.") % {"name": passed[0].approvals[0].by})
    raise NotAllowedNow(seats.refusal(states[0].gate, item, by, states[0].seats))
