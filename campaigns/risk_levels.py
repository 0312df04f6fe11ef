"""How grave a risk is: likelihood × impact, each from 1 to 5. No database."""

from enum import StrEnum

STEPS = range(1, 6)
# From so much on.
MIDDLE_FROM, HIGH_FROM = 8, 15


class Gravity(StrEnum):
    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


def product(likelihood: int, impact: int) -> int:
    """1 to 25."""
    return likelihood * impact


def gravity(likelihood: int, impact: int) -> Gravity:
    found = product(likelihood, impact)
    if found >= HIGH_FROM:
        return Gravity.HIGH
    return Gravity.MIDDLE if found >= MIDDLE_FROM else Gravity.LOW
