"""A row of TeamOps' own sheet, and counts that keep to a rate."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class SheetRow(NamedTuple):
    """日期, 对象, 指标, 数值."""

    day: date
    subject: str
    metric: str
    value: Decimal | int


class KeptRate:
    """Of what came due so far, how much was done, so that the sum stays at ``rate``, rounded half up."""

    def __init__(self, rate: float) -> None:
        self.rate = Decimal(str(rate))
        self.due = 0
        self.done = 0

    def of(self, due: int) -> int:
        """How many of another ``due`` were done."""
        self.due += due
        before, self.done = self.done, int(self.rate * self.due + Decimal("0.5"))
        return self.done - before


def rows_of(day: date, subject: str, numbers: dict[str, Decimal | int]) -> Iterator[SheetRow]:
    """One row for each metric."""
    return (SheetRow(day, subject, metric, value) for metric, value in numbers.items())
