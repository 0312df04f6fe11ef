"""Who is missing is reminded when four fifths of the window are over; the leads get a report when all of it is."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from meetings.attendance import due, window_of
from meetings.models import Blocker, StandUp
from meetings.window import Window
from notices.models import Notice
from notices.services import tell
from roles.calendar import WorkingDays
from roles.models import Member, Team
from roles.permissions import Permission
from teamops.lib.months import Span


def look(at: datetime) -> int:
    """Remind and report in all teams. Safe to repeat: each is told once a day. Return how many were told."""
    today = timezone.localdate(at)
    teams = [
        team
        for team in Team.objects.prefetch_related("day_overrides")
        if today in WorkingDays(team, Span(today, today))
    ]
    return sum(attend(team, window_of(team, today), day=today, at=at) for team in teams)


def attend(team: Team, window: Window, *, day: date, at: datetime) -> int:
    """What one team needs at a moment of a day."""
    if window.reminds <= at <= window.due:
        return remind(team, day=day)
    # Reported once, also by a worker that stood still over the closing; not on the evening.
    if window.is_over(at):
        return report(team, day=day)
    return 0


@transaction.atomic
def remind(team: Team, *, day: date) -> int:
    """Tell who is due and hasn't written; nobody who has, who is away or who only reads."""
    missing = missing_on(team, day)
    told = Notice.objects.filter(member__in=missing, kind=Notice.Kind.STAND_UP_DUE, about=day.isoformat())
    already = set(told.values_list("member", flat=True))
    untold = [member for member in missing if member.pk not in already]
    for member in untold:
        words = {"day": f"{day:%m-%d}", "at": f"{team.stand_up_due_at:%H:%M}"}
        address = reverse("meetings:write", args=[team.slug])
        tell(member, Notice.Kind.STAND_UP_DUE, words, address, about=day.isoformat())
    return len(untold)


@transaction.atomic
def report(team: Team, *, day: date) -> int:
    """Tell who leads how many wrote, who is missing, and how much is stuck."""
    leads = list(Member.objects.filter(team=team).who_may(Permission.RUN_MEETINGS, on=day).select_related("person"))
    kind, about = Notice.Kind.STAND_UP_REPORT, day.isoformat()
    told = set(Notice.objects.filter(member__in=leads, kind=kind, about=about).values_list("member", flat=True))
    untold = [lead for lead in leads if lead.pk not in told]
    if not untold:
        return 0
    expected = [key for key, days in due(team, Span(day, day)).items() if day in days]
    if not expected:
        return 0
    missing = missing_on(team, day)
    words = {
        "day": f"{day:%m-%d}",
        "written": len(expected) - len(missing),
        "expected": len(expected),
        "missing": "、".join(str(member) for member in missing) or "—",
        "blockers": Blocker.objects.filter(team=team).open().count(),
    }
    for lead in untold:
        tell(lead, kind, words, f"{reverse('meetings:wall', args=[team.slug])}?day={day}", about=about)
    return len(untold)


def missing_on(team: Team, day: date) -> list[Member]:
    """Who is due on a day and hasn't written."""
    return expected_and_missing(team, day)[1]


def expected_and_missing(team: Team, day: date) -> tuple[list[int], list[Member]]:
    """Who is due on a day, by key, and who of them hasn't written. Five queries."""
    expected = [key for key, days in due(team, Span(day, day)).items() if day in days]
    written = StandUp.objects.of_day(day).filter(member__in=expected)
    missing = Member.objects.filter(pk__in=expected).exclude(pk__in=written.values("member"))
    return expected, list(missing.select_related("person"))
