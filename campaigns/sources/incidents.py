"""Technical incidents: recovered in time. For who answers for the incident."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from campaigns.models import Clock
from campaigns.sources.records import Record, counts, moments
from roles.models import Team
from teamops.lib.months import Span


@counts("process.incidents", "process.incidents_recovered")
def incidents(team: Team, span: Span, at: datetime) -> Iterator[Record]:
    """A technical incident on the day on which it happened, once it is over or its time has run out. One query."""
    clocks = Clock.objects.filter(item__team=team, kind=Clock.Kind.RECOVER, started_at__range=moments(span, at))
    for clock in clocks.settled(at=at).select_related("item"):
        yield Record(clock.item.owner_id, timezone.localdate(clock.started_at), clock.is_in_time, item=clock.item_id)
