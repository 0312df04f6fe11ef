"""Series of meetings: set up, changed, ended; and the meetings of the coming days, put into the calendar."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import Meeting, Series
from meetings.rules import MOST_DAYS_OFF
from roles.calendar import WorkingDays
from roles.models import Member, Team
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import Span

# How far ahead meetings stand in the calendar.
AHEAD = timedelta(days=31)
# A series has to meet at least once within it.
A_YEAR = timedelta(days=366)


@transaction.atomic
def set_up(*, by: Member, at: datetime, attendees: Iterable[Member] = (), **fields: Any) -> Series:
    """Let a meeting come again. Without attendees the whole team is asked. Its next meetings are planned at once.

    Raise ``NotAllowedNow`` if it would never be held.
    """
    need(by, Permission.RUN_MEETINGS, team=by.team_id)
    people = [*attendees]
    refuse_strangers([fields["chair"], *people], by)
    series = Series.objects.create(team=by.team, **fields)
    series.attendees.set(people)
    refuse_never(series, on=timezone.localdate(at))
    plan(series, on=timezone.localdate(at))
    return series


@transaction.atomic
def edit(series: Series, *, by: Member, at: datetime, attendees: Iterable[Member] = (), **fields: Any) -> Series:
    """Change a series. Meetings that were to come and fit no longer are taken out of the calendar, others are planned;
    what was held, cancelled or prepared stays.

    Raise ``NotAllowedNow`` if it would never be held.
    """
    need(by, Permission.RUN_MEETINGS, team=series.team_id)
    people = [*attendees]
    refuse_strangers([fields.get("chair", series.chair), *people], by)
    series = Series.objects.select_for_update().get(pk=series.pk)
    for name, value in fields.items():
        setattr(series, name, value)
    series.save()
    series.attendees.set(people)
    refuse_never(series, on=timezone.localdate(at))
    replan(series, on=timezone.localdate(at))
    return series


@transaction.atomic
def set_agenda(
    series: Series, *, slots: dict[str, int], headlines: list[str], by: Member, seen: str | None = None
) -> Series:
    """Give each section its minutes and say which numbers are looked at, from the next agenda that is written on; a
    frozen one stays.

    ``seen``: the print of what ``by`` changed. Raise ``NotAllowedNow`` if somebody else has changed it since.
    """
    need(by, Permission.RUN_MEETINGS, team=series.team_id)
    series = Series.objects.select_for_update().get(pk=series.pk)
    if seen is not None and seen != series.agenda_print:
        raise NotAllowedNow(
            _("Somebody has changed this agenda meanwhile. What you entered is kept: save again to replace theirs.")
        )
    series.slots, series.headlines = slots, headlines
    series.save(update_fields=["slots", "headlines"])
    return series


@transaction.atomic
def end(series: Series, *, by: Member, at: datetime) -> Series:
    """No further meetings from today on; those that were held stay."""
    need(by, Permission.RUN_MEETINGS, team=series.team_id)
    series = Series.objects.select_for_update().get(pk=series.pk)
    if series.ended_on:
        raise NotAllowedNow(_("This series has ended."))
    series.ended_on = timezone.localdate(at)
    series.save(update_fields=["ended_on"])
    replan(series, on=series.ended_on)
    return series


def replan(series: Series, *, on: date) -> None:
    """Take away what is planned from that day on and isn't prepared, and plan anew."""
    series.meetings.planned().filter(day__gte=on, topics=None).delete()
    plan(series, on=on)


def plan_ahead(team: Team, *, on: date) -> int:
    """Put the meetings of the coming month into the calendar. Safe to repeat; return how many are new."""
    running = Series.objects.filter(team=team).running(on=on)
    return sum(plan(series, on=on) for series in running.select_related("team", "chair"))


def plan(series: Series, *, on: date) -> int:
    """The same for one series."""
    if series.ended_on and series.ended_on <= on:
        return 0
    span = Span(on, on + AHEAD)
    working = working_around(span, series)
    known = set(series.meetings.filter(day__range=(span.first, span.last)).values_list("day", flat=True))
    new = [day for day in series.rule.days(span, working) if day not in known]
    fields = {"starts_at": series.starts_at, "minutes": series.minutes, "chair": series.chair}
    Meeting.objects.bulk_create([Meeting(series=series, day=day, **fields) for day in new], ignore_conflicts=True)
    return len(new)


def working_around(span: Span, series: Series) -> WorkingDays:
    return WorkingDays(series.team, Span(span.first - MOST_DAYS_OFF, span.last + MOST_DAYS_OFF))


def refuse_never(series: Series, *, on: date) -> None:
    start = max(on, series.first_on)
    span = Span(start, start + A_YEAR)
    if series.frequency != Series.Frequency.ONCE and not series.rule.days(span, working_around(span, series)):
        raise NotAllowedNow(
            _("It would only fall on days off and never be held. Choose another day, or let it move to a working day.")
        )


def refuse_strangers(people: Iterable[Member], by: Member) -> None:
    if any(one.team_id != by.team_id for one in people):
        raise NotAllowedNow(_("Chair and attendees are people of the team."))
