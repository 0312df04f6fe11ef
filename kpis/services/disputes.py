"""Disputes about lines: raised by the member, answered by a manager, on a clock of working days."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpis.models import Adjustment, Dispute, Line
from kpis.month_dates import clock_from
from kpis.services import adjustments
from kpis.services.review import locked, refuse_signed
from kpis.services.telling import in_both, name_of, tell_member, tell_some
from kpis.who import reviewers_of
from notices.models import Notice
from roles.models import Member
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow

State = Dispute.State


@transaction.atomic
def dispute(line: Line, *, by: Member, text: str, at: datetime) -> Dispute:
    """Doubt a line of one's own card. Who may answer is told; until they have, the card can't be signed.

    Raise ``NotAllowedNow`` if the card isn't ``by``'s or is signed, if the line was disputed before, or if nothing
    is said.
    """
    card = locked(line.part.scorecard, by=by)
    need(by, Permission.SPEAK_ON_CARD, team=card.team_id)
    if card.member_id != by.pk:
        raise NotAllowedNow(_("Only the member disputes a line of their card."))
    if card.is_signed:
        raise NotAllowedNow(_("This card is signed. The way now is an appeal."))
    line = Line.objects.select_related("part__assignment", "kpi__metric").get(pk=line.pk)
    key = {"scorecard": card, "assignment": line.part.assignment, "kpi": line.kpi}
    if Dispute.objects.filter(**key).exclude(state=State.WITHDRAWN).exists():
        raise NotAllowedNow(_("You disputed this line already. After the signature you can appeal."))
    if not text.strip():
        raise NotAllowedNow(_("Say what is wrong with this line."))
    today = timezone.localdate(at)
    due_on = clock_from(card.team, today, card.team.dispute_days).due_on
    made = Dispute.objects.create(**key, text=text.strip(), raised_at=at, due_on=due_on)
    words: dict[str, Any] = {"by": str(by), "line": name_of(line.kpi.metric), "day": f"{due_on:%Y-%m-%d}"}
    tell_some(reviewers_of(card, on=today), card, Notice.Kind.DISPUTE_RAISED, **words)
    return made


@transaction.atomic
def withdraw(one: Dispute, *, by: Member) -> Dispute:
    """Raise ``NotAllowedNow`` for somebody else's dispute, and for one that was answered."""
    one = at_hand(one, by=by)
    if one.scorecard.member_id != by.pk:
        raise NotAllowedNow(_("Only who raised a dispute withdraws it."))
    if not one.is_open:
        raise NotAllowedNow(_("This dispute isn't open any more."))
    one.state = State.WITHDRAWN
    one.save(update_fields=["state"])
    return one


@transaction.atomic
def answer(
    one: Dispute, *, by: Member, outcome: str, text: str, at: datetime, points: Decimal | None = None
) -> Dispute:
    """Accept a dispute, with an adjustment by ``points`` or by having the data corrected, or reject it.

    A promised correction may be answered anew as long as it isn't there. Raise ``NotAllowedNow`` if the card is
    ``by``'s own or signed, if the dispute is answered, if nothing is said, and for an adjustment that isn't allowed.
    """
    one = at_hand(one, by=by)
    card = one.scorecard
    need(by, Permission.REVIEW_CARDS, team=card.team_id)
    if card.member_id == by.pk:
        raise NotAllowedNow(_("Nobody answers their own dispute."))
    if one.state not in (State.OPEN, State.CORRECTED):
        raise NotAllowedNow(_("This dispute isn't open any more."))
    if outcome not in Dispute.ANSWERS:
        raise NotAllowedNow(_("Accept the dispute or reject it."))
    if not text.strip():
        raise NotAllowedNow(_("Write an answer: the member reads it."))
    line = line_of(one)
    if outcome == State.ADJUSTED:
        adjust(one, line, by=by, points=points, text=text, at=at)
    one.state, one.answer, one.answered_by, one.answered_at = outcome, text.strip(), by, at
    one.actual_then = line.actual if line else None
    one.save()
    words = {"line": name_of(one.kpi.metric), "outcome": in_both(State(one.state).label)}
    tell_member(card, Notice.Kind.DISPUTE_ANSWERED, by=by, **words)
    return one


def adjust(one: Dispute, line: Line | None, *, by: Member, points: Decimal | None, text: str, at: datetime) -> None:
    """Adjust the disputed line, unless that was done before. Raise ``NotAllowedNow`` if it can't be."""
    if line is None:
        raise NotAllowedNow(_("This line isn't on the card any more."))
    if points is not None:
        adjustments.adjust(line, by=by, points=points, reason=text[:300], at=at)
    elif not Adjustment.objects.filter(scorecard=one.scorecard, assignment=one.assignment_id, kpi=one.kpi_id).exists():
        raise NotAllowedNow(_("Say by how many points the line is adjusted."))


def at_hand(one: Dispute, *, by: Member) -> Dispute:
    """The dispute as it is now, its card locked. Raise ``NotAllowedNow`` if the card is signed."""
    card = locked(one.scorecard, by=by)
    refuse_signed(card)
    one = Dispute.objects.select_related("kpi__metric").get(pk=one.pk)
    one.scorecard = card
    return one


def line_of(one: Dispute) -> Line | None:
    """The line that the dispute is about, as it is now."""
    lines = Line.objects.filter(part__scorecard=one.scorecard, part__assignment=one.assignment_id, kpi=one.kpi_id)
    return lines.select_related("part__scorecard", "part__assignment", "kpi__metric").first()
