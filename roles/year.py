"""A team's working days, a year at a glance: arithmetic for the calendar's page."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from roles.calendar import SATURDAY, holiday_name, is_officially_worked
from roles.models import DayOverride, Team
from teamops.lib.months import Span

WEEK = 7


class Kind(StrEnum):
    WORKED = "worked"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    TEAM_WORKS = "team_works"
    TEAM_OFF = "team_off"


@dataclass(frozen=True)
class Day:
    day: date
    kind: Kind
    note: str = ""

    @property
    def is_worked(self) -> bool:
        return self.kind in (Kind.WORKED, Kind.MAKE_UP, Kind.TEAM_WORKS)


@dataclass(frozen=True)
class Month:
    """A month in weeks from Monday to Sunday; ``None`` where a week belongs to another month."""

    first: date
    weeks: list[list[Day | None]]

    @property
    def worked(self) -> int:
        return sum(day is not None and day.is_worked for week in self.weeks for day in week)


def year_of(team: Team, year: int) -> list[Month]:
    """The twelve months, with the team's own exceptions. One query."""
    overrides = {one.day: one for one in DayOverride.objects.filter(team=team, day__year=year)}
    return [_month(date(year, month, 1), overrides) for month in range(1, 13)]


def _month(first: date, overrides: dict[date, DayOverride]) -> Month:
    days: list[Day | None] = [None] * first.weekday()
    days += [day_of(day, overrides.get(day)) for day in Span.month(first)]
    days += [None] * (-len(days) % WEEK)
    return Month(first, [days[start : start + WEEK] for start in range(0, len(days), WEEK)])


def day_of(day: date, override: DayOverride | None) -> Day:
    """What a day is, the team's own word first."""
    if override is not None:
        return Day(day, Kind.TEAM_WORKS if override.is_working else Kind.TEAM_OFF, override.note)
    is_weekend = day.weekday() >= SATURDAY
    if is_officially_worked(day):
        return Day(day, Kind.MAKE_UP if is_weekend else Kind.WORKED)
    name = holiday_name(day)
    return Day(day, Kind.HOLIDAY, name) if name else Day(day, Kind.WEEKEND)
