"""The course of some days as the lines and dots of a small chart. Pixels; the template only prints them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, TOP, BOTTOM = Decimal(200), Decimal(4), Decimal(28)
EDGE = Decimal(3)

Placed = tuple[Decimal, Decimal]


@dataclass(frozen=True)
class Drawn:
    """Lines through days that follow each other, dots for days that stand alone. A gap stays a gap."""

    paths: Sequence[str]
    dots: Sequence[tuple[str, str]]


def drawn(values: Sequence[Decimal | None]) -> Drawn | None:
    """The course from left to right; ``None`` with fewer than two values."""
    known = [value for value in values if value is not None]
    if len(known) < 2:  # noqa: PLR2004 - one value has no course
        return None
    low, high = min(known), max(known)
    across = (WIDTH - 2 * EDGE) / (len(values) - 1)

    def placed(place: int, value: Decimal) -> Placed:
        height = (value - low) / (high - low) if high > low else Decimal("0.5")
        return EDGE + across * place, BOTTOM - (BOTTOM - TOP) * height

    found = [[placed(*one) for one in run] for run in runs(values)]
    return Drawn(
        paths=["M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in run) for run in found if len(run) > 1],
        dots=[(f"{run[0][0]:.1f}", f"{run[0][1]:.1f}") for run in found if len(run) == 1],
    )


def runs(values: Sequence[Decimal | None]) -> Iterator[list[tuple[int, Decimal]]]:
    """The values in unbroken runs, each value with its place."""
    run: list[tuple[int, Decimal]] = []
    for place, value in enumerate(values):
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []
    if run:
        yield run
