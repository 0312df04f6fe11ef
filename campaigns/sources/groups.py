"""Groups: the topics that were raised in them. For who keeps the group, else for who answers for it."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models.functions import Coalesce
from django.utils import timezone

from campaigns.models import Activity
from campaigns.sources.records import Record, counts, through
from roles.models import Team
from teamops.lib.months import Span


@counts("", "process.group_topics")
def topics(team: Team, span: Span, at: datetime) -> Iterator[Record]:
    """A topic that was planned for a day of a group's week, on that day: 1 if it was raised, 0 if it fell through or
    nobody said. What is planned for today counts once it is said. One query."""
    today = timezone.localdate(at)
    found = Activity.objects.filter(
        kind=Activity.Kind.TOPIC, plan__item__team=team, day__range=(span.first, through(span, at))
    )
    keeper = Coalesce("plan__item__community__keeper", "plan__item__owner")
    rows = found.annotate(keeper=keeper).values_list("plan__item", "keeper", "day", "outcome")
    for item, member, day, outcome in rows:
        if day < today or outcome:
            yield Record(member, day, outcome == Activity.Outcome.HELD, item=item)
