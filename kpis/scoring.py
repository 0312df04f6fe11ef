"""The scoring rule. Decimals in, decimals out: no database, no clock, no rounding before the end.

Arithmetic has 60 digits, so that a third stays a third until a person reads it; ``stored`` and ``shown`` round, half
up, to the 6 places that lines keep and the 2 places that people see.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, overload

from teamops.lib.rounding import CENT, MICRO, exactly, round_half_up

CAP = Decimal(120)
ZERO, HUNDRED = Decimal(0), Decimal(100)


@exactly
def score(actual: Decimal | None, *, zero_at: Decimal, target: Decimal, cap: Decimal = CAP) -> Decimal | None:
    """Points out of 100 for one KPI: 0 at ``zero_at``, 100 at ``target``, linear between and beyond, 0 to ``cap``.

    ``None`` stays ``None``: no data is not zero. Lower is better where ``zero_at > target``.
    Raise ``ValueError`` where both are the same: then nothing says which way is better.
    """
    if target == zero_at:
        msg = "target and zero_at must differ"
        raise ValueError(msg)
    if actual is None:
        return None
    return linear(actual, zero_at, target, cap)


def linear(actual: Decimal, zero_at: Decimal, target: Decimal, cap: Decimal) -> Decimal:
    """``score`` where there is a number, for whoever has set the digits and checked the target."""
    return min(max(HUNDRED * (actual - zero_at) / (target - zero_at), ZERO), cap)


@exactly
def prorated(amount: Decimal, *, held: int, of: int) -> Decimal:
    """A flow's ``target`` or ``zero_at`` for somebody who held the role on ``held`` of the month's ``of`` days."""
    return amount * held / of


class Wanted(NamedTuple):
    """What one KPI asks for. ``weight`` is in points of 100."""

    half: str
    weight: Decimal
    zero_at: Decimal
    target: Decimal
    cap: Decimal

    def cut(self, *, held: int, of: int) -> "Wanted":
        """The same of a flow, for somebody who held the role on ``held`` of ``of`` days."""
        zero_at, target = (prorated(amount, held=held, of=of) for amount in (self.zero_at, self.target))
        return self._replace(zero_at=zero_at, target=target)


class Earned(NamedTuple):
    """What one KPI gave. ``score`` 0–cap; ``weight`` with its share of the missing ones'; ``points`` = 折分."""

    score: Decimal | None
    weight: Decimal
    points: Decimal | None


NOT_SCORED = Earned(None, ZERO, None)


@dataclass(frozen=True, slots=True)
class Result:
    """A part's lines in the order they were given, its halves in points of their weight, and the total of 100."""

    lines: Sequence[Earned]
    halves: Mapping[str, Decimal | None]

    @property
    def total(self) -> Decimal | None:
        return total_of(self.halves.values())


@exactly
def settle(wanted: Sequence[Wanted], actuals: Sequence[Decimal | None], *, weights: Mapping[str, Decimal]) -> Result:
    """Score a part: what was reached of each KPI. ``weights``: what each half weighs, together 100.

    A KPI without data gives its weight to the others of its half in proportion, so that the half stays what it is;
    a half without any data is empty, and so is the total.
    """
    scores = [
        None if actual is None else linear(actual, one.zero_at, one.target, one.cap)
        for one, actual in zip(wanted, actuals, strict=True)
    ]
    lines = []
    halves: dict[str, Decimal | None] = dict.fromkeys(weights)
    for one, points, weight in zip(wanted, scores, raised(wanted, scores, weights), strict=True):
        if points is None:
            lines.append(NOT_SCORED)
            continue
        earned = points * weight / HUNDRED
        lines.append(Earned(points, weight, earned))
        halves[one.half] = (halves[one.half] or ZERO) + earned
    return Result(lines, halves)


def raised(
    wanted: Sequence[Wanted], scores: Sequence[Decimal | None], weights: Mapping[str, Decimal]
) -> Iterable[Decimal]:
    """The weight of each KPI with its share of the missing ones' of its half."""
    present: dict[str, Decimal] = {}
    for one, points in zip(wanted, scores, strict=True):
        if points is not None:
            present[one.half] = present.get(one.half, ZERO) + one.weight
    if present == weights:
        return [one.weight for one in wanted]
    return [
        ZERO if points is None else one.weight * weights[one.half] / present[one.half]
        for one, points in zip(wanted, scores, strict=True)
    ]


@exactly
def total_of(halves: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of the halves; empty if one of them is."""
    found = list(halves)
    return None if not found or None in found else sum((half for half in found if half is not None), ZERO)


@exactly
def blend(parts: Sequence[tuple[Decimal | None, Decimal]]) -> Decimal | None:
    """The mean of several parts by their weights (share × days). An empty part empties it."""
    if not parts or any(value is None for value, _weight in parts):
        return None
    if len(parts) == 1:
        return parts[0][0]
    everything = sum((weight for _value, weight in parts), ZERO)
    return sum((value * weight for value, weight in parts if value is not None), ZERO) / everything


@overload
def stored(value: None) -> None: ...
@overload
def stored(value: Decimal) -> Decimal: ...
def stored(value: Decimal | None) -> Decimal | None:
    """As lines keep it: 6 places, half up."""
    return value if value is None or value.same_quantum(MICRO) else round_half_up(value, MICRO)


@overload
def shown(value: None) -> None: ...
@overload
def shown(value: Decimal) -> Decimal: ...
def shown(value: Decimal | None) -> Decimal | None:
    """As people see it: 2 places, half up."""
    return None if value is None else round_half_up(value, CENT)
