"""What else stands in the way: other parts of the work register their rules here, the stages ask them.

@before_gate(Gate.Kind.COMPLIANCE)
def banned_words(item: Item, *, on: date) -> Iterable[str]: ...    # sentences; any of them keeps the gate shut

@before_leaving
def quota(item: Item, stage: Stage, *, on: date) -> Iterable[str]: ...    # any of them keeps the item at the stage

@before_publishing
def words(item: Item, *, on: date) -> Iterable[str]: ...    # sentences; any of them keeps the item from being published

@after_leaving
def keep_the_plan(item: Item, stage: Stage, *, by: Member, at: datetime) -> None: ...    # it has gone on from the stage

@asks_for_legal
def by_word_list(item: Item) -> bool: ...    # whether a gate with the condition "the word list asks" applies
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, Protocol

from campaigns.models import Gate, Item, Stage
from roles.models import Member

Asks = Callable[[Item], bool]


class OfGate(Protocol):
    def __call__(self, item: Item, *, on: date) -> Iterable[str]: ...


class OfStage(Protocol):
    def __call__(self, item: Item, stage: Stage, *, on: date) -> Iterable[str]: ...


class AfterStage(Protocol):
    def __call__(self, item: Item, stage: Stage, *, by: Member, at: datetime) -> None: ...


_of_gates: dict[str, dict[str, OfGate]] = {}
_of_stages: dict[str, OfStage] = {}
_of_publishing: dict[str, OfGate] = {}
_after: dict[str, AfterStage] = {}
_asks: dict[str, Asks] = {}


def before_gate(kind: str) -> Callable[[OfGate], OfGate]:
    """Register what keeps gates of a kind shut."""

    def register(function: OfGate) -> OfGate:
        _of_gates.setdefault(kind, {})[_origin(function)] = function
        return function

    return register


def before_leaving(function: OfStage) -> OfStage:
    """Register what keeps an item from moving on."""
    _of_stages[_origin(function)] = function
    return function


def before_publishing(function: OfGate) -> OfGate:
    """Register what keeps content from being published."""
    _of_publishing[_origin(function)] = function
    return function


def after_leaving(function: AfterStage) -> AfterStage:
    """Register what is done, in the same transaction, when an item has gone on from a stage."""
    _after[_origin(function)] = function
    return function


def asks_for_legal(function: Asks) -> Asks:
    """Register what asks for legal review."""
    _asks[_origin(function)] = function
    return function


def against_gate(item: Item, gate: Gate, *, on: date) -> list[str]:
    """What keeps this gate shut on a day, as sentences."""
    return [sentence for check in _of_gates.get(gate.kind, {}).values() for sentence in check(item, on=on)]


def against_leaving(item: Item, stage: Stage, *, on: date) -> list[str]:
    """What keeps the item at this stage on a day, as sentences."""
    return [sentence for check in _of_stages.values() for sentence in check(item, stage, on=on)]


def against_publishing(item: Item, *, on: date) -> list[str]:
    """What keeps this content from being published on a day, as sentences."""
    return [sentence for check in _of_publishing.values() for sentence in check(item, on=on)]


def gone_on(item: Item, stage: Stage, *, by: Member, at: datetime) -> None:
    """Do what was registered for an item that has gone on from a stage."""
    for act in _after.values():
        act(item, stage, by=by, at=at)


def is_legal_asked(item: Item) -> bool:
    return any(ask(item) for ask in _asks.values())


def _origin(function: Any) -> str:
    return f"{function.__module__}.{function.__qualname__}"
