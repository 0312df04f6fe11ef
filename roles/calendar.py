"""Which days a team works: weekdays, China's holidays and make-up days (调休), and the team's own exceptions."""

from collections.abc import Collection, Iterator
from datetime import date
from functools import lru_cache

import holidays

from roles.models import Leave, Team
from teamops.lib.months import Span

SATURDAY = 5


@lru_cache
def china(year: int) -> holidays.HolidayBase:
    """The State Council's holidays and make-up working days of a year, as far as they are announced."""
    return holidays.country_holidays("CN", years=year)


def is_announced(year: int) -> bool:
    """Whether the make-up days of a year are known. Every announced year has some; without any, it is missing."""
    return any(day.year == year for day in china(year).weekend_workdays)


# When the State Council has usually published the next year's days; from then on a missing year is a problem.
ANNOUNCED_BY = (12, 1)


def missing_year(*, on: date) -> int | None:
    """The year whose make-up days should be known on that day and aren't: this one, and from 1 December the next."""
    if not is_announced(on.year):
        return on.year
    is_due = (on.month, on.day) >= ANNOUNCED_BY
    return on.year + 1 if is_due and not is_announced(on.year + 1) else None


def holiday_name(day: date) -> str:
    """What the holiday is called in the official calendar; empty on other days."""
    return str(china(day.year).get(day, ""))


def is_officially_worked(day: date) -> bool:
    calendar = china(day.year)
    if day in calendar.weekend_workdays:
        return True
    return day.weekday() < SATURDAY and day not in calendar


class WorkingDays(Collection[date]):
    """The working days of a team in a span, in order. One query, none if the team comes with its exceptions."""

    def __init__(self, team: Team, span: Span) -> None:
        exceptions = {one.day: one.is_working for one in team.day_overrides.all()}
        self._days = [day for day in span if exceptions.get(day, is_officially_worked(day))]
        self._known = frozenset(self._days)

    def __contains__(self, day: object) -> bool:
        return day in self._known

    def __iter__(self) -> Iterator[date]:
        return iter(self._days)

    def __len__(self) -> int:
        return len(self._days)


def days_away(members: Collection[int], span: Span) -> dict[int, set[date]]:
    """The days of the span on which each member, by key, is on leave. One query."""
    away: dict[int, set[date]] = {member: set() for member in members}
    leaves = Leave.objects.filter(member__among=members).overlapping(first=span.first, last=span.last)
    for member, first, last in leaves.values_list("member", "from_on", "until_on"):
        away[member].update(Span(first, last) & span)
    return away
