"""What a layout says about itself, and what it makes of a row."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.functional import Promise

from metrics.imports import values

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Column:
    """One column that we read: our word for it, and the headers under which exports have it."""

    field: str
    headers: tuple[str, ...]
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Content:
    """A content item as the file knows it: by its address, its ids on the platform, else by title and publishing day."""

    external_id: str
    title: str
    published_on: date
    address: str = ""
    msgid: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A subject by what somebody wrote: a code or a name."""

    name: str
    column: str


@dataclass(frozen=True, slots=True)
class TheChannel:
    """The channel that the upload names."""


Target = Content | Named | TheChannel
CHANNEL = TheChannel()


@dataclass(frozen=True, slots=True)
class Entry:
    """One number of a file: about what, which metric, which day, in which row."""

    row: int
    target: Target
    metric: str
    day: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Problem:
    """A row, or a cell of it, and a code of ``reasons`` with its arguments."""

    row: int
    column: str
    value: str
    code: str
    arguments: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnownMetric:
    """What a layout must know of the dictionary to read a value."""

    code: str
    unit: str
    is_derived: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What a row can't say itself: the day it is read on, and the dictionary by code and by name."""

    today: date
    metrics: Mapping[str, Sequence[KnownMetric]]


class Row:
    """A row as its layout reads it. A cell that can't be taken becomes a problem, and the row is left out."""

    def __init__(self, number: int, cells: Mapping[str, Any], headers: Mapping[str, str], around: Around) -> None:
        self.number = number
        self.around = around
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self._cells = cells
        self._headers = headers

    def has(self, name: str) -> bool:
        """Whether the file has that column."""
        return name in self._headers

    def text(self, name: str) -> str:
        return values.text(self._cells.get(name))

    def read(self, name: str, parse: Callable[[Any], Value]) -> Value | None:
        try:
            return parse(self._cells.get(name))
        except values.Invalid as reason:
            self.reject(name, reason.code, **reason.arguments)
            return None

    def day(self, name: str) -> date | None:
        return self.read(name, lambda cell: values.day(cell, today=self.around.today))

    def reject(self, name: str, code: str, **arguments: str | int) -> None:
        self.problems.append(self._problem(name, code, arguments))

    def warn(self, name: str, code: str, **arguments: str | int) -> None:
        """Say something about a row that goes in all the same."""
        self.warnings.append(self._problem(name, code, arguments))

    def header(self, name: str) -> str:
        return self._headers.get(name, "")

    def _problem(self, name: str, code: str, arguments: dict[str, str | int]) -> Problem:
        return Problem(self.number, self.header(name), self.text(name), code, arguments)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A kind of export: how its header is recognised and what each row yields."""

    code: str
    label: Promise
    origin: Promise
    channel_kinds: frozenset[str]
    columns: tuple[Column, ...]
    read: Callable[[Row], Iterator[Entry]]
    needs_channel: bool = True
    is_total_to_date: bool = False
    # Made of a rate and a count: these may fall although the count to date rose.
    computed: frozenset[str] = frozenset()
    window_days: int = 0

    @property
    def required(self) -> list[Column]:
        return [column for column in self.columns if column.is_required]

    @property
    def header_words(self) -> str:
        """The required columns as one may read them."""
        return "、".join(column.headers[0] for column in self.required)


LAYOUTS: dict[str, Layout] = {}


def layout(declared: Layout) -> Layout:
    """Make a layout known. Raise ``ValueError`` if its code is taken."""
    if LAYOUTS.setdefault(declared.code, declared) is not declared:
        raise ValueError(declared.code)
    return declared
