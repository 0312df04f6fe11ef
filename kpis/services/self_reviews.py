"""The member's own words about their month."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpis.models import Line, Scorecard, SelfReview
from kpis.month_dates import month_end
from kpis.seen import refuse_said_anew
from kpis.services.review import locked, refuse_signed
from roles.models import Member
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow


@transaction.atomic
def write(
    card: Scorecard, *, by: Member, text: str, at: datetime, line: Line | None = None, seen: str = ""
) -> SelfReview:
    """Write down what ``by`` says about their own month, or about one line of it. After the day it is due it is
    marked as late; it may be said anew until the card is signed.

    Raise ``NotAllowedNow`` if it isn't ``by``'s own card, is signed, or its month isn't over, if other words stand
    there than were ``seen`` (kpis/seen.py), or if nothing is said.
    """
    card = locked(card, by=by)
    need(by, Permission.SPEAK_ON_CARD, team=card.team_id)
    if card.member_id != by.pk:
        raise NotAllowedNow(_("Only the member writes the self-review."))
    refuse_signed(card)
    today = timezone.localdate(at)
    if not card.is_over(on=today):
        raise NotAllowedNow(_("The month runs until %(day)s. Write it after that.") % {"day": card.last_day})
    if not text.strip():
        raise NotAllowedNow(_("Write a sentence: what went well, what didn't."))
    found = {"assignment": line.part.assignment, "kpi": line.kpi} if line else {"assignment": None, "kpi": None}
    mine = SelfReview.objects.filter(scorecard=card, **found).first() or SelfReview(scorecard=card, **found)
    written = _("You have written it in another window meanwhile. It stands here: look at it, then save this.")
    refuse_said_anew(seen, mine.text, sentence=written)
    mine.scorecard, mine.text, mine.written_at = card, text.strip(), at
    mine.is_late = month_end(card.team, card.month).self_review.is_over(on=today)
    mine.save()
    return mine
