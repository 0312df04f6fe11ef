"""Which members' numbers a WeCom channel gets, one call a member, and which of their days were answered.

A day is there for a member once a call for it was answered, rows or none, or a number of it came by a file. It is
awaited from the first day that the connection ever answered, while the member is in the team; but never what WeCom had
forgotten when the member was joined to a userid: nobody can fetch that any more.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min

from metrics.connectors.spans import remembered
from metrics.imports.as_of import beijing_day
from metrics.imports.calls import BEHAVIOUR
from metrics.models import Channel, Connection, Metric, Point, PulledDay, WecomUser
from metrics.models.connections import PulledDayQuerySet
from metrics.tallies import DayMask
from teamops.lib.months import Span, first_of


@dataclass(frozen=True, slots=True)
class Fed:
    """A member, by key, with the days that are awaited, and those of a month that are there, as bits.

    ``forgotten`` are the days before them that WeCom no longer had when the member was joined.
    """

    member: int
    span: Span
    forgotten: Span | None
    there: int

    def never_had(self, day: date) -> bool:
        """Whether the day can't be fetched any more, and wasn't brought by a file either."""
        return self.forgotten is not None and day in self.forgotten and not self.is_there(day)

    def is_there(self, day: date) -> bool:
        return bool(self.there & bit(day))


def bit(day: date) -> int:
    return 1 << (day.day - 1)


def fed(channels: Iterable[Channel], month: Span) -> dict[int, list[Fed]]:
    """By the channel's key, the members joined to a userid. Four queries at most, one where nobody is joined."""
    wecom = [channel.pk for channel in channels if channel.kind == Channel.Kind.WECOM]
    found: dict[int, list[Fed]] = defaultdict(list)
    if not wecom:
        return found
    users = list(
        WecomUser.objects.joined()
        .filter(connection__channel__in=wecom, connection__state=Connection.State.ACTIVE)
        .select_related("connection", "member")
        .order_by("userid")
    )
    if not users:
        return found
    asked = PulledDay.objects.of_interfaces([BEHAVIOUR.name]).answered()
    asked = asked.filter(connection__in={user.connection_id for user in users}).order_by()
    begun = dict(asked.values_list("connection").annotate(Min("day")))
    came = _answered(asked, month)
    said = _said(users, month)
    for user in users:
        if user.member and user.connection_id in begun:
            span, forgotten = _awaited(user, since=begun[user.connection_id])
            there = said.get(user.member.pk, 0)
            for day, at in came[user.connection_id]:
                there |= bit(day) if user.joined_at is None or at >= user.joined_at else 0
            found[user.connection.channel_id].append(Fed(user.member.pk, span, forgotten, there))
    return found


def _awaited(user: WecomUser, *, since: date) -> tuple[Span, Span | None]:
    """The days from ``since`` on that are awaited, and those before them that were forgotten already."""
    since = max(since, user.member.joined_on) if user.member else since
    first = max(since, remembered(beijing_day(user.joined_at))) if user.joined_at else since
    last = _last_day(user)
    return Span(first, last), Span(since, min(first - timedelta(days=1), last)) if first > since else None


def _last_day(user: WecomUser) -> date:
    left = user.member.left_on if user.member else None
    return left - timedelta(days=1) if left else date.max


def _answered(asked: PulledDayQuerySet, month: Span) -> dict[int, list[tuple[date, datetime]]]:
    """The days that a call was answered for, with when, by connection."""
    found: dict[int, list[tuple[date, datetime]]] = defaultdict(list)
    rows = asked.filter(day__range=(month.first, month.last))
    for connection, day, at in rows.values_list("connection", "day", "answered_at"):
        if at:
            found[connection].append((day, at))
    return found


def _said(users: Sequence[WecomUser], month: Span) -> dict[int, int]:
    """The days with numbers of each member's own, however they came, as bits."""
    points = Point.objects.filter(
        subject__member__in={user.member_id for user in users},
        metric__group=Metric.Group.WECOM,
        day__range=(month.first, month.last),
    )
    # A metric at a time: a mask wants each day once.
    rows = points.order_by().values_list("subject__member", "metric")
    found: dict[int, int] = defaultdict(int)
    for member, _metric, days in rows.annotate(days=DayMask("day", month=first_of(month.first))):
        found[member] |= days
    return found
