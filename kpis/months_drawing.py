"""Where a member's months go on their chart: percent across, pixels down; the template only prints them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import ceil

from kpis.drawing import STEP, percent
from kpis.months import MonthRow
from teamops.lib.rounding import round_half_up

LEFT, RIGHT = Decimal(9), Decimal(96)
TOP, BOTTOM = Decimal(14), Decimal(150)
MOST_MARKS = 6


@dataclass(frozen=True)
class Stick:
    """The band of one month: from ``y``, ``height`` pixels down."""

    x: str
    y: str
    height: str


@dataclass(frozen=True)
class Dot:
    month: date
    x: str
    y: str
    total: Decimal


@dataclass(frozen=True)
class MonthsPicture:
    """``lines`` join neighbouring months that both have a total; a gap stays one."""

    marks: Sequence[tuple[str, int]]
    sticks: Sequence[Stick]
    lines: Sequence[tuple[Dot, Dot]]
    dots: Sequence[Dot]
    labels: Sequence[tuple[str, date]]


def months_picture(rows: Sequence[MonthRow]) -> MonthsPicture | None:
    """``None`` where fewer than two months have a total."""
    known = [row.total for row in rows if row.total is not None]
    if len(known) < 2:  # noqa: PLR2004 - a course takes two points
        return None
    edges = [edge for row in rows if row.band for edge in (row.band.low, row.band.high)]
    first = int(min(known + edges) // STEP) * STEP
    last = max(ceil(max(known + edges) / STEP) * STEP, first + STEP)
    across = (RIGHT - LEFT) / (len(rows) - 1)

    def down(value: Decimal | int) -> Decimal:
        return BOTTOM - (BOTTOM - TOP) * (Decimal(value) - first) / (last - first)

    at = [percent(LEFT + across * place) for place in range(len(rows))]
    dots = [
        None if row.total is None else Dot(row.month, x, pixels(down(row.total)), row.total)
        for row, x in zip(rows, at, strict=True)
    ]
    sticks = [
        Stick(x, pixels(down(row.band.high)), pixels(max(down(row.band.low) - down(row.band.high), Decimal(2))))
        for row, x in zip(rows, at, strict=True)
        if row.band
    ]
    step = STEP * (1 + (last - first) // (STEP * MOST_MARKS))
    return MonthsPicture(
        marks=[(pixels(down(value)), value) for value in range(first, last + 1, step)],
        sticks=sticks,
        lines=[(one, two) for one, two in pairwise(dots) if one and two],
        dots=[dot for dot in dots if dot],
        labels=[(x, row.month) for row, x in zip(rows, at, strict=True)],
    )


def pixels(value: Decimal) -> str:
    return f"{round_half_up(value, Decimal('0.1'))}"
