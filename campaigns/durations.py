"""Arithmetic of durations: no database, no clock."""

from collections.abc import Sequence
from decimal import Decimal


def percentile(values: Sequence[Decimal], part: Decimal) -> Decimal | None:
    """The value that ``part`` of them don't exceed, between two neighbours in proportion; none of nothing.

    The place is part × (n − 1), counted from 0 in the sorted values (as Excel's PERCENTILE.INC).
    """
    if not values:
        return None
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
