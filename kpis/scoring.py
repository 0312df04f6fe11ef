"""The scoring rule. Exact numbers in, exact numbers out: no database, no clock, no rounding before the end.

Everything is a ``Fraction``, so that a third stays a third until a person reads it; ``stored`` and ``shown`` round,
half up, to the 6 places that lines keep and the 2 places that people see.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import overload

from teamops.lib.rounding import CENT, MICRO

CAP = Decimal(120)
ZERO, HUNDRED = Fraction(0), Fraction(100)

Exact = Fraction | Decimal


def score(actual: Exact | None, *, zero_at: Exact, target: Exact, cap: Exact = CAP) -> Fraction | None:
    """Points out of 100 for one KPI: 0 at ``zero_at``, 100 at ``target``, linear between and beyond, 0 to ``cap``.

    ``None`` stays ``None``: no data is not zero. Lower is better where ``zero_at > target``.
    Raise ``ValueError`` where both are the same: then nothing says which way is better.
    """
    if target == zero_at:
        msg = "target and zero_at must differ"
        raise ValueError(msg)
    if actual is None:
        return None
    zero = Fraction(zero_at)
    reached = HUNDRED * (Fraction(actual) - zero) / (Fraction(target) - zero)
    return min(max(reached, ZERO), Fraction(cap))


def prorated(amount: Exact, *, held: int, of: int) -> Fraction:
    """A flow's ``target`` or ``zero_at`` for somebody who held the role on ``held`` of the month's ``of`` days."""
    return Fraction(amount) * held / of


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one KPI asks for and what was reached. ``weight`` is in points of 100."""

    half: str
    weight: Decimal
    zero_at: Exact
    target: Exact
    cap: Decimal
    actual: Fraction | None


@dataclass(frozen=True, slots=True)
class Earned:
    """What one KPI gave. ``score`` 0–cap; ``weight`` with its share of the missing ones'; ``points`` = 折分."""

    score: Fraction | None
    weight: Fraction
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class Result:
    """A part's lines in the order they were given, its halves in points of their weight, and the total of 100."""

    lines: Sequence[Earned]
    halves: Mapping[str, Fraction | None]

    @property
    def total(self) -> Fraction | None:
        return total_of(self.halves.values())


def settle(wanted: Sequence[Wanted], *, weights: Mapping[str, Decimal]) -> Result:
    """Score a part. ``weights``: what each half weighs, together 100.

    A KPI without data gives its weight to the others of its half in proportion, so that the half stays what it is;
    a half without any data is empty, and so is the total.
    """
    scores = [score(one.actual, zero_at=one.zero_at, target=one.target, cap=one.cap) for one in wanted]
    present: dict[str, Decimal] = {}
    for one, points in zip(wanted, scores, strict=True):
        if points is not None:
            present[one.half] = present.get(one.half, Decimal(0)) + one.weight
    lines = [earn(one, points, weights, present) for one, points in zip(wanted, scores, strict=True)]
    halves = {
        half: sum(
            (line.points for one, line in zip(wanted, lines, strict=True) if one.half == half and line.points), ZERO
        )
        if half in present
        else None
        for half in weights
    }
    return Result(lines, halves)


def earn(
    one: Wanted, points: Fraction | None, weights: Mapping[str, Decimal], present: Mapping[str, Decimal]
) -> Earned:
    """``score × weight ÷ 100``, the weight raised by what the KPIs without data leave."""
    if points is None:
        return Earned(None, ZERO, None)
    weight = Fraction(one.weight) * Fraction(weights[one.half]) / Fraction(present[one.half])
    return Earned(points, weight, points * weight / HUNDRED)


def total_of(halves: Iterable[Fraction | None]) -> Fraction | None:
    """The sum of the halves; empty if one of them is."""
    found = list(halves)
    return None if not found or None in found else sum((half for half in found if half is not None), ZERO)


def blend(parts: Sequence[tuple[Fraction | None, Fraction]]) -> Fraction | None:
    """The mean of several parts by their weights (share × days). An empty part empties it."""
    if not parts or any(value is None for value, _weight in parts):
        return None
    everything = sum((weight for _value, weight in parts), ZERO)
    return sum((value * weight for value, weight in parts if value is not None), ZERO) / everything


@overload
def stored(value: None) -> None: ...
@overload
def stored(value: Fraction) -> Decimal: ...
def stored(value: Fraction | None) -> Decimal | None:
    """As lines keep it: 6 places, half up."""
    return None if value is None else rounded(value, places=6, step=MICRO)


@overload
def shown(value: None) -> None: ...
@overload
def shown(value: Fraction) -> Decimal: ...
def shown(value: Fraction | None) -> Decimal | None:
    """As people see it: 2 places, half up."""
    return None if value is None else rounded(value, places=2, step=CENT)


def rounded(value: Fraction, *, places: int, step: Decimal) -> Decimal:
    """Half up, away from zero, straight from the exact value: no second rounding on the way."""
    scaled = abs(value) * 10**places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    whole += 2 * rest >= scaled.denominator
    return (Decimal(whole) * step).copy_sign(Decimal(-1) if value < 0 and whole else Decimal(1))
