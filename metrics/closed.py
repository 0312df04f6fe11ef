"""Which months are settled and change no more, whatever happens to the numbers. Upper apps say so, registered here.

@closes
def signed(team, members, span): ...


@names_closed
def signed_cards(team, span): ...
"""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import NamedTuple

from roles.models import Team
from teamops.lib.months import Span

# The team, the keys of the members it is about (``None``: all), the days: the first day of each settled month.
Settled = Callable[[Team, Collection[int] | None, Span], Iterable[date]]

_settled: dict[str, Settled] = {}


class Signed(NamedTuple):
    """Whose scorecards of a month are signed."""

    month: date
    names: list[str]


# The team, the days: each month with signed cards, and whose they are.
Named = Callable[[Team, Span], Iterable[Signed]]

_named: dict[str, Named] = {}


def closes(function: Settled) -> Settled:
    """Ask ``function`` too. Registering it twice does no harm."""
    _settled[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def months(team: Team, members: Collection[int] | None, span: Span) -> list[date]:
    """The settled months that a change of these days would have touched, the oldest first."""
    if not span:
        return []
    return sorted({month for function in _settled.values() for month in function(team, members, span)})


def names_closed(function: Named) -> Named:
    """Ask ``function`` who it is about, too. Registering it twice does no harm."""
    _named[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def named(team: Team, span: Span) -> list[Signed]:
    """Who has a settled month among these days, the oldest month first."""
    if not span:
        return []
    return sorted((one for function in _named.values() for one in function(team, span)), key=lambda one: one.month)
