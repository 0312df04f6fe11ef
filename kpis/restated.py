"""A signed card stands. Whether the numbers that came since would give it another total is written beside it."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal

from kpis.models import Scorecard
from kpis.plan import planned_parts
from kpis.scorecards import computed_cards
from roles.models import Team
from teamops.lib.months import Span, first_of, month_after
from teamops.lib.rounding import round_half_up

# Of a span without an end: the last day that has a month after it.
LAST_DAY = date(9999, 11, 30)


def touch(team: Team, span: Span) -> None:
    """Remember the signed cards that may have read numbers of these days: a growth reads the month before, too."""
    last = month_after(min(span.last, LAST_DAY))
    cards = Scorecard.objects.filter(team=team, month__range=(first_of(span.first), last))
    cards.signed().current().update(is_touched=True)


def look_again(team: Team, *, at: datetime) -> int:
    """Score the touched signed cards with the numbers of now and write down which totals would differ by a cent or
    more; say how many. The signed content isn't touched. Safe to repeat."""
    touched: dict[tuple[date, date], list[Scorecard]] = defaultdict(list)
    for card in Scorecard.objects.filter(team=team, is_touched=True).signed().current():
        touched[card.month, card.through or card.last_day].append(card)
    differing = 0
    for (month, through), cards in touched.items():
        totals = totals_of(team, Span.month(month), cards, through=through)
        differing += sum(write(card, totals[card.member_id], at=at) for card in cards)
    return differing


def totals_of(team: Team, month: Span, cards: list[Scorecard], *, through: date) -> dict[int, Decimal | None]:
    """The total of each card by the member's key, as the night would score it now."""
    revisions = {card.member_id: card.revision for card in cards}
    computed = computed_cards(team, month, revisions, planned_parts(team, month), through=through)
    return {member: None if one.total is None else round_half_up(one.total) for member, one in computed.items()}


def write(card: Scorecard, total: Decimal | None, *, at: datetime) -> bool:
    differs = total != card.total
    since = (card.restated_at or at) if differs else None
    Scorecard.objects.filter(pk=card.pk).update(
        is_touched=False, restated_at=since, restated_total=total if differs else None
    )
    return differs
