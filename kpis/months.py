"""A member's totals over the months, each beside the band of those with the same role. Nobody else is named."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kpis.fairness import quantile
from kpis.models import Scorecard
from teamops.lib.months import month_before
from teamops.lib.rounding import round_half_up

MONTHS = 12
# Fewer others would tell their totals.
FEWEST = 4
LOW, HIGH = Decimal("0.25"), Decimal("0.75")
WHOLE = Decimal(1)
# Who held a role for less than this part of the month isn't one of its holders here.
MAINLY = Decimal("0.5")

Key = tuple[date, int]


@dataclass(frozen=True)
class Band:
    """Between which totals the middle half of ``others`` lies."""

    low: Decimal
    high: Decimal
    others: int


@dataclass(frozen=True)
class MonthRow:
    """A month of the member's; without a card it is a gap."""

    month: date
    card: Scorecard | None
    band: Band | None

    @property
    def total(self) -> Decimal | None:
        return self.card.total if self.card else None


def months_of(card: Scorecard) -> list[MonthRow]:
    """The member's last twelve months through the card's, the oldest first, from the first one with a card on.

    Three queries.
    """
    months = [card.month]
    while len(months) < MONTHS:
        months.append(month_before(months[-1]))
    cards = Scorecard.objects.filter(member=card.member_id, month__in=months).current().for_month()
    own = {one.month: one for one in cards} | {card.month: card}
    roles = {month: role for month, one in own.items() if (role := main_role(one)) is not None}
    found = bands(card, roles)
    return [
        MonthRow(month, own.get(month), found.get((month, roles.get(month, 0))))
        for month in reversed(months)
        if month >= min(own)
    ]


def main_role(card: Scorecard) -> int | None:
    """The role that makes at least half of the card."""
    roles: dict[int, Decimal] = defaultdict(Decimal)
    for part in card.parts.all():
        roles[part.assignment.role_id] += part.weight
    return next((role for role, weight in roles.items() if weight >= MAINLY), None)


def bands(card: Scorecard, roles: Mapping[date, int]) -> dict[Key, Band]:
    """The band of each of these months and roles in the card's team, where there are enough others. One query."""
    others = (
        Scorecard.objects.filter(team=card.team_id, month__in=roles)
        .current()
        .exclude(member=card.member_id)
        .filter(parts__assignment__role__in=set(roles.values()), parts__weight__gte=MAINLY)
    )
    totals: dict[Key, dict[int, Decimal]] = defaultdict(dict)
    for month, role, member, total in others.values_list("month", "parts__assignment__role", "member", "total"):
        if total is not None:
            totals[month, role][member] = total
    return {key: band for key, some in totals.items() if (band := band_of(some.values())) is not None}


def band_of(totals: Iterable[Decimal]) -> Band | None:
    """p25 to p75 in whole points, since either may be somebody's very total; ``None`` for fewer than four."""
    ordered: Sequence[Decimal] = sorted(totals)
    if len(ordered) < FEWEST:
        return None
    low, high = (round_half_up(quantile(ordered, part), WHOLE) for part in (LOW, HIGH))
    return Band(low, high, len(ordered))
