"""Adjusting a line: by a few points, with a reason, beside the computed score."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from kpis.models import Adjustment, Line, Scorecard
from kpis.seen import refuse_said_anew
from kpis.services.review import locked, refuse_signed
from roles.models import Member
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.rounding import CENT
from teamops.lib.tags.numbers import signed


@transaction.atomic
def adjust(line: Line, *, by: Member, points: Decimal, reason: str, at: datetime, seen: str = "") -> Adjustment:
    """Move a line's score by so many points, up to the team's limit. Said anew it replaces what was said before.

    Raise ``NotAllowedNow`` if the card is ``by``'s own or signed, the line has no data, another adjustment stands there
    than was ``seen`` (kpis/seen.py), or the points are none, too many, or without a ``reason``.
    """
    card = own_words(line.part.scorecard, by=by)
    line = Line.objects.select_related("part__assignment", "kpi__metric").get(pk=line.pk)
    if line.score is None:
        raise NotAllowedNow(_("This line has no data: there is nothing to adjust."))
    key = {"scorecard": card, "assignment": line.part.assignment, "kpi": line.kpi}
    there = Adjustment.objects.filter(**key).select_related("by__person").first()
    refuse_said_anew(seen, *said_in(there), sentence=moved_by_now(there))
    limit = card.team.adjustment_limit
    if not points.is_finite() or not points or abs(points) > limit or points != points.quantize(CENT):
        raise NotAllowedNow(
            _("Adjust by at most %(limit)s points up or down, with two decimal places.")
            % {"limit": f"{limit.normalize():f}"}
        )
    if not reason.strip():
        raise NotAllowedNow(_("Say why: the reason stands beside the score."))
    made = there or Adjustment(**key)
    made.scorecard = card
    made.points, made.reason, made.by, made.at = points, reason.strip(), by, at
    made.save()
    return made


def said_in(adjustment: Adjustment | None) -> tuple[object, ...]:
    return (adjustment.points, adjustment.reason) if adjustment else ()


def moved_by_now(adjustment: Adjustment | None) -> str:
    if adjustment is None:
        return _("The adjustment of this line has been taken back meanwhile. Save yours if it holds all the same.")
    return _(
        "%(name)s has adjusted this line by %(points)s meanwhile: “%(reason)s”. Saved once more, yours replaces it."
    ) % {"name": adjustment.by, "points": signed(adjustment.points), "reason": adjustment.reason}


@transaction.atomic
def take_back(adjustment: Adjustment, *, by: Member) -> None:
    """Raise ``NotAllowedNow`` as ``adjust`` does."""
    adjustment.scorecard = own_words(adjustment.scorecard, by=by)
    adjustment.delete()


def own_words(card: Scorecard, *, by: Member) -> Scorecard:
    """The card, locked, if ``by`` may say something about it as a manager."""
    card = locked(card, by=by)
    need(by, Permission.REVIEW_CARDS, team=card.team_id)
    if card.member_id == by.pk:
        raise NotAllowedNow(_("Nobody adjusts their own scorecard."))
    refuse_signed(card)
    return card
