"""Numbers as they stand in formulas and sentences."""

from decimal import Decimal


def plain_number(value: Decimal) -> str:
    """As short as it is exact: ``40``, ``0.5``, ``-3.25``."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text
