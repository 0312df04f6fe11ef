"""What somebody saw of a card or a draft, as a fingerprint that goes back with their form: only what was read is
signed, published or approved, and nothing is written over unread."""

from collections.abc import Iterable
from hashlib import sha256

from django.utils.translation import gettext as _

from kpis.models import Adjustment, Dispute, Goal, Scorecard, Template
from roles.models import Member
from teamops.lib.exceptions import NotAllowedNow

LENGTH = 32
# What is seen where nothing has been said yet.
NOTHING = "none"


class Unseen(NotAllowedNow):
    """It says something else by now than what was seen."""


def print_of(content: object) -> str:
    return sha256(repr(content).encode()).hexdigest()[:LENGTH]


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
    return print_of(content)


def refuse_unseen(card: Scorecard, seen: str) -> None:
    """Raise ``Unseen`` if the card says something else than what was ``seen``; nothing is asked without it.

    ``card`` comes from ``for_card()``. Two queries.
    """
    if seen and seen != seen_of(card, adjustments=card.adjustments.all(), disputes=card.disputes.all()):
        raise Unseen(
            _("The card has changed since you opened it. It stands here as it is now: look once more, then sign.")
        )


def seen_of_template(draft: Template) -> str:
    """``draft`` with its KPIs. No query if they are loaded."""
    rows = [
        (kpi.metric_id, kpi.half, kpi.weight, kpi.zero_at, kpi.target, kpi.cap, kpi.numbers, kpi.subject_kind)
        for kpi in draft.kpis.all()
    ]
    return print_of((draft.process_weight, rows))


def seen_of_goal(draft: Goal) -> str:
    """What is agreed when it is approved. No query."""
    names = (draft.name, draft.dimension, draft.parent_id, draft.metric_id, draft.subject_kind, draft.numbers)
    return print_of((names, draft.period, draft.baseline, draft.target, draft.start_on, draft.end_on, draft.owner_id))


def refuse_changed(seen: str, *, now: str, last: Member | None, then: str) -> None:
    """Raise ``Unseen`` if a draft isn't as it was ``seen``; nothing is asked without it.

    ``now``: what it is seen as now, ``last``: who wrote it last, ``then``: the sentence that says what to do.
    """
    if not seen or seen == now:
        return
    changed = (
        _("The draft has changed since you opened it; %(name)s wrote it last.") % {"name": last}
        if last
        else _("The draft has changed since you opened it.")
    )
    raise Unseen(f"{changed} {then}")


def seen_of_words(*words: object) -> str:
    """What somebody said on a card: a review, a self-review, the points of an adjustment with their reason."""
    return print_of(words) if any(words) else NOTHING


def refuse_said_anew(seen: str, *words: object, sentence: str) -> None:
    """Raise ``Unseen`` with ``sentence`` if what stands there now, ``words``, isn't what was ``seen``; nothing is asked
    without it."""
    if seen and seen != seen_of_words(*words):
        raise Unseen(sentence)
