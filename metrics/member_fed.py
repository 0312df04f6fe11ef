"""Which members' numbers a WeCom channel gets, one call a member, and which of their days were answered.

A day is there for a member once a call for it was answered, rows or none, or a number of it came by a file. It is
awaited from the first day that the connection ever answered, while the member is in the team.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min

from metrics.imports.calls import BEHAVIOUR
from metrics.models import Channel, Connection, Metric, Point, PulledDay, WecomUser
from metrics.models.connections import PulledDayQuerySet
from metrics.tallies import DayMask
from teamops.lib.months import Span, first_of


@dataclass(frozen=True, slots=True)
class Fed:
    """A member, by key, with the days of a month that are awaited and those that are there, as bits."""

    member: int
    span: Span
    there: int

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
            span = Span(max(begun[user.connection_id], user.member.joined_on), _last_day(user))
            there = said.get(user.member.pk, 0)
            for day, at in came[user.connection_id]:
                there |= bit(day) if user.joined_at is None or at >= user.joined_at else 0
            found[user.connection.channel_id].append(Fed(user.member.pk, span, there))
    return found


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
