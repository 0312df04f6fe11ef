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
    """A content item as the file knows it: by its address or its ids on the platform, else by title and day."""

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
    """One number of a file: about what, which metric, which day, in which row, and of which block of the layout."""

    row: int
    target: Target
    metric: str
    day: date
    value: Decimal
    block: int = 0

    @property
    def place(self) -> tuple[int, int]:
        """Where blocks stand side by side, a row of the sheet is a row of each."""
        return self.row, self.block


@dataclass(frozen=True, slots=True)
class Buyer:
    """Somebody, by a pseudonym, paid on a day."""

    key: str
    day: date


@dataclass(frozen=True, slots=True)
class Whole:
    """The last day that a file knows as a whole; of later ones it knows a part."""

    through: date


@dataclass(frozen=True, slots=True)
class Problem:
    """A row, or a cell of it, and a code of ``reasons`` with its arguments.

    ``day``: the one that the row is of, where it could be read.
    """

    row: int
    column: str
    value: str
    code: str
    arguments: dict[str, str | int] = field(default_factory=dict)
    block: int = 0
    day: date | None = field(default=None, compare=False)

    @property
    def place(self) -> tuple[int, int]:
        """Where blocks stand side by side, a row of the sheet is a row of each."""
        return self.row, self.block


@dataclass(frozen=True, slots=True)
class KnownMetric:
    """What a layout must know of the dictionary to read a value."""

    code: str
    unit: str
    is_derived: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What a row can't say itself: the day it is read on, the dictionary by code and by name, and the day that the
    file's numbers are of."""

    today: date
    metrics: Mapping[str, Sequence[KnownMetric]]
    as_of: date | None = None


class Row:
    """A row as its layout reads it. A cell that can't be taken becomes a problem, and the row is left out."""

    def __init__(
        self,
        number: int,
        cells: Mapping[str, Any],
        headers: Mapping[str, str],
        around: Around,
        *,
        block: int = 0,
        about: Target = CHANNEL,
    ) -> None:
        self.number = number
        self.around = around
        self.block = block
        self.about = about
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        # The day that it is of, as far as it was read.
        self.of_day: date | None = None
        self._cells = cells
        self._headers = headers

    def has(self, name: str) -> bool:
        """Whether the file has that column."""
        return name in self._headers

    @property
    def is_header(self) -> bool:
        """Whether it says what the header says, once more."""
        return all(values.text(self._cells.get(name)) == header for name, header in self._headers.items())

    def text(self, name: str) -> str:
        return values.text(self._cells.get(name))

    def read(self, name: str, parse: Callable[[Any], Value]) -> Value | None:
        """A cell through one of the parsers of ``values``; a rounded number that it takes is pointed out."""
        cell = self._cells.get(name)
        try:
            value = parse(cell)
        except values.Invalid as reason:
            self.reject(name, reason.code, **reason.arguments)
            return None
        if values.is_rounded(cell):
            self.warn(name, "inexact", taken=f"{value.normalize():,f}" if isinstance(value, Decimal) else "")
        return value

    def day(self, name: str) -> date | None:
        found = self.read(name, lambda cell: values.day(cell, today=self.around.today))
        self.of_day = found or self.of_day
        return found

    def count(self, name: str) -> Decimal | None:
        return self.read(name, values.count)

    def entry(self, target: Target, metric: str, day: date, value: Decimal) -> Entry:
        return Entry(self.number, target, metric, day, value, self.block)

    def reject(self, name: str, code: str, **arguments: str | int) -> None:
        self.problems.append(self._problem(name, code, arguments))

    def reject_all(self, code: str, **arguments: str | int) -> None:
        """Leave the row out for what it is as a whole, not for one of its cells."""
        self.problems.append(Problem(self.number, "", "", code, arguments, self.block))

    def warn(self, name: str, code: str, **arguments: str | int) -> None:
        """Say something about a row that goes in all the same."""
        self.warnings.append(self._problem(name, code, arguments))

    def header(self, name: str) -> str:
        return self._headers.get(name, "")

    def _problem(self, name: str, code: str, arguments: dict[str, str | int]) -> Problem:
        return Problem(self.number, self.header(name), self.text(name), code, arguments, self.block)


Gather = Callable[[Sequence[Row]], Iterator[Entry | Buyer | Whole | Problem]]


@dataclass(frozen=True, kw_only=True)
class Block:
    """One table of an export: how its header is recognised and what its rows yield.

    ``read`` is given row by row. ``gather`` is given all rows at once, for numbers that several rows make; an entry
    names the row it leads back to, and a problem that it yields is a remark about the whole file. A block with neither
    only says what others need to know. A block with ``titles`` is a section: it begins below a row with one of these
    words alone, and ends at the next.
    """

    columns: tuple[Column, ...]
    read: Callable[[Row], Iterator[Entry]] | None = None
    gather: Gather | None = None
    titles: tuple[str, ...] = ()
    is_required: bool = True
    # Totals to date replace each other by their as-of day, and can't fall; numbers of a day stand for that day alone.
    is_total_to_date: bool = False
    # Made of a rate and a count: these may fall although the count to date rose.
    computed: frozenset[str] = frozenset()
    # Headers (as ``header_word`` has them) that stand in the row too, though nothing is read below them.
    beside: frozenset[str] = frozenset()

    @property
    def required(self) -> list[Column]:
        return [column for column in self.columns if column.is_required]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A kind of export: the blocks it is made of, side by side or, where they have titles, one below the other."""

    code: str
    label: Promise | str
    origin: Promise
    channel_kinds: frozenset[str]
    blocks: tuple[Block, ...]
    needs_channel: bool = True
    window_days: int = 0
    # A file that holds customers isn't kept: its counts are, and pseudonyms of its buyers.
    keeps_file: bool = True
    # A team said what its columns mean; a shipped layout that knows as much of a file goes before it.
    is_mapped: bool = False
    # Whoever made the sheet is told which of its columns nothing is read from.
    tells_left_out: bool = False
    # The one item that a whole file is about, from the text above its first block and the rows of each. May raise
    # ``Unreadable``.
    about: Callable[[Sequence[str], Sequence[Sequence[Row]]], Target] | None = None

    @property
    def is_stacked(self) -> bool:
        return any(block.titles for block in self.blocks)

    @property
    def header_words(self) -> str:
        """What the file is recognised by, as one may read it: required columns, or the titles of sections."""
        if self.is_stacked:
            words = [block.titles[0] for block in self.blocks if block.columns]
        else:
            words = [column.headers[0] for block in self.blocks for column in block.required]
        return "、".join(dict.fromkeys(words))

    def is_total_to_date(self, entry: Entry) -> bool:
        return self.blocks[entry.block].is_total_to_date


LAYOUTS: dict[str, Layout] = {}


def layout(declared: Layout) -> Layout:
    """Make a layout known. Raise ``ValueError`` if its code is taken."""
    if LAYOUTS.setdefault(declared.code, declared) is not declared:
        raise ValueError(declared.code)
    return declared
