"""Rounding as people do it on paper: half up, away from zero."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
MICRO = Decimal("0.000001")


def round_half_up(value: Decimal, step: Decimal = CENT) -> Decimal:
    """``value`` to the nearest ``step``; a half goes away from zero."""
    return value.quantize(step, rounding=ROUND_HALF_UP)
