"""Which months are settled and change no more, whatever happens to the numbers. Upper apps say so, registered here.

@closes
def signed(team, members, span): ...
"""

from collections.abc import Callable, Collection, Iterable
from datetime import date

from roles.models import Team
from teamops.lib.months import Span

# The team, the keys of the members it is about (``None``: all), the days: the first day of each settled month.
Settled = Callable[[Team, Collection[int] | None, Span], Iterable[date]]

_settled: dict[str, Settled] = {}


def closes(function: Settled) -> Settled:
    """Ask ``function`` too. Registering it twice does no harm."""
    _settled[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def months(team: Team, members: Collection[int] | None, span: Span) -> list[date]:
    """The settled months that a change of these days would have touched, the oldest first."""
    if not span:
        return []
    return sorted({month for function in _settled.values() for month in function(team, members, span)})
