"""A team's working hours: when something is due that may take eight of them, and how many have gone by."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from roles.calendar import WorkingDays
from roles.models import Team
from teamops.lib.months import Span

A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)
# Twice as far as the days that the hours would fill, and over the longest holidays.
BEYOND = 21


class WorkingClock:
    """Runs in a team's working hours on its working days and stands still else. A query for each stretch of days."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self._known: dict[date, bool] = {}

    def after(self, moment: datetime, hours: Decimal | float) -> datetime:
        """The moment at which ``hours`` working hours have gone by since ``moment``."""
        left = AN_HOUR * float(hours)
        day = timezone.localdate(moment)
        while True:
            opens, closes = self._hours_of(day)
            start = max(opens, moment)
            if self._is_worked(day, ahead=left) and start < closes:
                if start + left <= closes:
                    return start + left
                left -= closes - start
            day += A_DAY

    def between(self, first: datetime, last: datetime) -> Decimal:
        """Working hours from one moment to a later one; none if it isn't later."""
        gone = timedelta()
        day, end = timezone.localdate(first), timezone.localdate(last)
        self._look_up(Span(day, end))
        while day <= end:
            opens, closes = self._hours_of(day)
            if self._known[day]:
                gone += max(min(closes, last) - max(opens, first), timedelta())
            day += A_DAY
        return Decimal(str(round(gone / AN_HOUR, 4)))

    def _hours_of(self, day: date) -> tuple[datetime, datetime]:
        return _at(day, self.team.work_starts_at), _at(day, self.team.work_ends_at)

    def _is_worked(self, day: date, *, ahead: timedelta) -> bool:
        if day not in self._known:
            self._look_up(Span(day, day + BEYOND * A_DAY + 3 * ahead))
        return self._known[day]

    def _look_up(self, span: Span) -> None:
        if any(day not in self._known for day in span):
            worked = WorkingDays(self.team, span)
            self._known |= {day: day in worked for day in span}


def _at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))
