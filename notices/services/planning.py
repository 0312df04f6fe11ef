"""Which notices are mailed, and when: each is looked at once, by its member's choices."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from notices.holding import FARTHEST, Quiet, next_at, next_moment
from notices.models import Mail, Notice, NoticeChoices
from roles.calendar import WorkingDays, days_away
from roles.models import Member
from teamops.lib.months import Span

# As many at a time; the next minute takes up what is left.
MOST = 500
A_DAY = timedelta(days=1)
AT_ONCE, INBOX = NoticeChoices.Way.AT_ONCE, NoticeChoices.Way.INBOX


@transaction.atomic
def plan(*, at: datetime) -> int:
    """Write a mail for each new notice that its member wants mailed, with the moment it may go. Safe to repeat.

    Another worker may be doing the same: a notice has at most one mail. Return how many are on their way.
    """
    news = list(
        Notice.objects.unplanned()
        .select_for_update(of=("self",))
        .select_related("member__person__notice_choices", "member__team")
        .prefetch_related("member__team__day_overrides")
        .order_by("told_at", "pk")[:MOST]
    )
    if not news:
        return 0
    calendar = Calendars([notice.member for notice in news], at=at)
    mails = [mail for notice in news if (mail := _mail_of(notice, calendar, at=at))]
    Mail.objects.bulk_create(mails, ignore_conflicts=True)
    Notice.objects.filter(pk__in=[notice.pk for notice in news]).update(planned_at=at)
    return len(mails)


def choices_of(member: Member) -> NoticeChoices:
    """What the person has chosen, or what everybody begins with."""
    return getattr(member.person, "notice_choices", None) or NoticeChoices(person=member.person)


class Calendars:
    """Which days each of some members works. Asks once, for all of them together."""

    def __init__(self, members: Sequence[Member], *, at: datetime) -> None:
        today = timezone.localdate(at)
        self._span = Span(today, today + FARTHEST + A_DAY)
        self._worked = {member.team_id: WorkingDays(member.team, self._span) for member in members}
        self._away = days_away({member.pk for member in members}, self._span)

    def works(self, member: Member, day: date) -> bool:
        return day in self._worked[member.team_id] and day not in self._away[member.pk]


def _mail_of(notice: Notice, calendar: Calendars, *, at: datetime) -> Mail | None:
    choices = choices_of(notice.member)
    way = AT_ONCE if notice.is_urgent else choices.way_of(notice)
    if not settings.MAILS_NOTICES or way == INBOX or not notice.member.person.email:
        return None
    return Mail(notice=notice, member=notice.member, next_at=_moment(notice, choices, calendar, way=way, at=at))


def _moment(notice: Notice, choices: NoticeChoices, calendar: Calendars, *, way: str, at: datetime) -> datetime:
    now = timezone.localtime(at)
    if notice.is_urgent:
        return now
    if way != AT_ONCE:
        now = next_at(choices.digest_at, after=now)

    def works(moment: datetime) -> bool:
        return not choices.is_quiet_on_free_days or calendar.works(notice.member, moment.date())

    return next_moment(now, quiet=Quiet(choices.quiet_from, choices.quiet_until), works=works)
