"""A signed card stands. Whether the numbers that came since would give it another total is written beside it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, date, datetime
from decimal import Decimal

from kpis.models import Scorecard, Target
from kpis.plan import planned_parts
from kpis.scorecards import computed_cards
from roles.models import Team
from teamops.lib.months import Span, first_of, month_after
from teamops.lib.rounding import round_half_up

# Of a span without an end: the last day that has a month after it.
LAST_DAY = date(9999, 11, 30)
# Before anybody had said anything.
LONG_AGO = datetime(2011, 1, 1, tzinfo=UTC)


def touch(team: Team, span: Span) -> None:
    """Remember the signed cards that may have read numbers of these days: a growth reads the month before, too."""
    last = month_after(min(span.last, LAST_DAY))
    cards = Scorecard.objects.filter(team=team, month__range=(first_of(span.first), last))
    cards.signed().current().update(is_touched=True)


def look_again(team: Team, *, at: datetime) -> int:
    """Score the touched signed cards with the numbers of now, and the targets that were signed; write down which
    totals would differ by a cent or more, say how many. The signed content isn't touched. Safe to repeat."""
    touched: dict[tuple[date, date, datetime | None], list[Scorecard]] = defaultdict(list)
    cards = list(Scorecard.objects.filter(team=team, is_touched=True).signed().current())
    moments = moments_of_targets(team, {card.month for card in cards})
    for card in cards:
        said_by = max((at for at in moments[card.month] if card.signed_at and at <= card.signed_at), default=None)
        touched[card.month, card.through or card.last_day, said_by].append(card)
    differing = 0
    for (month, through, said_by), some in touched.items():
        totals = totals_of(team, Span.month(month), some, through=through, said_by=said_by or LONG_AGO)
        differing += sum(write(card, totals[card.member_id], at=at) for card in some)
    return differing


def moments_of_targets(team: Team, months: Collection[date]) -> dict[date, set[datetime]]:
    """When targets of these months were set, by month. One query, none without months."""
    moments: dict[date, set[datetime]] = defaultdict(set)
    if months:
        for month, at in Target.objects.filter(team=team, month__in=months).values_list("month", "set_at"):
            moments[month].add(at)
    return moments


def totals_of(
    team: Team, month: Span, cards: list[Scorecard], *, through: date, said_by: datetime
) -> dict[int, Decimal | None]:
    """The total of each card by the member's key, as the night would score it with the targets of a moment."""
    revisions = {card.member_id: card.revision for card in cards}
    plan = planned_parts(team, month, said_by=said_by)
    computed = computed_cards(team, month, revisions, plan, through=through)
    return {member: None if one.total is None else round_half_up(one.total) for member, one in computed.items()}


def write(card: Scorecard, total: Decimal | None, *, at: datetime) -> bool:
    differs = total != card.total
    since = (card.restated_at or at) if differs else None
    Scorecard.objects.filter(pk=card.pk).update(
        is_touched=False, restated_at=since, restated_total=total if differs else None
    )
    return differs
