"""What a team should fill in first: missing days, half days, and what WeCom is about to forget."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from metrics.completeness import Row, State
from metrics.imports.as_of import beijing_day
from metrics.models import Channel, Point
from teamops.lib.months import Span

# WeCom's interfaces reach back so many days, and no further.
WECOM_KEEPS = 180
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
    """A day that isn't there and can't be fetched much longer."""

    channel: Channel
    day: date
    days_left: int


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


def forgotten_soon(rows: Iterable[Row], *, at: datetime) -> list[Forgotten]:
    """The days of WeCom and its groups that came not at all and are about to be out of reach, the soonest first."""
    today = beijing_day(at)
    edge = today - timedelta(days=WECOM_KEEPS)
    window = Span(edge, edge + timedelta(days=ANNOUNCED - 1))
    asked = [row for row in rows if row.channel.kind in FORGETS and row.owed and not row.owed.is_total_to_date]
    if not asked:
        return []
    points = Point.objects.filter(
        subject__in=[row.channel.subject_id for row in asked],
        metric__is_daily=True,
        day__range=(window.first, window.last),
    )
    there = set(points.values_list("subject", "day").distinct())
    return sorted(
        (
            Forgotten(row.channel, day, (day - edge).days + 1)
            for row in asked
            if row.owed
            for day in row.owed.span & window
            if (row.channel.subject_id, day) not in there
        ),
        key=lambda one: (one.day, one.channel.pk),
    )
