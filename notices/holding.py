"""When somebody may be disturbed: not in their quiet hours, not on days they don't work. Without Django's models."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

# When the working morning begins for whoever has no quiet hours.
MORNING = time(8, 30)
# A holiday lasts ten days at most; whoever is away for longer isn't waited for.
FARTHEST = timedelta(days=45)
A_DAY = timedelta(days=1)

Works = Callable[[datetime], bool]


@dataclass(frozen=True, slots=True)
class Quiet:
    """From when until when one is left in peace, over midnight too; not at all if both are the same."""

    starts: time
    ends: time

    def end_of(self, moment: datetime) -> datetime | None:
        """When the quiet hours that ``moment`` lies in are over; ``None`` outside them."""
        now = moment.time()
        today = moment.replace(hour=self.ends.hour, minute=self.ends.minute, second=0, microsecond=0)
        if self.starts <= self.ends:
            return today if self.starts <= now < self.ends else None
        if now >= self.starts:
            return today + A_DAY
        return today if now < self.ends else None


def next_moment(moment: datetime, *, quiet: Quiet, works: Works) -> datetime:
    """``moment``, or the first one after it outside the quiet hours on a day that ``works`` says is worked.

    ``moment`` is in the clock of whom it is about.
    """
    latest = moment + FARTHEST
    while moment < latest:
        if not works(moment):
            moment = (moment + A_DAY).replace(hour=MORNING.hour, minute=MORNING.minute, second=0, microsecond=0)
        elif end := quiet.end_of(moment):
            moment = end
        else:
            return moment
    return latest


def next_at(clock_time: time, *, after: datetime) -> datetime:
    """The next time that a clock shows ``clock_time``."""
    today = after.replace(hour=clock_time.hour, minute=clock_time.minute, second=0, microsecond=0)
    return today if today >= after else today + A_DAY
