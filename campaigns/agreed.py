"""What a review agrees on to be done: an upper app that keeps actions takes them over.

@takes_actions
def keep(text, *, owner, due_on, by, at): ...
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol

from roles.models import Member


class Taker(Protocol):
    def __call__(self, text: str, *, owner: Member, due_on: date, by: Member, at: datetime) -> object: ...


_takers: dict[str, Taker] = {}


def takes_actions(function: Taker) -> Taker:
    """Register who keeps actions. Registering twice does no harm."""
    _takers[_origin(function)] = function
    return function


def hand_over(text: str, *, owner: Member, due_on: date, by: Member, at: datetime) -> None:
    """Give an action to all that keep them."""
    for take in _takers.values():
        take(text, owner=owner, due_on=due_on, by=by, at=at)


def _origin(function: Callable[..., object]) -> str:
    return f"{function.__module__}.{function.__qualname__}"
