"""A card's month-end: reviewed, signed for good, reopened as the next revision."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpis import evidence, freeze, rescoring
from kpis.adjusted import moves_of, total_with
from kpis.lineage import Lineage, lineages
from kpis.models import Adjustment, Appeal, Dispute, Line, Scorecard, SelfReview, Target
from kpis.models.month_end import key_of
from kpis.models.scorecards import COMPLETE
from kpis.models.templates import Half
from kpis.seen import refuse_said_anew, refuse_unseen
from kpis.services.telling import tell_member
from notices.models import Notice
from roles.models import Member
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow

State = Scorecard.State


@transaction.atomic
def review(card: Scorecard, *, by: Member, comment: str, at: datetime, tells: bool = True, seen: str = "") -> Scorecard:
    """Write down what ``by`` says to the card. It may be said anew until the card is signed.
    The member hears of it, unless the signature follows at once.

    Raise ``NotAllowedNow`` if it is ``by``'s own, signed, or has a newer revision, if another review stands there than
    was ``seen`` (kpis/seen.py), or if nothing is said.
    """
    card = locked(card, by=by)
    need(by, Permission.REVIEW_CARDS, team=card.team_id)
    if card.member_id == by.pk:
        raise NotAllowedNow(_("Nobody reviews their own scorecard."))
    refuse_signed(card)
    written = _("%(name)s has written the review meanwhile. It stands here: look at it, then save yours.")
    refuse_said_anew(seen, card.review_comment, sentence=written % {"name": card.reviewed_by})
    if not comment.strip():
        raise NotAllowedNow(_("Write a sentence: what was good, what should change."))
    card.state, card.review_comment, card.reviewed_by, card.reviewed_at = State.REVIEWED, comment.strip(), by, at
    card.save(update_fields=["state", "review_comment", "reviewed_by", "reviewed_at"])
    if tells:
        tell_member(card, Notice.Kind.CARD_REVIEWED, by=by)
    return card


@transaction.atomic
def sign(card: Scorecard, *, by: Member, at: datetime, reason: str = "", seen: str = "") -> Scorecard:
    """Freeze a reviewed card of a month that is over, with the points it stands on and the fingerprint of it all.

    Raise ``NotAllowedNow`` if it is ``by``'s own, signed already, not counted to the month's last day, not reviewed,
    without a total, disputed, under 95 % complete without a ``reason``, other than what was ``seen`` (kpis/seen.py),
    or if newer numbers than those on the card are just being counted.
    """
    card = locked(card, by=by)
    need(by, Permission.SIGN_CARDS, team=card.team_id)
    if card.member_id == by.pk:
        raise NotAllowedNow(_("Nobody signs their own scorecard."))
    refuse_signed(card)
    shown = Scorecard.objects.for_card().get(pk=card.pk)
    refuse_unseen(shown, seen)
    refuse_unready(card, at=at, reason=reason)
    refuse_disputed(shown)
    found = lineages(evidence.lines_of(shown))
    refuse_overtaken(card, found)
    evidence.keep(found)
    card.state, card.signed_by, card.signed_at, card.sign_reason = State.SIGNED, by, at, reason.strip()
    moves = moves_of(shown, list(card.adjustments.all()))
    card.adjusted_total = total_with(shown, moves, shown.parts.all())
    card.content_hash = freeze.digest(card)
    card.save(update_fields=["state", "signed_by", "signed_at", "sign_reason", "adjusted_total", "content_hash"])
    tell_member(card, Notice.Kind.CARD_SIGNED, by=by)
    return card


@transaction.atomic
def reopen(card: Scorecard, *, by: Member, at: datetime, reason: str) -> Scorecard:
    """Make the next revision of a signed card, open, with the same numbers, self-review and adjustments;
    the signed one stays as it is.

    Raise ``NotAllowedNow`` if it is ``by``'s own, not signed, or has a newer revision, or without a ``reason``.
    """
    card = locked(card, by=by)
    need(by, Permission.REOPEN_CARDS, team=card.team_id)
    if card.member_id == by.pk:
        raise NotAllowedNow(_("Nobody reopens their own scorecard."))
    if not card.is_signed:
        raise NotAllowedNow(_("This card isn't signed: there is nothing to reopen."))
    if not reason.strip():
        raise NotAllowedNow(_("Say why: the reason stands on the new revision."))
    if Appeal.objects.open().filter(scorecard=card).exists():
        raise NotAllowedNow(_("There is an appeal against this card. Upholding it reopens the card."))
    card.is_current = False
    card.save(update_fields=["is_current"])
    revision = next_revision(card, reason=reason.strip(), at=at)
    tell_member(revision, Notice.Kind.CARD_REOPENED, by=by, reason=reason.strip())
    rescoring.request(by.team, at=at)
    return revision


def next_revision(card: Scorecard, *, reason: str, at: datetime) -> Scorecard:
    """A copy of the card, its parts and lines, to be scored anew."""
    copied = ("team_id", "member_id", "month", "through", "process", "result", "total", "pace", "days_present",
              "days_expected", "computed_at")  # fmt: skip
    revision = Scorecard.objects.create(
        **{name: getattr(card, name) for name in copied}, revision=card.revision + 1, reopen_reason=reason, made_at=at
    )
    for part in card.parts.prefetch_related("lines"):
        lines = list(part.lines.all())
        part.pk, part.scorecard = None, revision
        part._state.adding = True
        part.save()
        for line in lines:
            line.pk, line.part = None, part
        Line.objects.bulk_create(lines)
    for model in (SelfReview, Adjustment):
        for row in model._default_manager.filter(scorecard=card):
            row.pk, row.scorecard = None, revision
            row._state.adding = True
            row.save()
    return revision


def refuse_disputed(card: Scorecard) -> None:
    """Raise ``NotAllowedNow`` if a line is disputed, or a correction that was promised isn't there.

    ``card`` comes from ``for_card()``.
    """
    actuals = {key_of(line): line.actual for line in evidence.lines_of(card)}
    for one in Dispute.objects.filter(scorecard=card).select_related("kpi__metric"):
        words = {"line": one.kpi.metric, "name": card.member}
        if one.is_open:
            raise NotAllowedNow(
                _("%(name)s disputes “%(line)s”. Answer the dispute first, then sign the card.") % words
            )
        if one.line_key in actuals and one.waits_for_data(actuals[one.line_key]):
            raise NotAllowedNow(
                _("The data of “%(line)s” was to be corrected and hasn't changed. Import it, or answer anew.") % words
            )


def locked(card: Scorecard, *, by: Member) -> Scorecard:
    """The card as it is now, locked. Raise ``NotAllowedNow`` if it is another team's or has a newer revision."""
    card = Scorecard.objects.select_for_update().get(pk=card.pk)
    if card.team_id != by.team_id:
        raise NotAllowedNow(_("This scorecard belongs to another team."))
    if not card.is_current:
        raise NotAllowedNow(_("There is a newer revision of this card. Open that one."))
    return card


def refuse_signed(card: Scorecard) -> None:
    if card.is_signed:
        raise NotAllowedNow(
            _("%(name)s signed this card at %(time)s on %(day)s. It doesn't change any more.")
            % {
                "name": card.signed_by,
                "time": f"{timezone.localtime(card.signed_at):%H:%M}",
                "day": f"{timezone.localdate(card.signed_at):%Y-%m-%d}",
            }
        )


def refuse_unready(card: Scorecard, *, at: datetime, reason: str) -> None:
    """Raise ``NotAllowedNow`` for a card that nobody may sign yet."""
    if not card.is_over(on=timezone.localdate(at)):
        raise NotAllowedNow(
            _("The month runs until %(day)s. Sign it after that.") % {"day": f"{card.last_day:%Y-%m-%d}"}
        )
    if not card.is_counted_out:
        raise NotAllowedNow(counted_so_far(card))
    if not card.is_reviewed:
        raise NotAllowedNow(_("Review the card first, then sign it."))
    if card.total is None:
        half = Half(card.empty_half).label
        raise NotAllowedNow(_("%(half)s has no data, so there is no total to sign.") % {"half": half})
    if not card.is_complete and not reason.strip():
        raise NotAllowedNow(
            _("The data is less than %(limit)s complete. Say why the card can be signed all the same.")
            % {"limit": f"{COMPLETE:.0%}"}
        )


def counted_so_far(card: Scorecard) -> str:
    """Why a card of a month that is over can't be signed before the night has counted its last days."""
    if card.through is None:
        return _("The card isn't counted yet. The night counts it; sign it after that.")
    return _("The card is counted through %(day)s only. The night counts the rest; sign it after that.") % {
        "day": f"{card.through:%Y-%m-%d}"
    }


def refuse_overtaken(card: Scorecard, found: dict[int, Lineage]) -> None:
    """Raise ``NotAllowedNow`` while the card waits to be scored with numbers or targets newer than its own."""
    computed_at = card.computed_at
    newer = any(
        cell.batch.confirmed_at is None or computed_at is None or cell.batch.confirmed_at > computed_at
        for one in found.values()
        for row in one.rows
        for cell in row.sources
        if cell.batch
    )
    if newer and rescoring.is_waiting(card.team):
        raise NotAllowedNow(_("New numbers came in, and the card is being scored with them. Look again in a minute."))
    retargeted = Target.objects.filter(team=card.team_id, set_at__gt=computed_at or card.made_at).of_month(card.month)
    if retargeted.exists() and rescoring.is_waiting(card.team):
        raise NotAllowedNow(_("Targets have changed, and the card is being scored with them. Look again in a minute."))
