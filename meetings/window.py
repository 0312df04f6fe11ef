"""When a stand-up may be written: from the evening before until it is due; and when who is missing is reminded.

Arithmetic alone, on moments in the team's own time. The night between counts for nothing: four fifths of a window from
18:00 to 09:30 are over at 08:24, not at six in the morning.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

EVENING_ENDS, MORNING_BEGINS = time(22), time(8)
# The part of the window after which who is missing is reminded.
REMINDED_AFTER = 0.8


@dataclass(frozen=True)
class Window:
    """From when until when a day's stand-up is written in time."""

    opens: datetime
    due: datetime

    @classmethod
    def of(cls, day: date, *, day_before: date, opens_at: time, due_at: time, zone: tzinfo) -> "Window":
        """``day_before``: the working day before ``day``."""
        return cls(datetime.combine(day_before, opens_at, tzinfo=zone), datetime.combine(day, due_at, tzinfo=zone))

    @property
    def waking(self) -> list[tuple[datetime, datetime]]:
        """The hours in which people write: the first evening and the last morning, or all if there are neither."""
        zone = self.opens.tzinfo
        evening = (self.opens, datetime.combine(self.opens.date(), EVENING_ENDS, tzinfo=zone))
        morning = (datetime.combine(self.due.date(), MORNING_BEGINS, tzinfo=zone), self.due)
        return [(first, last) for first, last in (evening, morning) if first < last] or [(self.opens, self.due)]

    @property
    def reminds(self) -> datetime:
        """The moment at which four fifths of the waking hours are over."""
        left = REMINDED_AFTER * sum(((last - first) for first, last in self.waking), timedelta())
        for first, last in self.waking:
            if left <= last - first:
                return first + left
            left -= last - first
        return self.due

    def has_opened(self, at: datetime) -> bool:
        return at >= self.opens

    def is_over(self, at: datetime) -> bool:
        return at > self.due
