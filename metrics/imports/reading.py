"""A book to entries: which layout it is, where its header stands, what each row yields."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from metrics.imports import values
from metrics.imports.layouts import LAYOUTS, Layout
from metrics.imports.layouts.base import Around, Entry, Problem, Row
from metrics.imports.sandbox import Book, Sheet
from metrics.imports.unreadable import Unreadable

ROWS_LOOKED_AT = 30
HEADERS_SHOWN = 8
SUMMARY_WORDS = frozenset({"合计", "总计", "汇总", "小计", "总和", "平均", "均值", "total", "sum", "average"})

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose header was found: under which column each field of the layout stands."""

    layout: Layout
    sheet: Sheet
    header_row: int
    header: list[str]
    places: Mapping[str, int]

    @property
    def data_rows(self) -> Iterator[tuple[int, list[Any]]]:
        return ((number, cells) for number, cells in self.sheet.rows if number > self.header_row)

    def cells_of(self, row: int) -> list[str]:
        """A row as one may read it; empty if the file has no such row."""
        found = next((cells for number, cells in self.sheet.rows if number == row), [])
        return [values.text(cell) for cell in found]


@dataclass(slots=True)
class Reading:
    """What a file yields, before anybody knows which of its subjects exist."""

    layout: Layout
    container: str
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def drop_rows(self, problems: list[Problem]) -> None:
        """Leave out the rows that turned out to have a problem."""
        gone = {problem.row for problem in problems}
        self.problems += problems
        self.entries = [entry for entry in self.entries if entry.row not in gone]
        self.warnings = [warning for warning in self.warnings if warning.row not in gone]


def recognise(book: Book) -> Table:
    """The table that a layout knows best, by the words of its header alone. Raise ``Unreadable`` if there is none."""
    found = [table for sheet in book.sheets for table in _candidates(sheet)]
    if found:
        return max(found, key=lambda table: (len(table.places), -table.header_row))
    rows = [cells for sheet in book.sheets for _, cells in sheet.rows[:ROWS_LOOKED_AT]]
    widest = max(rows, key=lambda cells: sum(not values.is_blank(cell) for cell in cells))
    seen = [values.text(cell)[:20] for cell in widest if not values.is_blank(cell)]
    raise Unreadable("unknown_layout", seen="、".join(seen[:HEADERS_SHOWN]))


def _candidates(sheet: Sheet) -> Iterator[Table]:
    for number, cells in sheet.rows[:ROWS_LOOKED_AT]:
        words = [header_word(cell) for cell in cells]
        for layout in LAYOUTS.values():
            places = {
                column.field: words.index(word)
                for column in layout.columns
                if (word := next((name for name in map(header_word, column.headers) if name in words), None))
            }
            if all(column.field in places for column in layout.required):
                yield Table(layout, sheet, number, [values.text(cell) for cell in cells], places)


def header_word(cell: Any) -> str:
    """A header without the differences that don't matter: width, spaces, case."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", values.text(cell))).casefold()


def read(book: Book, around: Around) -> Reading:
    """Every row of the recognised table. Raise ``Unreadable`` if no layout fits or the table has no rows."""
    table = recognise(book)
    reading = Reading(table.layout, book.container)
    headers = {name: table.header[place] for name, place in table.places.items()}
    is_without_rows = True
    for number, cells in table.data_rows:
        is_without_rows = False
        present = {name: cells[place] if place < len(cells) else None for name, place in table.places.items()}
        _read_row(reading, Row(number, present, headers, around), cells)
    if is_without_rows:
        raise Unreadable("no_rows", row=table.header_row)
    return reading


def _read_row(reading: Reading, row: Row, cells: list[Any]) -> None:
    first = next((cell for cell in cells if not values.is_blank(cell)), None)
    if first is None or header_word(first) in SUMMARY_WORDS:
        if first is not None:
            reading.problems.append(Problem(row.number, "", values.text(first), "summary_row"))
        return
    entries = list(reading.layout.read(row))
    if not entries and not row.problems:
        row.problems.append(Problem(row.number, "", "", "no_numbers"))
    reading.problems += row.problems
    if not row.problems:
        reading.entries += entries
        reading.warnings += row.warnings
