"""The heat map of risks: how many there are of each likelihood and impact."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from campaigns.models import Risk
from campaigns.risk_levels import STEPS, Gravity, gravity


@dataclass(frozen=True)
class Cell:
    likelihood: int
    impact: int
    count: int

    @property
    def gravity(self) -> Gravity:
        return gravity(self.likelihood, self.impact)


def heat_map(risks: Iterable[Risk]) -> list[list[Cell]]:
    """Rows from the likeliest down, cells from the slightest impact on."""
    counts = Counter((risk.likelihood, risk.impact) for risk in risks)
    return [[Cell(likely, bad, counts[likely, bad]) for bad in STEPS] for likely in reversed(STEPS)]
