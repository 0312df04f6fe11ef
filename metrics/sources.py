"""What the work itself contributes to the numbers: sources register here, and the night turns them into points.

A lower room can't know the upper ones, so campaigns and meetings come here with their sources:

    @source("process.stand_ups_due", "process.stand_ups_logged")
    def stand_ups(team, span): ...
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from roles.models import Team
from teamops.lib.months import Span


@dataclass(frozen=True, slots=True)
class SourcePoint:
    """One number of one member on one day, made by TeamOps itself. The value is in the metric's unit."""

    member: int
    metric: str
    day: date
    value: Decimal


Source = Callable[[Team, Span], Iterable[SourcePoint]]

_sources: dict[str, Source] = {}
_codes: dict[str, str] = {}


def source(*codes: str) -> Callable[[Source], Source]:
    """Register a function as the only origin of the metrics ``codes``. Raise ``ValueError`` if one has another."""

    def register(function: Source) -> Source:
        name = f"{function.__module__}.{function.__qualname__}"
        for code in codes:
            if _codes.setdefault(code, name) != name:
                msg = f"{code} already comes from {_codes[code]}."
                raise ValueError(msg)
        _sources[name] = function
        return function

    return register


def registered() -> dict[str, tuple[Source, list[str]]]:
    """Each source with the metric codes it yields."""
    return {name: (function, [code for code in _codes if _codes[code] == name]) for name, function in _sources.items()}
