"""Which layout a book is, and where its blocks stand, by the words in it alone: never by a file's name or ending."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from metrics.imports import values
from metrics.imports.layouts import LAYOUTS, Layout
from metrics.imports.layouts.base import Block
from metrics.imports.sandbox import Book, Sheet
from metrics.imports.unreadable import Unreadable
from metrics.imports.words import header_word, header_words

ROWS_LOOKED_AT = 30
HEADERS_SHOWN = 8

NumberedRow = tuple[int, list[Any]]

_LONG_NUMBER = re.compile(r"[\d*]{4}")


@dataclass(slots=True)
class Part:
    """A block of the layout where it stands: its header, the columns it takes up, and the rows below it."""

    block: int
    header_row: int
    header: list[str]
    places: Mapping[str, int]
    left: int = 0
    right: int | None = None
    rows: Sequence[NumberedRow] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether it takes up all columns."""
        return not self.left and self.right is None

    @property
    def twice(self) -> list[str]:
        """The headers of columns that are read, and that stand in it once more."""
        words = [header_word(cell) for cell in self.header[self.left : self.right]]
        headers = [self.header[place] for place in self.places.values() if place < len(self.header)]
        return [header for header in headers if words.count(header_word(header)) > 1]

    def has_row(self, number: int) -> bool:
        return number in (row for row, _cells in self.rows)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet that is known, with its parts in the order they stand in, and what is written above them.

    ``others`` are the sheets of the file that are known, too, and aren't read.
    """

    layout: Layout
    sheet: Sheet
    parts: list[Part]
    above: list[str]
    others: Sequence[str] = ()

    @property
    def certainty(self) -> tuple[bool, int, bool, int]:
        """What can be seen goes before what is hidden. The more columns are known, and the further up they stand, the
        better; shipped before a team's own."""
        columns = sum(len(part.places) for part in self.parts)
        return not self.sheet.is_hidden, columns, not self.layout.is_mapped, -self.parts[0].header_row

    @property
    def has_rows(self) -> bool:
        return any(part.rows for part in self.parts)

    @property
    def left_out(self) -> list[str]:
        """Headers of the columns that nothing is read from."""
        read = {place for part in self.parts for place in part.places.values()}
        headers = enumerate(self.parts[0].header)
        return [header for place, header in headers if place not in read and header.strip() and may_be_header([header])]

    def part_of(self, row: int) -> Part | None:
        """The part that a row of the sheet belongs to; of parts side by side, which have one header row, the first."""
        return next((part for part in self.parts if part.has_row(row)), None)

    def cells_of(self, row: int) -> list[str]:
        """A row as one may read it; empty if the file has no such row."""
        rows = self.sheet.rows
        place = bisect_left(rows, row, key=lambda one: one[0])
        found = rows[place][1] if place < len(rows) and rows[place][0] == row else []
        return [values.text(cell) for cell in found]


def recognise(book: Book, layouts: Collection[Layout] = LAYOUTS.values()) -> Table:
    """The table that a layout knows best. Raise ``Unreadable`` if none does."""
    found = [table for sheet in book.sheets for table in _candidates(sheet, layouts)]
    if found:
        best = max(found, key=lambda table: table.certainty)
        others = dict.fromkeys(table.sheet.name for table in found if table.sheet is not best.sheet and table.has_rows)
        return replace(best, others=list(others))
    _refuse_split_header(book, layouts)
    rows = [cells for sheet in book.sheets for _, cells in sheet.rows[:ROWS_LOOKED_AT] if may_be_header(cells)]
    if not rows:
        raise Unreadable("unknown_table")
    widest = max(rows, key=lambda cells: sum(not values.is_blank(cell) for cell in cells))
    seen = [values.text(cell)[:20] for cell in widest if not values.is_blank(cell)]
    raise Unreadable("unknown_layout", seen="、".join(seen[:HEADERS_SHOWN]).rstrip("。."))


def _refuse_split_header(book: Book, layouts: Collection[Layout]) -> None:
    """Raise ``Unreadable`` if two rows together are a header: of merged cells each has its word in one of them only."""
    for sheet in book.sheets:
        for (first, upper), (second, lower) in pairwise(sheet.rows[:ROWS_LOOKED_AT]):
            longest = max(len(upper), len(lower))
            above, below = ([*cells, *[""] * (longest - len(cells))] for cells in (upper, lower))
            words = [low if not values.is_blank(low) else up for up, low in zip(above, below, strict=True)]
            if any(_candidates(Sheet(sheet.name, [(second, words)]), layouts)):
                raise Unreadable("split_header", first=first, second=second)


def may_be_header(cells: list[Any]) -> bool:
    """Whether a row may be quoted: one with a number in it is no header, and may be somebody's address or phone."""
    return not any(_LONG_NUMBER.search(values.text(cell)) for cell in cells)


def _candidates(sheet: Sheet, layouts: Collection[Layout]) -> Iterator[Table]:
    stacked = [layout for layout in layouts if layout.is_stacked]
    yield from filter(None, (_stacked(layout, sheet) for layout in stacked))
    side_by_side = [layout for layout in layouts if not layout.is_stacked]
    for index, (_number, cells) in enumerate(sheet.rows[:ROWS_LOOKED_AT]):
        words = [header_word(cell) for cell in cells]
        for layout in side_by_side:
            if parts := _parts(layout, sheet, index, words):
                yield Table(layout, sheet, parts, _texts(sheet.rows[:index]))


def _parts(layout: Layout, sheet: Sheet, index: int, words: list[str]) -> list[Part]:
    """The blocks of a layout in one header row, each right of the one before, since their names repeat."""
    number, cells = sheet.rows[index]
    header = [values.text(cell) for cell in cells]
    parts: list[Part] = []
    start = 0
    for block_number, block in enumerate(layout.blocks):
        places = _places(block, words, start)
        if places is not None:
            parts.append(Part(block_number, number, header, places))
            start = max(places.values()) + 1
        elif block.is_required:
            return []
    rows = sheet.rows[index + 1 :]
    for part in parts:
        part.rows = rows
    for part, after in pairwise(parts):
        part.right = after.left = min(after.places.values())
    if len(parts) > 1:
        for part in parts:
            part.rows = [row for row in rows if _has_text(row[1][part.left : part.right])]
    return parts


def _places(block: Block, words: list[str], start: int = 0) -> dict[str, int] | None:
    """Under which column each field of the block stands; ``None`` if one that it needs isn't there."""
    known = words[start:]
    if not block.beside.issubset(known):
        return None
    places = {
        column.field: start + known.index(word)
        for column in block.columns
        if (word := next((name for name in header_words(column.headers) if name in known), None))
    }
    return places if all(column.field in places for column in block.required) else None


def _stacked(layout: Layout, sheet: Sheet) -> Table | None:
    """The sections of a sheet, each below a row that says its title and nothing else."""
    titles = {word: number for number, block in enumerate(layout.blocks) for word in header_words(block.titles)}
    first = _first_title(sheet, titles)
    if first is None:
        return None
    parts: dict[int, Part] = {}
    section: list[NumberedRow] = []
    previous = sheet.rows[first][0]
    for row in [*sheet.rows[first:], None]:
        is_title = row is None or _title(row[1]) in titles or (_title(row[1]) and row[0] > previous + 1)
        if is_title and section:
            found = _section(layout, titles, section)
            if found is not None:
                parts.setdefault(found.block, found)
            section = []
        if row is not None:
            section.append(row)
            previous = row[0]
    if any(block.is_required and number not in parts for number, block in enumerate(layout.blocks)):
        return None
    return Table(layout, sheet, list(parts.values()), _texts(sheet.rows[:first]))


def _first_title(sheet: Sheet, titles: Mapping[str, int]) -> int | None:
    looked_at = enumerate(sheet.rows[:ROWS_LOOKED_AT])
    return next((index for index, (_number, cells) in looked_at if _title(cells) in titles), None)


def _title(cells: list[Any]) -> str:
    """The one word of a row that has no other, without a span in brackets behind it; else nothing."""
    texts = [cell for cell in cells if not values.is_blank(cell)]
    return header_word(texts[0]).partition("(")[0] if len(texts) == 1 else ""


def _section(layout: Layout, titles: Mapping[str, int], rows: list[NumberedRow]) -> Part | None:
    """A section's header is its first row without a number; its columns are known by name, else by their order."""
    number = titles.get(_title(rows[0][1]))
    if number is None:
        return None
    block = layout.blocks[number]
    has_header = len(rows) > 1 and not any(_is_number(cell) for cell in rows[1][1])
    header_row, cells = rows[1] if has_header else rows[0]
    places = _places(block, [header_word(cell) for cell in cells]) if has_header else None
    if places is None:
        left = next((place for place, cell in enumerate(cells) if not values.is_blank(cell)), 0)
        places = {column.field: left + offset for offset, column in enumerate(block.required)}
    header = [values.text(cell) for cell in cells]
    return Part(number, header_row, header, places, rows=rows[2 if has_header else 1 :])


def _is_number(cell: Any) -> bool:
    try:
        return values.number(cell, may_be_rounded=True) is not None
    except values.Invalid:
        return "%" in values.plain(cell)


def _has_text(cells: list[Any]) -> bool:
    return any(not values.is_blank(cell) for cell in cells)


def _texts(rows: Sequence[NumberedRow]) -> list[str]:
    return [values.text(cell) for _number, cells in rows for cell in cells if not values.is_blank(cell)]
