"""Why a card changed on the last day on which it did: which lines moved, from what to what, and how that adds up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from kpis.causes import Brought, imports_behind
from kpis.models import Line, Part, Scorecard
from kpis.scoring import ZERO
from kpis.sheet import Sheet, SheetLine
from kpis.targets.agreed import Step
from metrics.models import Metric
from teamops.lib.rounding import CENT
from teamops.lib.tags.numbers import short_day


@dataclass(frozen=True)
class Moved:
    """One line, and by how many points of the total it moved the card."""

    shown: SheetLine
    change: Decimal
    brought: Sequence[Brought] = ()

    @property
    def line(self) -> Line:
        return self.shown.line

    @property
    def has_other_number(self) -> bool:
        return self.line.actual != self.line.was_actual

    @property
    def is_own_record(self) -> bool:
        """Whether TeamOps measured it itself, from the work."""
        return self.shown.metric.group == Metric.Group.PROCESS

    @property
    def target_step(self) -> Step | None:
        """Who set another target, if it was set on that day or the one before; else days of leave or of the role."""
        steps = self.shown.agreed.steps
        if not steps or self.line.changed_on is None:
            return None
        days = (self.line.changed_on - localdate(steps[-1].row.set_at)).days
        return steps[-1] if days in (0, 1) else None

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


def has_moved(card: Scorecard) -> bool:
    """Whether a card changed since the day before ``changed_on``: not one that is signed or old, had no total before,
    or whose total stayed."""
    if card.is_signed or not card.is_current or card.changed_on is None:
        return False
    return card.total is not None and card.was_total is not None and card.total != card.was_total


def why_there_is_none(card: Scorecard) -> str:
    """A sentence for an open card without a change to explain; empty for one that is signed or old, or that moved."""
    if card.is_signed or not card.is_current or has_moved(card):
        return ""
    if card.total is None:
        return _("There is no total yet, so there is nothing to compare.")
    if card.changed_on is not None and card.was_total is None:
        return _("It first had a total on %(day)s, so there is nothing to compare with yet.") % {
            "day": short_day(card.changed_on)
        }
    return _("The total hasn't changed.")


def lines_moved(card: Scorecard) -> list[tuple[Line, Decimal]]:
    """The lines of a card that moved it last and by how many points of the total, the largest first. One query."""
    lines = Line.objects.filter(part__scorecard=card, changed_on=card.changed_on).select_related("part", "kpi__metric")
    found = [(line, points_of(line, line.part)) for line in lines]
    return sorted(((line, change) for line, change in found if change), key=lambda pair: -abs(pair[1]))


def points_of(line: Line, part: Part) -> Decimal:
    """What a line's last change was worth in points of the total. No data gave nothing."""
    return ((line.earned or ZERO) - (line.was_earned or ZERO)) * part.weight


def since_of(sheet: Sheet) -> Since | None:
    """``None`` for a card that hasn't moved. One query: the imports."""
    card = sheet.card
    if not has_moved(card) or card.changed_on is None or card.total is None or card.was_total is None:
        return None
    found = list(moved_on(sheet, card.changed_on))
    brought = imports_behind([one.line for one in found if one.has_other_number], on=card.changed_on)
    named = [replace(one, brought=brought.get(one.line.pk, [])) for one in found]
    moved = sorted(named, key=lambda one: -abs(one.change))
    change = card.total - card.was_total
    rest = change - sum((one.change for one in moved), ZERO)
    # Each of the two totals is rounded to the cent, so a cent is nobody's.
    return Since(card.changed_on, card.was_total, change, moved, rest if abs(rest) > CENT else ZERO)


def moved_on(sheet: Sheet, day: date) -> Iterator[Moved]:
    """The lines that give otherwise than before that day."""
    for part in sheet.parts:
        for shown in (line for half in part.halves for line in half.lines):
            line = shown.line
            change = points_of(line, part.part)
            if line.changed_on == day and change:
                yield Moved(shown, change)
