"""What is expected of a channel: which metrics, on which days, from what hour on.

The one rule behind the completeness grid, the coverage of a scorecard's line and 数据完整率:

- a channel yields the daily metrics of its kind, and of these the ones that have come for it at least once;
- from the first day that came on, so that a channel doesn't begin with gaps;
- a day is due on the next one, from the hour at which WeChat's numbers are ready; today's never are;
- a channel that is out of use owes nothing after its last day.

A channel whose files hold totals to date alone (videos, say) owes one thing a day: a file that reaches it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Max, Min

from metrics.imports.as_of import BEIJING
from metrics.models import Channel, ImportBatch, Metric, Point, Subject
from teamops.lib import bulk
from teamops.lib.months import Span

Group, Kind = Metric.Group, Channel.Kind
A_DAY = timedelta(days=1)

# Which kind of channel yields which metrics.
YIELDS: dict[str, frozenset[str]] = {
    Kind.OFFICIAL_ACCOUNT: frozenset({Group.OFFICIAL_ACCOUNT}),
    Kind.VIDEO_ACCOUNT: frozenset({Group.VIDEO}),
    Kind.MINI_PROGRAM: frozenset({Group.MINI_PROGRAM}),
    Kind.WECOM: frozenset({Group.WECOM}),
    Kind.GROUP: frozenset({Group.GROUPS}),
    Kind.SHOP: frozenset({Group.SHOP}),
}

# From what hour, in Beijing, a day's numbers can be had on the next day. Orders are there when the day is over.
READY_AT: dict[str, time] = {
    Kind.OFFICIAL_ACCOUNT: time(8, 0),
    Kind.VIDEO_ACCOUNT: time(8, 0),
    Kind.MINI_PROGRAM: time(8, 0),
    Kind.WECOM: time(6, 0),
    Kind.GROUP: time(6, 0),
    Kind.SHOP: time(0, 0),
}


def last_due(kind: str, at: datetime) -> date:
    """The last day whose numbers a channel of this kind should have at that moment."""
    now = at.astimezone(BEIJING)
    yesterday = now.date() - A_DAY
    return yesterday if now.time() >= READY_AT[kind] else yesterday - A_DAY


@dataclass(frozen=True, slots=True)
class Owed:
    """What one channel owes: its daily metrics, by key with the first day they came, and the days it is awaited.

    ``newest`` is the key of the last import that named the channel.
    """

    span: Span
    since: Mapping[int, date] = field(default_factory=dict)
    newest: int | None = None

    def metrics(self, through: date) -> list[int]:
        """The metrics that had come by that day."""
        return [metric for metric, first in self.since.items() if first <= through]

    @property
    def is_total_to_date(self) -> bool:
        """No metric comes day by day: a day is there once a file reaches it."""
        return not self.since


def owed(channels: Iterable[Channel]) -> dict[int, Owed]:
    """By the key of the channel's subject; nothing for a channel that no number ever came for. Two queries."""
    by_subject = {channel.subject_id: channel for channel in channels}
    since = first_days([channel.pk for channel in by_subject.values()])
    files = ImportBatch.objects.imported().filter(channel__subject__in=by_subject, first_day__isnull=False)
    begun = {one: rest for one, *rest in files.values_list("channel__subject").annotate(Min("first_day"), Max("pk"))}
    found = {}
    for subject, channel in by_subject.items():
        first_file, newest = begun.get(subject, (None, None))
        first = min(since[subject].values()) if since[subject] else first_file
        if first is not None:
            last = date.max if channel.is_active else channel.watermark or date.min
            found[subject] = Owed(Span(first, last), since[subject], newest)
    return found


def first_days(channels: Collection[int]) -> dict[int, dict[int, date]]:
    """The first day of each metric that the channels yield daily, by subject and metric.

    One look into the points' key for each pair of channel and metric, however long the history: an aggregate over the
    points would read all of it.
    """
    found: dict[int, dict[int, date]] = defaultdict(dict)
    if not channels:
        return found
    pairs = [(kind, group) for kind, groups in YIELDS.items() for group in sorted(groups)]
    point, channel, subject, metric = (bulk.quoted(model._meta.db_table) for model in (Point, Channel, Subject, Metric))
    rows = bulk.fetch(
        f"SELECT c.subject_id, m.id, (SELECT MIN(p.day) FROM {point} p "  # noqa: S608
        f"WHERE p.subject_id = c.subject_id AND p.metric_id = m.id) FROM {channel} c "
        f"JOIN {subject} s ON s.id = c.subject_id "
        f"JOIN {metric} m ON m.is_daily AND (m.team_id IS NULL OR m.team_id = s.team_id) "
        f"AND (c.kind, m.{bulk.quoted('group')}) IN (VALUES {', '.join(['(%s, %s)'] * len(pairs))}) "
        f"WHERE c.id IN ({', '.join(['%s'] * len(channels))})",
        [*(word for pair in pairs for word in pair), *channels],
    )
    for owner, key, first in rows:
        if first is not None:
            found[owner][key] = date.fromisoformat(first) if isinstance(first, str) else first
    return found
