"""Who is told when numbers change, or who answers for them. Upper apps register; metrics knows none of them.

@on_change
def rescore(change): ...
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


def on_change(listener: Listener) -> Listener:
    """Call ``listener`` in the transaction of each change. Registering it twice does no harm."""
    _listeners[f"{listener.__module__}.{listener.__qualname__}"] = listener
    return listener


def tell(change: Change) -> None:
    """Tell every listener; nobody is told of nothing."""
    if change.subjects:
        for listener in _listeners.values():
            listener(change)
