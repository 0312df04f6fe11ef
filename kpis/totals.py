"""What each of a member's cards comes to, adjusted where it was: for the trend, and beside the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kpis.adjusted import adjusted_totals
from kpis.models import Scorecard
from kpis.past import Past
from teamops.lib.months import month_before

MONTHS_OF_TREND = 12


@dataclass(frozen=True)
class Summed:
    """A card of the member, with its adjusted total if something was adjusted."""

    card: Scorecard
    adjusted_total: Decimal | None

    @property
    def counting_total(self) -> Decimal | None:
        return self.card.total if self.adjusted_total is None else self.adjusted_total


def summed_up(past: Past, adjusted_total: Decimal | None) -> dict[int, Summed]:
    """The member's cards by their keys; ``adjusted_total`` is the shown one's. One query where others were adjusted."""
    others = adjusted_totals(one for one in past.cards if one.pk != past.card.pk)
    adjusted = others if adjusted_total is None else others | {past.card.pk: adjusted_total}
    return {one.pk: Summed(one, adjusted.get(one.pk)) for one in past.cards}


def totals_by_month(current: Mapping[date, Summed], shown: Summed) -> list[tuple[date, Decimal | None]]:
    """The totals that count of the last months up to this one, the oldest first; this one in its own revision. A month
    without a card between them has no total."""
    months = [shown.card.month]
    while len(months) < MONTHS_OF_TREND and months[-1] > min(current, default=months[0]):
        months.append(month_before(months[-1]))
    totals = {month: one.counting_total for month, one in current.items()} | {months[0]: shown.counting_total}
    return [(month, totals.get(month)) for month in reversed(months)]
