"""Is a target fair? It is set beside what each member reached in the months that are over. No database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from teamops.lib.rounding import exactly

# Fewer months than this say too little of what somebody can reach.
ENOUGH = 3
POOR, MIDDLE, GOOD = Decimal("0.25"), Decimal("0.50"), Decimal("0.95")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a member reached in a month, as of a whole one, and whether that met the target of their days."""

    month: date
    value: Decimal
    is_hit: bool


class Verdict(StrEnum):
    """What is to be said of a target."""

    NEVER = "never"  # nobody has ever reached it
    ALWAYS = "always"  # everybody always does
    TOO_LITTLE = "too_little"  # nobody has enough history to judge by
    FAIR = "fair"


class Standing(StrEnum):
    """Where a target lies in one member's own history."""

    BEYOND = "beyond"  # better than their p95
    WITHIN = "within"
    BELOW = "below"  # worse than their p25
    TOO_LITTLE = "too_little"


@exactly
def quantile(ordered: Sequence[Decimal], part: Decimal) -> Decimal:
    """The value below which ``part`` (0 to 1) of the ordered values lie, linear between two neighbours.

    Raise ``ValueError`` for no values.
    """
    if not ordered:
        msg = "no values have no quantile"
        raise ValueError(msg)
    at = part * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


@dataclass(frozen=True)
class History:
    """One member's readings of one KPI. ``poor`` and ``good`` are p25 and p95 counted from the worse end: where lower
    is better, ``good`` is the lower of the two."""

    member: int | None  # nobody: the team's own number
    readings: Sequence[Reading]
    target: Decimal
    is_lower_better: bool

    @property
    def months(self) -> int:
        return len(self.readings)

    @property
    def is_enough(self) -> bool:
        return self.months >= ENOUGH

    @property
    def hits(self) -> int:
        return sum(one.is_hit for one in self.readings)

    @cached_property
    def ordered(self) -> list[Decimal]:
        """From the worst to the best."""
        return sorted((one.value for one in self.readings), reverse=self.is_lower_better)

    @property
    def poor(self) -> Decimal:
        return quantile(self.ordered, POOR)

    @property
    def median(self) -> Decimal:
        return quantile(self.ordered, MIDDLE)

    @property
    def good(self) -> Decimal:
        return quantile(self.ordered, GOOD)

    @property
    def standing(self) -> Standing:
        if not self.is_enough:
            return Standing.TOO_LITTLE
        if self.is_better(self.target, than=self.good):
            return Standing.BEYOND
        return Standing.BELOW if self.is_better(self.poor, than=self.target) else Standing.WITHIN

    def is_better(self, value: Decimal, *, than: Decimal) -> bool:
        return value < than if self.is_lower_better else value > than


@dataclass(frozen=True)
class Fairness:
    """One KPI's target beside the histories of those who hold or held the role."""

    histories: Sequence[History]

    @property
    def judged(self) -> list[History]:
        """Those with enough history."""
        return [one for one in self.histories if one.is_enough]

    @property
    def months(self) -> int:
        return sum(one.months for one in self.histories)

    @property
    def hits(self) -> int:
        return sum(one.hits for one in self.histories)

    @property
    def verdict(self) -> Verdict:
        """By every reading there is, provided that somebody's are enough."""
        if not self.judged:
            return Verdict.TOO_LITTLE
        if self.hits == 0:
            return Verdict.NEVER
        return Verdict.ALWAYS if self.hits == self.months else Verdict.FAIR

    @property
    def is_never(self) -> bool:
        return self.verdict is Verdict.NEVER

    @property
    def is_always(self) -> bool:
        return self.verdict is Verdict.ALWAYS

    @property
    def is_unfair(self) -> bool:
        return self.is_never or self.is_always

    @property
    def beyond(self) -> list[History]:
        return [one for one in self.histories if one.standing is Standing.BEYOND]

    @property
    def below(self) -> list[History]:
        return [one for one in self.histories if one.standing is Standing.BELOW]

    @property
    def spread(self) -> tuple[Decimal, Decimal] | None:
        """The lowest and the highest median among the same role; nothing for fewer than two."""
        medians = [one.median for one in self.judged]
        return (min(medians), max(medians)) if len(medians) > 1 else None
