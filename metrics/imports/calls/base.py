"""What an interface's answers yield: rows under the platform's own words, then entries as from any layout."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from metrics.imports.layouts.base import Column, Layout
from metrics.imports.unreadable import Unreadable

Answer = Mapping[str, Any]
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """A call as it was made: what was asked, what came, and the username of the member it was about, if of one."""

    request: Mapping[str, Any]
    answer: Answer
    about: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """An interface: its layout, which bears its name, and the rows of a call's answer."""

    layout: Layout
    rows: Callable[[Made], Iterable[Record]]

    @property
    def name(self) -> str:
        return self.layout.code


CALLS: dict[str, Call] = {}


def call(declared: Call) -> Call:
    """Make an interface known. Raise ``ValueError`` if its name is taken."""
    if CALLS.setdefault(declared.name, declared) is not declared:
        raise ValueError(declared.name)
    return declared


def columns(*names: str, optional: tuple[str, ...] = ()) -> tuple[Column, ...]:
    """Columns that are called as the platform calls them."""
    return (
        *(Column(name, (name,)) for name in names),
        *(Column(name, (name,), is_required=False) for name in optional),
    )


def items(made: Made, key: str) -> list[Answer]:
    """The objects of an answer's list. Raise ``Unreadable`` if it has none."""
    return objects(made.answer.get(key), key)


def objects(found: Any, key: str) -> list[Answer]:
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Unreadable("odd_answer", missing=key)
    return found


def part(item: Answer, key: str) -> Answer:
    """An object within an object. Raise ``Unreadable`` if it isn't there."""
    found = item.get(key)
    if not isinstance(found, dict):
        raise Unreadable("odd_answer", missing=key)
    return found
