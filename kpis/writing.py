"""Numbers as they stand in formulas and sentences."""

from decimal import Decimal

from metrics.models import Metric
from teamops.lib.rounding import round_half_up

MINUS, TIMES, OVER = "−", "×", "÷"
PLACES = Decimal("0.0001")


def plain_number(value: Decimal) -> str:
    """As short as it is exact: ``40``, ``0.5``, ``-3.25``."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def as_read(value: Decimal, metric: Metric) -> str:
    """In the unit in which people read it: rates in percent."""
    return shortly(value * 100 if metric.unit == Metric.Unit.PERCENT else value)


def shortly(value: Decimal | None) -> str:
    """Exact to 4 places, with thousands, a true minus, no idle zeros."""
    if value is None:
        return "—"
    text = f"{round_half_up(value, PLACES):,f}"
    text = text.rstrip("0").rstrip(".")
    return text.replace("-", MINUS) if text not in {"-0", ""} else "0"
