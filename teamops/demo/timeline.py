"""When the demo's story takes place: two closed months and the running one, all of it before now.

The team was there before: of the two months before the story it brought its numbers along.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from teamops.demo.dice import between
from teamops.lib.months import Span, first_of, month_before

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Timeline:
    """The moments of the story as seen from ``now``. None of them is still to come."""

    now: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def yesterday(self) -> date:
        return self.today - A_DAY

    @property
    def first(self) -> date:
        """The first day of the month before last, so that growth has something to grow from."""
        return month_before(month_before(self.today))

    @property
    def began(self) -> date:
        """The first day of which the team brought numbers along."""
        return month_before(month_before(self.first))

    @property
    def days(self) -> Span:
        """Every day with numbers that came in here."""
        return Span(self.first, self.yesterday)

    @property
    def closed(self) -> Span:
        """The month that is over and waits for its signatures."""
        return Span.month(month_before(self.today))

    @property
    def months(self) -> list[Span]:
        """The days with numbers, month by month; on the first of a month the running one has none yet."""
        spans = [Span.month(self.first), self.closed, Span(first_of(self.today), self.yesterday)]
        return [span for span in spans if span]

    def place(self, day: date) -> int:
        """Which of the three months a day lies in: 0, 1 or 2."""
        return (day.year - self.first.year) * 12 + day.month - self.first.month

    def opening(self, level: int, growth: int) -> int:
        """What a total begins with that grows by ``growth`` over the days; the story begins with ``level``."""
        return level

    def drift(self, *words: object) -> float:
        """By how much a month's rate is off what the story says of its place."""
        return 0.0

    def at(self, day: date, clock: str) -> datetime:
        """A moment of a day, ``09:05`` say; now, if it is still to come."""
        moment = timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))
        return min(moment, self.now)


@dataclass(frozen=True)
class Before(Timeline):
    """The two months before the story, of which its totals begin where these end."""

    @property
    def days(self) -> Span:
        return Span(self.began, self.first - A_DAY)

    @property
    def months(self) -> list[Span]:
        return [Span.month(self.began), Span.month(month_before(self.first))]

    def place(self, day: date) -> int:
        """As in the story's first month, but for the drift."""
        return 0

    def opening(self, level: int, growth: int) -> int:
        return level - growth

    def drift(self, *words: object) -> float:
        return between(-0.08, 0.04, "before", *words)
