"""Exact arithmetic, and rounding as people do it on paper: half up, away from zero."""

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, localcontext
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

CENT = Decimal("0.01")
MICRO = Decimal("0.000001")

# So many digits that a third, times three, is one again as far as anybody looks.
EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
ZERO = Decimal(0)
_NOISE = Decimal(1).scaleb(-30)


def exactly(function: Callable[P, R]) -> Callable[P, R]:
    """Run a function's arithmetic with 60 digits, whoever calls it."""

    @wraps(function)
    def with_digits(*args: P.args, **kwargs: P.kwargs) -> R:
        with localcontext(EXACT):
            return function(*args, **kwargs)

    return with_digits


def round_half_up(value: Decimal, step: Decimal = CENT) -> Decimal:
    """``value`` to the nearest ``step``; a half goes away from zero.

    What a division left behind the 30th place goes first, so that a tie on paper is a tie here: three thirds of half a
    cent are half a cent. Nothing is ever minus zero.
    """
    exact = EXACT.quantize(value, _NOISE)
    return exact.quantize(step, ROUND_HALF_UP, EXACT) + ZERO
