"""Review and signature in one go."""

from datetime import datetime

from django.db import transaction

from kpis.models import Scorecard
from kpis.seen import refuse_unseen
from kpis.services import review as services
from roles.models import Member


@transaction.atomic
def finish(card: Scorecard, *, by: Member, comment: str, at: datetime, reason: str = "", seen: str = "") -> Scorecard:
    """Write the review, unless the card says that very thing already, and sign. If the signature is refused, nothing
    is written. Raise ``NotAllowedNow`` as ``review`` and ``sign`` do; what was ``seen`` is the card before the review.
    """
    card = services.locked(card, by=by)
    services.refuse_signed(card)
    refuse_unseen(Scorecard.objects.for_card().get(pk=card.pk), seen)
    if not card.is_reviewed or comment.strip() != card.review_comment:
        card = services.review(card, by=by, comment=comment, at=at, tells=False)
    return services.sign(card, by=by, at=at, reason=reason)
