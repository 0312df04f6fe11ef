"""On which days a series meets: daily, weekly, monthly or once, around days off. Dates alone, no database."""

from calendar import monthrange
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.utils.translation import gettext as _

from teamops.lib.months import Span, first_of, month_after

A_DAY, A_WEEK = timedelta(days=1), 7
# No holiday with its weekends is longer.
MOST_DAYS_OFF = timedelta(days=16)

Frequency = Literal["daily", "weekly", "monthly", "once"]


def lacking(frequency: str | None, *, weekday: int | None, month_day: int | None) -> dict[str, str]:
    """What a rule needs and hasn't got, with what to say at its field: a weekly one its weekday, a monthly one its
    day."""
    if frequency == "weekly" and weekday is None:
        return {"weekday": _("Choose the weekday.")}
    if frequency == "monthly" and not month_day:
        return {"month_day": _("Say on which day of the month.")}
    return {}


@dataclass(frozen=True)
class Rule:
    """``every``: each so many weeks or months. ``month_day`` beyond a month's end means its last day.

    ``moves``: what falls on a day off is held on the next working day instead of not at all.
    """

    frequency: str
    first_on: date
    every: int = 1
    weekday: int | None = None
    month_day: int | None = None
    moves: bool = False

    def days(self, span: Span, working: Container[date]) -> list[date]:
        """The days in the span, in order. ``working`` holds the team's working days, from 16 days before it."""
        reach = Span(max(span.first - MOST_DAYS_OFF, self.first_on), span.last)
        found = {held for day in self._nominal(reach) if (held := self._held(day, working)) and held in span}
        return sorted(found)

    def _held(self, day: date, working: Container[date]) -> date | None:
        if day in working or self.frequency == "once":
            return day
        if not self.moves or self.frequency == "daily":
            return None
        later = (day + n * A_DAY for n in range(1, MOST_DAYS_OFF.days + 1))
        return next((one for one in later if one in working), None)

    def _nominal(self, span: Span) -> Iterator[date]:
        """As the rule says it, days off or not."""
        match self.frequency:
            case "once":
                yield from [self.first_on] if self.first_on in span else []
            case "daily":
                yield from span
            case "weekly":
                start = self.first_on - timedelta(days=self.first_on.weekday())
                yield from (
                    day
                    for day in span
                    if day.weekday() == self.weekday and (day - start).days // A_WEEK % self.every == 0
                )
            case _:
                month = first_of(span.first)
                while month <= span.last:
                    if self._months_from(month) % self.every == 0:
                        day = month.replace(day=min(self.month_day or 1, monthrange(month.year, month.month)[1]))
                        if day in span:
                            yield day
                    month = month_after(month)

    def _months_from(self, month: date) -> int:
        return (month.year - self.first_on.year) * 12 + month.month - self.first_on.month
