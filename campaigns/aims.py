"""Aims: what a campaign's target says. Kept in words: ``1000`` is to be reached, ``≤80`` isn't to be crossed."""

from dataclasses import dataclass
from decimal import Decimal

AT_MOST = "≤"


@dataclass(frozen=True, slots=True)
class Aim:
    """A number to reach, or one that less is better than: an acquisition cost, a leave rate, complaints."""

    value: Decimal
    is_ceiling: bool = False

    @classmethod
    def read(cls, words: str) -> "Aim":
        return cls(Decimal(words.removeprefix(AT_MOST)), words.startswith(AT_MOST))

    def __str__(self) -> str:
        return f"{self.sign}{self.value:f}"

    @property
    def sign(self) -> str:
        return AT_MOST if self.is_ceiling else ""
