"""Appeals against signed cards, decided by somebody else than the signer."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpis.models import Appeal, Scorecard
from kpis.month_dates import clock_from
from kpis.services.review import locked, reopen
from kpis.services.telling import in_both, tell_member, tell_some
from kpis.who import asked_to_decide
from notices.models import Notice
from roles.models import Member
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow

State = Appeal.State


@transaction.atomic
def appeal(card: Scorecard, *, by: Member, text: str, at: datetime) -> Appeal:
    """Ask another manager to look at one's signed card again. Who may decide is told.

    Raise ``NotAllowedNow`` if the card isn't ``by``'s, isn't signed, if this revision was appealed against, if the
    time is over, or if nothing is said.
    """
    card = locked(card, by=by)
    need(by, Permission.SPEAK_ON_CARD, team=card.team_id)
    if card.member_id != by.pk:
        raise NotAllowedNow(_("Only the member appeals against their card."))
    if not card.is_signed:
        raise NotAllowedNow(_("This card isn't signed yet. Until then you can dispute its lines."))
    if Appeal.objects.filter(scorecard=card).exists():
        raise NotAllowedNow(_("You appealed against this revision already. Each is appealed against once."))
    today, until = timezone.localdate(at), appeal_until(card)
    if today > until:
        raise NotAllowedNow(_("The time to appeal ended on %(day)s.") % {"day": until})
    if not text.strip():
        raise NotAllowedNow(_("Say what should be looked at again."))
    made = Appeal.objects.create(scorecard=card, text=text.strip(), made_at=at)
    tell_some(asked_to_decide(card, on=today), card, Notice.Kind.APPEAL_MADE, name=str(by))
    return made


@transaction.atomic
def decide(one: Appeal, *, by: Member, is_upheld: bool, decision: str, at: datetime) -> Appeal:
    """Uphold an appeal, which reopens the card as its next revision, or dismiss it. The member and the signer hear it.

    Raise ``NotAllowedNow`` if ``by`` is the member or signed the card, if it was decided, or if nothing is said.
    """
    card = locked(one.scorecard, by=by)
    one = Appeal.objects.get(pk=one.pk)
    need(by, Permission.REOPEN_CARDS, team=card.team_id)
    if card.member_id == by.pk:
        raise NotAllowedNow(_("Nobody decides their own appeal."))
    if card.signed_by_id == by.pk:
        raise NotAllowedNow(_("You signed this card: somebody else decides the appeal."))
    if not one.is_open:
        raise NotAllowedNow(_("This appeal is decided."))
    if not decision.strip():
        raise NotAllowedNow(_("Say why: the member reads it."))
    one.state = State.UPHELD if is_upheld else State.DISMISSED
    one.decision, one.decided_by, one.decided_at = decision.strip(), by, at
    one.save()
    words: dict[str, Any] = {"outcome": in_both(State(one.state).label)}
    tell_member(card, Notice.Kind.APPEAL_DECIDED, by=by, **words)
    if card.signed_by is not None:
        tell_some([card.signed_by], card, Notice.Kind.APPEAL_DECIDED, by=str(by), **words)
    if is_upheld:
        reopen(card, by=by, at=at, reason=one.decision)
    return one


def appeal_until(card: Scorecard) -> date:
    """The last day on which a signed card can be appealed against."""
    if card.signed_at is None:
        raise ValueError(card)
    return clock_from(card.team, timezone.localdate(card.signed_at), card.team.appeal_days).due_on
