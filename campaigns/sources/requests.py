"""Service requests: answered and delivered within the hours agreed. For who answers for the request."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from campaigns.models import Clock, Item
from campaigns.sources.records import Record, counts, moments
from roles.models import Team
from teamops.lib.months import Span

Kind = Clock.Kind


@counts("process.requests_received", "process.requests_within_sla")
def requests(team: Team, span: Span, at: datetime) -> Iterator[Record]:
    """A request on the day on which its delivery is due: within its SLA if both the answer and the delivery came in
    time. One that is delivered earlier counts on that day, too, but not before it. One query."""
    clocks = Clock.objects.filter(item__team=team, item__kind=Item.Kind.REQUEST).settled(at=at)
    clocks = clocks.filter(item__clocks__kind=Kind.DELIVER, item__clocks__due_at__range=moments(span, at))
    by_item: dict[tuple[int, int], dict[str, Clock]] = defaultdict(dict)
    for clock in clocks.select_related("item").distinct():
        by_item[clock.item_id, clock.item.owner_id][clock.kind] = clock
    for (item, owner), found in by_item.items():
        if Kind.DELIVER in found:
            in_time = all(clock.is_in_time for clock in found.values())
            yield Record(owner, timezone.localdate(found[Kind.DELIVER].due_at), in_time, item=item)
