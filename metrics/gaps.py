"""What a team should fill in first: missing days, half days, and what WeCom is about to forget."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from metrics.completeness import Row, State
from metrics.connectors.spans import remembered
from metrics.imports.as_of import beijing_day
from metrics.member_fed import fed
from metrics.models import Channel, Point
from teamops.lib.months import Span, first_of, month_after

FORGETS = frozenset({Channel.Kind.WECOM, Channel.Kind.GROUP})
# From so many days before on, it is announced.
ANNOUNCED = 7


@dataclass(frozen=True)
class Todo:
    """A channel with days to fill in: those that miss and those there in part, as runs of days, and which
    metrics and members lack."""

    row: Row
    gaps: Sequence[Span]
    part: Sequence[Span]
    missing: Sequence[int]
    members: Sequence[int]

    @property
    def days(self) -> int:
        return sum(span.length for span in self.gaps)


@dataclass(frozen=True)
class Forgotten:
    """A day that isn't there and can't be fetched much longer: the channel's own numbers, or those of these members."""

    channel: Channel
    day: date
    days_left: int
    members: Sequence[int] = ()


# A channel's day, and the members whose numbers of it lack; none: the channel's own do.
Lacking = tuple[Channel, date, Sequence[int]]


def to_fill(rows: Iterable[Row]) -> list[Todo]:
    """The channels with something missing, the most missing days first."""
    found = []
    for row in rows:
        gaps, part = (runs(cell.day for cell in row.cells if cell.state == state) for state in (State.GAP, State.PART))
        if gaps or part:
            missing = dict.fromkeys(metric for cell in row.cells if cell.counts for metric in cell.missing)
            members = dict.fromkeys(one for cell in row.cells if cell.counts for one in cell.missing_members)
            found.append(Todo(row, gaps, part, list(missing), list(members)))
    return sorted(found, key=lambda todo: (-todo.days, todo.row.counted.rate or 0))


def runs(days: Iterable[date]) -> list[Span]:
    """Days in order as spans without holes."""
    found: list[Span] = []
    for day in days:
        if found and (day - found[-1].last).days == 1:
            found[-1] = Span(found[-1].first, day)
        else:
            found.append(Span(day, day))
    return found


def forgotten_soon(rows: Collection[Row], *, at: datetime) -> list[Forgotten]:
    """The days of WeCom and its groups that are about to be out of reach, the soonest first: those that came not at
    all, and those of single members that came for others."""
    edge = remembered(beijing_day(at))
    window = Span(edge, edge + timedelta(days=ANNOUNCED - 1))
    asked = [row.channel for row in rows if row.channel.kind in FORGETS and row.owed]
    if not asked:
        return []
    found = [
        *_days_of_channels([row for row in rows if row.channel in asked], window),
        *_days_of_members([row.channel for row in rows if row.members], window),
    ]
    return sorted(
        (Forgotten(channel, day, (day - edge).days + 1, members) for channel, day, members in found),
        key=lambda one: (one.day, one.channel.pk, len(one.members)),
    )


def _days_of_channels(rows: Sequence[Row], window: Span) -> Iterator[Lacking]:
    daily = {row.channel: row.owed.span for row in rows if row.owed and not row.owed.is_total_to_date}
    points = Point.objects.filter(
        subject__in=[channel.subject_id for channel in daily],
        metric__is_daily=True,
        day__range=(window.first, window.last),
    )
    there = set(points.values_list("subject", "day").distinct()) if daily else set()
    for channel, span in daily.items():
        for day in span & window:
            if (channel.subject_id, day) not in there:
                yield channel, day, ()


def _days_of_members(channels: Sequence[Channel], window: Span) -> Iterator[Lacking]:
    month = first_of(window.first)
    while channels and month <= window.last:
        here = Span.month(month)
        for key, members in fed(channels, here).items():
            channel = next(one for one in channels if one.pk == key)
            for day in here & window:
                lack = [one.member for one in members if day in one.span and not one.is_there(day)]
                if lack:
                    yield channel, day, lack
        month = month_after(month)
