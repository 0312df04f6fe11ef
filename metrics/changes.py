"""Who is told when numbers change, or who answers for them, and who still computes from them. Upper apps register;
metrics knows none of them.

@on_change
def rescore(change): ...


@computes
def is_rescoring(team): ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from roles.models import Team
from teamops.lib.months import Span


@dataclass(frozen=True, slots=True)
class Change:
    """The subjects whose numbers differ now, or that others answer for, and on which days."""

    team: Team
    span: Span
    subjects: frozenset[int]
    at: datetime


Listener = Callable[[Change], None]

_listeners: dict[str, Listener] = {}

# Whether something of the team's is still to be computed from its numbers.
Computing = Callable[[Team], bool]

_computing: dict[str, Computing] = {}


def on_change(listener: Listener) -> Listener:
    """Call ``listener`` in the transaction of each change. Registering it twice does no harm."""
    _listeners[f"{listener.__module__}.{listener.__qualname__}"] = listener
    return listener


def tell(change: Change) -> None:
    """Tell every listener; nobody is told of nothing."""
    if change.subjects:
        for listener in _listeners.values():
            listener(change)


def computes(function: Computing) -> Computing:
    """Ask ``function`` too. Registering it twice does no harm."""
    _computing[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def is_computing(team: Team) -> bool:
    """Whether what is made of the team's numbers, scorecards above all, isn't up to date yet."""
    return any(function(team) for function in _computing.values())
