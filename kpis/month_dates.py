"""The dates of a month's end, in the team's own working days."""

from dataclasses import dataclass
from datetime import date, timedelta

from roles.calendar import WorkingDays
from roles.models import Team
from teamops.lib.months import Span, last_of

A_DAY = timedelta(days=1)
# In so many days there are 20 working days, whatever holidays there are.
LONG_ENOUGH = timedelta(days=70)
# Of a clock's time, in percent: then somebody is reminded.
REMIND_AT = 80


@dataclass(frozen=True)
class Clock:
    """Until when something is to be done (that day included), and from which day on somebody is reminded."""

    due_on: date
    remind_on: date

    def is_over(self, *, on: date) -> bool:
        return on > self.due_on


@dataclass(frozen=True)
class MonthEnd:
    self_review: Clock
    review: Clock


def month_end(team: Team, month: date) -> MonthEnd:
    """When the self-reviews and the signatures of a month are due. One query."""
    days = working_days_after(team, last_of(month))
    return MonthEnd(clock(days, team.self_review_days), clock(days, team.review_days))


def clock_from(team: Team, day: date, days: int) -> Clock:
    """A clock of so many working days after ``day``. One query."""
    return clock(working_days_after(team, day), days)


def clock_until(team: Team, first: date, due_on: date) -> Clock:
    """A clock that was set on ``first`` until ``due_on``. One query."""
    days = list(WorkingDays(team, Span(first + A_DAY, max(due_on, first + A_DAY)))) or [due_on]
    return Clock(due_on, days[reminder_of(len(days)) - 1])


def working_days_after(team: Team, day: date) -> list[date]:
    """The next working days; every day of a team that works on none."""
    span = Span(day + A_DAY, day + LONG_ENOUGH)
    return list(WorkingDays(team, span)) or list(span)


def clock(days: list[date], number: int) -> Clock:
    """A clock that ends with the day of that number, or the last one known."""
    return Clock(nth(days, number), nth(days, reminder_of(number)))


def reminder_of(number: int) -> int:
    """The number of the working day on which so many days are used up to ``REMIND_AT``."""
    return max(1, -(-number * REMIND_AT // 100))


def nth(days: list[date], number: int) -> date:
    return days[min(number, len(days)) - 1]
