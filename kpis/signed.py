"""A signed card doesn't change any more: who changes numbers or attribution is told which months stay as they are."""

from collections.abc import Collection, Iterable
from datetime import date
from itertools import groupby

from django.db.models import QuerySet

from kpis.models import Scorecard
from metrics.closed import Signed, closes, names_closed
from roles.models import Team
from teamops.lib.months import Span, first_of


@closes
def signed_months(team: Team, members: Collection[int] | None, span: Span) -> Iterable[date]:
    """The months of signed cards among these days: of these members, or of all."""
    cards = signed_among(team, span)
    if members is not None:
        cards = cards.filter(member__in=members)
    return cards.order_by().values_list("month", flat=True).distinct()


@names_closed
def signed_cards(team: Team, span: Span) -> Iterable[Signed]:
    """Whose cards of these months are signed, in the order of their names. One query."""
    rows = (
        signed_among(team, span).order_by("month", "member__person__name").values_list("month", "member__person__name")
    )
    for month, cards in groupby(rows, key=lambda row: row[0]):
        yield Signed(month, [name for _month, name in cards])


def signed_among(team: Team, span: Span) -> QuerySet[Scorecard]:
    return Scorecard.objects.filter(
        team=team, is_current=True, state=Scorecard.State.SIGNED, month__range=(first_of(span.first), span.last)
    )
