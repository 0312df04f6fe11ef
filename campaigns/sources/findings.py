"""Findings: those whose effect the numbers confirm. For who answers for the finding."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from campaigns.models import FindingDetail, Item
from campaigns.sources.records import Record, counts, through
from campaigns.verifying import spans_of, verdicts
from roles.models import Team
from teamops.lib.months import Span

# The most days that a finding compares.
LONGEST = timedelta(days=31)


@counts("", "process.findings_verified")
def findings(team: Team, span: Span, at: datetime) -> Iterator[Record]:
    """A finding on the last of the days that are compared: 1 if it is verified, 0 if it isn't; none while it waits.
    Four queries."""
    found = FindingDetail.objects.filter(
        item__team=team, acted_on__range=(span.first - LONGEST, through(span, at)), metric__isnull=False
    ).exclude(item__state=Item.State.DROPPED)
    rows = list(found.select_related("item", "about", "metric__weighted_by"))
    judged = verdicts(rows, at=at)
    for one in rows:
        spans = spans_of(one)
        if spans and spans[1].last in span and not judged[one.pk].is_waiting:
            yield Record(one.item.owner_id, spans[1].last, judged[one.pk].is_verified, item=one.item_id)
