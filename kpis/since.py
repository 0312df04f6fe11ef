"""Why a card changed on the last day on which it did: which lines moved, from what to what, and how that adds up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kpis.models import Line
from kpis.scoring import ZERO
from kpis.sheet import Sheet, SheetLine
from teamops.lib.rounding import CENT


@dataclass(frozen=True)
class Moved:
    """One line, and by how many points of the total it moved the card."""

    shown: SheetLine
    change: Decimal

    @property
    def line(self) -> Line:
        return self.shown.line

    @property
    def has_other_number(self) -> bool:
        return self.line.actual != self.line.was_actual

    @property
    def has_other_target(self) -> bool:
        """A line that was new that day had no target before."""
        return self.line.was_target is not None and self.line.target != self.line.was_target

    @property
    def has_other_weight(self) -> bool:
        """A KPI of its half got data for the first time, or lost it; of one without data itself the number says so."""
        return bool(self.line.was_weight) and bool(self.line.weight) and self.line.weight != self.line.was_weight


@dataclass(frozen=True)
class Since:
    """``change``: of the total against the day before ``on``. ``rest``: what no line explains; its parts weigh
    otherwise, or one of them is gone."""

    on: date
    was: Decimal
    change: Decimal
    moved: Sequence[Moved]
    rest: Decimal


def since_of(sheet: Sheet) -> Since | None:
    """``None`` for a card that is signed or old, had no total before, or whose total stayed. No query."""
    card = sheet.card
    if card.is_signed or not card.is_current or card.changed_on is None:
        return None
    if card.total is None or card.was_total is None or card.total == card.was_total:
        return None
    moved = sorted(moved_on(sheet, card.changed_on), key=lambda one: -abs(one.change))
    change = card.total - card.was_total
    rest = change - sum((one.change for one in moved), ZERO)
    # Each of the two totals is rounded to the cent, so a cent is nobody's.
    return Since(card.changed_on, card.was_total, change, moved, rest if abs(rest) > CENT else ZERO)


def moved_on(sheet: Sheet, day: date) -> Iterator[Moved]:
    """The lines that give otherwise than before that day. No data gave nothing."""
    for part in sheet.parts:
        for shown in (line for half in part.halves for line in half.lines):
            line = shown.line
            change = ((line.earned or ZERO) - (line.was_earned or ZERO)) * part.part.weight
            if line.changed_on == day and change:
                yield Moved(shown, change)
