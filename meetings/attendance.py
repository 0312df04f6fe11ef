"""Who is due to write a stand-up on which days, and until when."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from meetings.window import Window
from roles.calendar import WorkingDays, days_away
from roles.models import LevelGrant, Member, Team
from roles.permissions import Level, Permission, may
from teamops.lib.months import Span

A_DAY = timedelta(days=1)
# No holiday with its weekends is longer.
MOST_DAYS_OFF = timedelta(days=16)

DueDays = dict[int, set[date]]


class Granted(NamedTuple):
    """A level, and the days from which and through which it holds."""

    level: str
    first: date
    last: date


def due(team: Team, span: Span) -> DueDays:
    """The days on which each member, by key, is due: working days in the team, able to write, not on leave.

    Four queries, however many members and days.
    """
    working = list(WorkingDays(team, span))
    members = _members_within(team, span)
    keys = [pk for pk, _joined_on, _left_on in members]
    away, grants = days_away(keys, span), _grants_of(keys, span)
    return {
        pk: {
            day
            for day in _days_able_to_write(working, grants[pk])
            if joined_on <= day and (left_on is None or day < left_on) and day not in away[pk]
        }
        for pk, joined_on, left_on in members
    }


def is_due(member: Member, *, day: date) -> bool:
    """Whether this member, loaded ``with_level``, is due to write that day."""
    span = Span(day, day)
    return (
        member.may(Permission.WRITE_STAND_UP)
        and day in WorkingDays(member.team, span)
        and day not in days_away([member.pk], span)[member.pk]
    )


def _members_within(team: Team, span: Span) -> list[tuple[int, date, date | None]]:
    """Who was in the team on a day of the span: key, joined, left. Who left keeps the days before."""
    still_here = Q(left_on__isnull=True, person__is_active=True)
    members = Member.objects.filter(still_here | Q(left_on__gt=span.first), team=team, joined_on__lte=span.last)
    return list(members.values_list("pk", "joined_on", "left_on"))


def _grants_of(members: Collection[int], span: Span) -> dict[int, list[Granted]]:
    """Each member's levels that hold on a day of the span, the newest first."""
    grants: dict[int, list[Granted]] = defaultdict(list)
    in_span = LevelGrant.objects.filter(Q(until_on__isnull=True) | Q(until_on__gte=span.first), from_on__lte=span.last)
    newest_first = in_span.filter(member__among=members).order_by("-from_on", "-pk")
    for member, level, first, last in newest_first.values_list("member", "level", "from_on", "until_on"):
        grants[member].append(Granted(level, first, last or date.max))
    return grants


def _days_able_to_write(days: Sequence[date], grants: list[Granted]) -> Sequence[date]:
    """The days on which somebody's level lets them write. Most have one level all the time, which is asked once."""
    if days and len(grants) == 1 and grants[0].first <= days[0] and days[-1] <= grants[0].last:
        return days if may(grants[0].level, Permission.WRITE_STAND_UP) else ()
    return [day for day in days if may(_level_on(day, grants), Permission.WRITE_STAND_UP)]


def _level_on(day: date, grants: list[Granted]) -> str:
    """The newest grant in force; without any, member, as in ``MemberQuerySet.with_level``."""
    return next((grant.level for grant in grants if grant.first <= day <= grant.last), Level.MEMBER)


def day_before(team: Team, day: date) -> date:
    """The working day before ``day``; the day before in a team that never works. One query."""
    span = Span(day - MOST_DAYS_OFF, day - A_DAY)
    return max(WorkingDays(team, span), default=span.last)


def next_day(team: Team, day: date) -> date:
    """The working day after ``day``. One query."""
    span = Span(day + A_DAY, day + MOST_DAYS_OFF)
    return min(WorkingDays(team, span), default=span.first)


def window_of(team: Team, day: date) -> Window:
    """When the stand-up of a day is written. One query."""
    return Window.of(
        day,
        day_before=day_before(team, day),
        opens_at=team.stand_up_opens_at,
        due_at=team.stand_up_due_at,
        zone=timezone.get_default_timezone(),
    )
