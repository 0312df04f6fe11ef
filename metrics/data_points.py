"""数据完整率, made by TeamOps itself: the data points that were due on each day, and those of them that are there.

Whoever holds the role of data analyst on a day answers for all of the team's channels on it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from metrics.completeness import completeness
from metrics.models import Channel
from metrics.sources import SourcePoint, source_at
from roles.models import Assignment, Team
from teamops.lib.months import Span, month_after

DUE, THERE = "process.points_expected", "process.points_received"
ANALYST = "data_analyst"


@source_at(DUE, THERE)
def data_points(team: Team, span: Span, at: datetime) -> Iterator[SourcePoint]:
    """So many due and there, for each analyst and day; nothing on a day on which nothing was due.

    Ten queries for a month, however many channels and analysts.
    """
    analysts = list(
        Assignment.objects.filter(member__team=team, role__code=ANALYST)
        .overlapping(first=span.first, last=span.last)
        .select_related("member")
    )
    if not analysts:
        return
    counts = _counted(team, span, at)
    for member, days in _held(analysts, span).items():
        for day in sorted(days & counts.keys()):
            due, there = counts[day]
            yield SourcePoint(member, DUE, day, Decimal(due))
            yield SourcePoint(member, THERE, day, Decimal(there))


def _counted(team: Team, span: Span, at: datetime) -> dict[date, tuple[int, int]]:
    """The data points due and there, of all channels, by day."""
    channels = list(Channel.objects.filter(subject__team=team))
    found: dict[date, tuple[int, int]] = {}
    month = span.first
    while month <= span.last:
        for row in completeness(channels, Span.month(month) & span, at=at).values():
            for cell in row.cells:
                if cell.counts:
                    due, there = found.get(cell.day, (0, 0))
                    found[cell.day] = due + cell.expected, there + cell.present
        month = month_after(month)
    return found


def _held(assignments: Iterable[Assignment], span: Span) -> dict[int, set[date]]:
    """The days of the span on which each member, by key, is in the team and holds the role."""
    found: dict[int, set[date]] = defaultdict(set)
    for one in assignments:
        member = one.member
        left = member.left_on - timedelta(days=1) if member.left_on else date.max
        last = min(left, one.until_on or date.max)
        found[member.pk] |= set(Span(max(one.from_on, member.joined_on), last) & span)
    return found
