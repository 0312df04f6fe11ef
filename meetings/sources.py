"""What meetings contribute to the numbers: stand-ups due and logged."""

from collections.abc import Iterator
from decimal import Decimal

from meetings.attendance import due
from meetings.models import StandUp
from metrics.sources import SourcePoint, source
from roles.models import Team
from teamops.lib.months import Span

DUE, LOGGED = "process.stand_ups_due", "process.stand_ups_logged"


@source(DUE, LOGGED)
def stand_ups(team: Team, span: Span) -> Iterator[SourcePoint]:
    """One due for each member and working day, and 1 or 0 logged: a day without the 0 wouldn't count in the rate."""
    written = set(StandUp.objects.filter(member__team=team).within(span).values_list("member", "day"))
    for member, days in due(team, span).items():
        for day in sorted(days):
            yield SourcePoint(member, DUE, day, Decimal(1))
            yield SourcePoint(member, LOGGED, day, Decimal((member, day) in written))
