"""Progress control (进度管控): how far a plan should be on a day, how far it is, and the colour of the distance.

For goals, milestones and campaigns alike: days and decimals in, decimals and colours out; no database, no clock.
Progress is in points of 100; a gap is planned − actual, so 12 means twelve points behind.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from teamops.lib.rounding import exactly, round_half_up

ZERO, HUNDRED = Decimal(0), Decimal(100)
# A gap from so many points on has the colour (domain: 10, 20, 30).
YELLOW_FROM, ORANGE_FROM, RED_FROM = Decimal(10), Decimal(20), Decimal(30)


class Colour(StrEnum):
    """How far behind, from on plan upwards."""

    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"

    @property
    def rank(self) -> int:
        """0 for on plan to 3 for red."""
        return list(Colour).index(self)

    @property
    def is_serious(self) -> bool:
        """Orange or red: more than saying why is asked for."""
        return self.rank >= Colour.ORANGE.rank


class Standing(NamedTuple):
    """One day: planned and actual progress in points, the colour that counts. ``actual`` is ``None`` without data."""

    day: date
    planned: Decimal
    actual: Decimal | None
    colour: Colour

    @property
    def gap(self) -> Decimal | None:
        return gap_between(self.planned, self.actual)


@exactly
def planned_on(day: date, *, start: date, end: date) -> Decimal:
    """Points that should be reached by the end of ``day``: in equal steps, 100 at the end of the last day.

    Give it the approved baseline's days: what was moved later doesn't change what was promised.
    """
    if end < start:
        raise ValueError(end)
    gone, length = (day - start).days + 1, (end - start).days + 1
    return min(max(HUNDRED * gone / length, ZERO), HUNDRED)


@exactly
def reached(actual: Decimal | None, *, baseline: Decimal, target: Decimal) -> Decimal | None:
    """Points of the way from ``baseline`` to ``target``, either of which may be the larger. No data is not zero.

    Past the target it is more than 100, worse than the baseline less than 0. Raise ``ValueError`` if the two are one.
    """
    if target == baseline:
        raise ValueError(target)
    return None if actual is None else HUNDRED * (actual - baseline) / (target - baseline)


def gap_between(planned: Decimal, actual: Decimal | None) -> Decimal | None:
    """Points behind the plan; negative where it is ahead."""
    return None if actual is None else planned - actual


def colour_of(gap: Decimal) -> Colour:
    """The colour of a gap, rounded to two places as people read it."""
    read = round_half_up(gap)
    if read >= RED_FROM:
        return Colour.RED
    if read >= ORANGE_FROM:
        return Colour.ORANGE
    return Colour.YELLOW if read >= YELLOW_FROM else Colour.GREEN


def ratchet(held: Colour, *, yesterday: Colour | None, today: Colour) -> Colour:
    """The colour that counts after today: it rises at once and falls after two better days, to the worse of the two.

    ``held`` counted until now; ``yesterday`` and ``today`` are what the gaps of the last two days with data say.
    """
    if today.rank >= held.rank:
        return today
    if yesterday is None or yesterday.rank >= held.rank:
        return held
    return max(yesterday, today, key=lambda colour: colour.rank)


def course(days: Iterable[tuple[date, Decimal, Decimal | None]]) -> Iterator[Standing]:
    """Each day with the colour that counts, from (day, planned, actual), the oldest first; green before the first.

    A day without data keeps the colour and counts for nothing.
    """
    held, yesterday = Colour.GREEN, None
    for day, planned, actual in days:
        gap = gap_between(planned, actual)
        if gap is not None:
            today = colour_of(gap)
            held, yesterday = ratchet(held, yesterday=yesterday, today=today), today
        yield Standing(day, planned, actual, held)


def serious_since(days: Iterable[Standing]) -> date | None:
    """The first of the orange and red days that reach until the last of ``days``."""
    since = None
    for one in days:
        since = (since or one.day) if one.colour.is_serious else None
    return since
