"""A signed card doesn't change any more: who changes numbers or attribution is told which months stay as they are."""

from collections.abc import Collection, Iterable
from datetime import date

from kpis.models import Scorecard
from metrics.closed import closes
from roles.models import Team
from teamops.lib.months import Span, first_of


@closes
def signed_months(team: Team, members: Collection[int] | None, span: Span) -> Iterable[date]:
    """The months of signed cards among these days: of these members, or of all."""
    cards = Scorecard.objects.filter(
        team=team, is_current=True, state=Scorecard.State.SIGNED, month__range=(first_of(span.first), span.last)
    )
    if members is not None:
        cards = cards.filter(member__in=members)
    return cards.order_by().values_list("month", flat=True).distinct()
