"""A card among the member's others: its revisions, and the months before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Prefetch, prefetch_related_objects

from kpis.models import Adjustment, Line, Part, Scorecard
from roles.models import Member
from teamops.lib.months import month_before

# What a line shows of its KPI; on paper it names its sources, too.
OF_LINE = ("kpi__metric__weighted_by", "beside__partner")
ON_PAPER = (*OF_LINE, "evidence")


@dataclass(frozen=True)
class Past:
    """``cards``: the member's up to the month of ``card``, the oldest first, with their adjustments. Parts and lines
    are loaded of ``card``, of the month ``before`` and of the revision that was ``replaced``."""

    card: Scorecard
    cards: Sequence[Scorecard]

    @cached_property
    def current(self) -> Mapping[date, Scorecard]:
        """What counts of each month."""
        return {one.month: one for one in self.cards if one.is_current}

    @property
    def before(self) -> Scorecard | None:
        return self.current.get(month_before(self.card.month))

    @property
    def revisions(self) -> Sequence[Scorecard]:
        return [one for one in self.cards if one.month == self.card.month]

    @property
    def replaced(self) -> Scorecard | None:
        return next((one for one in self.revisions if one.revision == self.card.revision - 1), None)


def past_of(pk: int, *, reader: Member, fields: Sequence[str] = OF_LINE) -> Past | None:
    """The card with its past; ``None`` if the reader may not see it. Four queries."""
    cards = list(Scorecard.objects.visible_to(reader).up_to(pk).for_heading())
    card = next((one for one in cards if one.pk == pk), None)
    if card is None:
        return None
    past = Past(card, cards)
    adjustments = Adjustment.objects.select_related("by__person", "kpi__metric")
    prefetch_related_objects(cards, Prefetch("adjustments", adjustments))
    prefetch_related_objects(
        list({one.pk: one for one in (card, past.before, past.replaced) if one}.values()),
        Prefetch("parts", Part.objects.select_related("assignment__role", "template__role")),
        Prefetch("parts__lines", Line.objects.select_related(*fields)),
    )
    return past
