"""The arithmetic of a budget: planned, committed, spent; how much is used, and what that asks for. Yuan, no database.

Used is what was spent and what is still committed. A commitment shrinks by what was spent on it, never below nothing.
At 80 % and at 100 % of what was planned people are warned; what would go beyond 100 % needs somebody else's yes.
"""

from dataclasses import dataclass
from decimal import Decimal

from teamops.lib.rounding import exactly

ZERO, HUNDRED, CENT = Decimal(0), Decimal(100), Decimal("0.01")
# Percent of the planned amount from which on people are warned.
WARNINGS = (80, 100)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a line, or a campaign's own budget, stands."""

    planned: Decimal = ZERO
    committed: Decimal = ZERO
    spent: Decimal = ZERO

    @property
    def used(self) -> Decimal:
        return self.committed + self.spent

    @property
    def left(self) -> Decimal:
        """Below zero where more is used than was planned."""
        return self.planned - self.used

    @property
    def is_over(self) -> bool:
        return self.used > self.planned

    @property
    def over(self) -> Decimal:
        """What is used beyond the plan."""
        return max(-self.left, ZERO)

    @property
    def percent(self) -> Decimal | None:
        """Used of 100 planned; ``None`` where nothing was planned."""
        return exact_percent(self.used, self.planned) if self.planned else None

    @property
    def warning(self) -> int:
        """80 or 100 once so many percent are used, else 0. It compares products: nothing is rounded."""
        if not self.planned:
            return WARNINGS[-1] if self.used else 0
        return max((level for level in WARNINGS if self.used * HUNDRED >= self.planned * level), default=0)

    def __add__(self, other: "Standing") -> "Standing":
        return Standing(self.planned + other.planned, self.committed + other.committed, self.spent + other.spent)

    def with_more(self, amount: Decimal) -> "Standing":
        """As it would stand if so much more were used."""
        return Standing(self.planned, self.committed, self.spent + amount)


@exactly
def exact_percent(part: Decimal, whole: Decimal) -> Decimal:
    return part * HUNDRED / whole


def still_committed(amount: Decimal, spent_on_it: Decimal) -> Decimal:
    """What is left of a commitment."""
    return max(amount - spent_on_it, ZERO)


def added_by(amount: Decimal, *, left_of_commitment: Decimal) -> Decimal:
    """How much more is used when so much is spent, of which a part was committed before."""
    return max(amount - left_of_commitment, ZERO)
