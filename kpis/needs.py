"""Why somebody should look at a card, the gravest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpis.models import Adjustment, Appeal, Dispute, Scorecard, SelfReview
from kpis.models.scorecards import COMPLETE
from kpis.models.templates import Half
from kpis.month_dates import MonthEnd
from teamops.lib.months import month_before
from teamops.lib.rounding import round_half_up
from teamops.lib.tags.numbers import short_month

# How many points of the total less than the month before are worth a look.
FALL = Decimal(5)
TENTH = Decimal("0.1")
# What is to be done about something; the last one only says how things stand.
TONES = ("red", "orange", "yellow", "mute")


@dataclass(frozen=True)
class Need:
    """One thing about a card that somebody should look at."""

    tone: str
    words: str

    @property
    def is_loud(self) -> bool:
        return self.tone != TONES[-1]


@dataclass(frozen=True)
class Spoken:
    """What was said about a card, as far as it needs a look."""

    disputes: int = 0
    overdue: int = 0
    promised: int = 0
    is_silent: bool = False
    adjustments: int = 0
    is_appealed: bool = False


NOTHING = Spoken()


def spoken_about(cards: Sequence[Scorecard], *, dates: MonthEnd, today: date) -> dict[int, Spoken]:
    """What was said about the cards of one team and month, by their key. One query. ``dates``: that month's."""
    if not cards:
        return {}
    disputes = Dispute.objects.filter(scorecard=OuterRef("pk"))
    counted = Scorecard.objects.filter(pk__in=[card.pk for card in cards]).annotate(
        open_disputes=number_of(disputes.open()),
        overdue_disputes=number_of(disputes.open().filter(due_on__lt=today)),
        promised=number_of(disputes.filter(state=Dispute.State.CORRECTED)),
        is_silent=~Exists(SelfReview.objects.filter(scorecard=OuterRef("pk"), kpi=None)),
        number_adjusted=number_of(Adjustment.objects.filter(scorecard=OuterRef("pk"))),
        is_appealed=Exists(Appeal.objects.open().filter(scorecard=OuterRef("pk"))),
    )
    names = ("open_disputes", "overdue_disputes", "promised", "is_silent", "number_adjusted", "is_appealed")
    found = {card: Spoken(*facts) for card, *facts in counted.order_by().values_list("pk", *names)}
    if dates.self_review.is_over(on=today):
        return found
    return {card: replace(one, is_silent=False) for card, one in found.items()}


def number_of(rows: QuerySet[Any]) -> Coalesce:
    """How many rows of one scorecard there are, as part of another query."""
    return Coalesce(Subquery(rows.order_by().values("scorecard").annotate(number=Count("pk")).values("number")), 0)


def needs_of(card: Scorecard, *, change: Decimal | None, spoken: Spoken = NOTHING) -> Iterator[Need]:
    """A signed card needs nobody as long as it stands and nobody appeals.

    ``change``: against the month before; ``None`` too while the month runs, when its flows aren't all there.
    """
    if card.is_signed:
        if spoken.is_appealed:
            yield Need("orange", _("Appeal"))
        if card.restated_at:
            yield Need("yellow", _("Numbers changed since"))
        return
    yield from of_disputes(spoken)
    if card.empty_half:
        yield Need("red", _("%(half)s has no data") % {"half": Half(card.empty_half).label})
    elif not card.is_complete:
        yield Need("yellow", _("Less than %(limit)s complete") % {"limit": f"{COMPLETE:.0%}"})
    if change is not None and change <= -FALL:
        yield Need(
            "yellow",
            _("%(points)s less than in %(month)s")
            % {"points": round_half_up(-change, TENTH), "month": short_month(month_before(card.month))},
        )
    if spoken.is_silent:
        yield Need("mute", _("No self-review"))
    if spoken.adjustments:
        yield Need("mute", _("Adjusted"))


def of_disputes(spoken: Spoken) -> Iterator[Need]:
    if spoken.overdue:
        yield Need("red", _("Answer overdue"))
    elif spoken.disputes:
        words = ngettext("%(count)s open dispute", "%(count)s open disputes", spoken.disputes)
        yield Need("orange", words % {"count": spoken.disputes})
    if spoken.promised:
        yield Need("yellow", _("Data to be corrected"))
