"""A figure: a ratio in one run, and what it should reach."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """``ratio`` should be at least ``target``; where less is better, at most."""

    name: str
    ratio: float
    target: float
    at_most: bool = False

    @property
    def met(self) -> bool:
        return self.ratio <= self.target if self.at_most else self.ratio >= self.target

    def as_dict(self) -> dict[str, object]:
        return {"name": self.name, "ratio": round(self.ratio, 3), "target": self.target, "met": self.met}

    def as_line(self) -> str:
        sign = "≤" if self.at_most else "≥"
        return f"{self.name:<58} {self.ratio:>8.3f}   {sign} {self.target:<6} {'met' if self.met else 'NOT MET'}"
