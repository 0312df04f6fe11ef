"""What meetings contribute to the numbers: stand-ups due, logged and in time; meetings planned and held; actions and
blockers due, and those done in time. One point a member and day, each from rows that can be looked up."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from meetings.attendance import due
from meetings.models import Action, Blocker, Meeting, StandUp
from metrics.sources import SourcePoint, counted, source, source_at
from roles.models import Team
from teamops.lib.months import Span

DUE, LOGGED, IN_TIME = "process.stand_ups_due", "process.stand_ups_logged", "process.stand_ups_in_time"
PLANNED, HELD = "process.meetings_planned", "process.meetings_held"
ACTIONS_DUE, ACTIONS_DONE = "process.actions_due", "process.actions_done"
BLOCKERS_DUE, BLOCKERS_IN_TIME = "process.blockers_due", "process.blockers_in_time"


@source(DUE, LOGGED, IN_TIME)
def stand_ups(team: Team, span: Span) -> Iterator[SourcePoint]:
    """One due for each member and working day, and 1 or 0 logged and in time: a day without the 0 wouldn't count in
    the rate."""
    rows = StandUp.objects.filter(member__team=team).within(span).values_list("member", "day", "is_late")
    late = {(member, day): is_late for member, day, is_late in rows}
    for member, days in due(team, span).items():
        for day in sorted(days):
            yield SourcePoint(member, DUE, day, Decimal(1))
            yield SourcePoint(member, LOGGED, day, Decimal((member, day) in late))
            yield SourcePoint(member, IN_TIME, day, Decimal(late.get((member, day)) is False))


@source_at(PLANNED, HELD)
def meetings(team: Team, span: Span, at: datetime) -> Iterator[SourcePoint]:
    """For the chair, on the meeting's day: planned, and held on that very day. Cancelled ones were planned, too."""
    through = min(span.last, timezone.localdate(at))
    found = Meeting.objects.filter(series__team=team, day__range=(span.first, through))
    rows = found.values_list("chair", "day", "started_at")
    were = ((chair, day, started is not None and timezone.localdate(started) == day) for chair, day, started in rows)
    yield from counted(were, PLANNED, HELD)


@source_at(ACTIONS_DUE, ACTIONS_DONE)
def actions(team: Team, span: Span, at: datetime) -> Iterator[SourcePoint]:
    """For the owner, on the day that was promised first: moving it doesn't help."""
    through = min(span.last, timezone.localdate(at))
    found = Action.objects.filter(team=team, promised_on__range=(span.first, through), dropped_on=None)
    rows = found.values_list("owner", "promised_on", "done_on")
    were = ((owner, day, done is not None and done <= day) for owner, day, done in rows)
    yield from counted(were, ACTIONS_DUE, ACTIONS_DONE)


@source_at(BLOCKERS_DUE, BLOCKERS_IN_TIME)
def blockers(team: Team, span: Span, at: datetime) -> Iterator[SourcePoint]:
    """For the owner, on the day by which it was needed; those that nobody needed by a day aren't due."""
    through = min(span.last, timezone.localdate(at))
    found = Blocker.objects.filter(team=team, needed_by__range=(span.first, through)).exclude(outcome="dropped")
    rows = found.values_list("owner", "needed_by", "closed_on")
    were = ((owner, day, closed is not None and closed <= day) for owner, day, closed in rows if day)
    yield from counted(were, BLOCKERS_DUE, BLOCKERS_IN_TIME)
