"""What somebody saw of a card, as a fingerprint that goes back with their signature: only what was read is signed."""

from collections.abc import Iterable
from hashlib import sha256

from django.utils.translation import gettext as _

from kpis.models import Adjustment, Dispute, Scorecard
from teamops.lib.exceptions import NotAllowedNow

LENGTH = 32


def seen_of(card: Scorecard, *, adjustments: Iterable[Adjustment], disputes: Iterable[Dispute]) -> str:
    """``card`` is loaded with its lines and with ``whole_review``, as ``for_card()`` does. No query."""
    whole = (card.revision, card.process, card.result, card.total, card.days_present, card.days_expected)
    lines = [
        (part.assignment_id, line.kpi_id, line.actual, line.target, line.zero_at, line.score, line.weight, line.earned)
        for part in card.parts.all()
        for line in part.lines.all()
    ]
    moved = [(*one.line_key, one.points, one.reason) for one in adjustments]
    doubted = [(one.pk, one.state, one.answer) for one in disputes]
    words = (card.review_comment, card.whole_review.text if card.whole_review else "")
    content = (whole, *(sorted(rows, key=repr) for rows in (lines, moved, doubted)), words)
    return sha256(repr(content).encode()).hexdigest()[:LENGTH]


def refuse_unseen(card: Scorecard, seen: str) -> None:
    """Raise ``NotAllowedNow`` if the card says something else than what was ``seen``; nothing is asked without it.

    ``card`` comes from ``for_card()``. Two queries.
    """
    if seen and seen != seen_of(card, adjustments=card.adjustments.all(), disputes=card.disputes.all()):
        raise NotAllowedNow(
            _("The card has changed since you opened it. It stands here as it is now: look once more, then sign.")
        )
