"""What one KPI alone would have to come to so that a card gains some points: the rule, backwards. No database."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import NamedTuple

from kpis.scoring import HUNDRED, ZERO, linear
from teamops.lib.rounding import exactly, round_half_up

# What divisions leave behind this place is none of the number's.
NOISE = Decimal(1).scaleb(-12)


class Barrier(StrEnum):
    """Why a KPI alone can't do it."""

    CAP = "cap"  # its score would have to be above its cap
    EDGE = "edge"  # its number would have to be one that there isn't: more than all, less than none


class Standing(NamedTuple):
    """A line as it stands. ``weight``: the points of the card's 100 that a score of 100 gives, at most 100.

    ``step``: the smallest difference that people read. ``lowest`` and ``highest``: beyond them there is no number.
    ``moved``: the points of score by which it was adjusted.
    """

    actual: Decimal
    zero_at: Decimal
    target: Decimal
    cap: Decimal
    weight: Decimal
    step: Decimal
    lowest: Decimal | None = None
    highest: Decimal | None = None
    moved: Decimal = ZERO

    @property
    def is_lower_better(self) -> bool:
        return self.target < self.zero_at

    @property
    def edge(self) -> Decimal | None:
        """The best number there is."""
        return self.lowest if self.is_lower_better else self.highest

    def score_of(self, actual: Decimal) -> Decimal:
        """What counts of it, the adjustment with it."""
        computed = linear(actual, self.zero_at, self.target, self.cap)
        return min(max(computed + self.moved, ZERO), self.cap)


class Needed(NamedTuple):
    """The number that would do it, rounded to where it still does; or what is in the way, and the most it can give."""

    actual: Decimal | None
    barrier: Barrier | None
    most: Decimal


@exactly
def needed(line: Standing, points: Decimal) -> Needed:
    """What ``line`` has to come to for ``points`` more of the card's 100, if all else stays.

    Its score must rise by points × 100 ÷ weight; the number that has this score, but for what it was adjusted by, is
    score ÷ 100 × (target − zero_at) + zero_at.
    Raise ``ValueError`` for a line that weighs nothing.
    """
    if line.weight <= 0:
        msg = "a line that weighs nothing gives nothing"
        raise ValueError(msg)
    score = line.score_of(line.actual)
    highest = min(line.cap, line.cap + line.moved) if line.edge is None else line.score_of(line.edge)
    most = max(highest - score, ZERO) * line.weight / HUNDRED
    wanted = round_half_up(score + points * HUNDRED / line.weight, NOISE)
    if wanted > highest:
        return Needed(None, Barrier.EDGE if highest < line.cap else Barrier.CAP, most)
    actual = line.zero_at + (wanted - line.moved) / HUNDRED * (line.target - line.zero_at)
    return Needed(rounded(actual, line), None, most)


def rounded(actual: Decimal, line: Standing) -> Decimal:
    """To a number that people read, to the side on which it is enough."""
    return round_half_up(actual, NOISE).quantize(
        line.step, rounding=ROUND_FLOOR if line.is_lower_better else ROUND_CEILING
    )
