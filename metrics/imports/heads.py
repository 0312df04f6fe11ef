"""The first rows of a sheet that no layout knows: kept to be looked at, and searched for a header."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from metrics.imports import customers, values
from metrics.imports.recognition import ROWS_LOOKED_AT, may_be_header
from metrics.imports.sandbox import Book, Sheet

ROWS_SHOWN = 5
ROWS_KEPT = ROWS_LOOKED_AT + ROWS_SHOWN
SHEETS = 10
COLUMNS = 120
LONGEST_CELL = 200


@dataclass(frozen=True, slots=True)
class Head:
    """The first rows of a sheet, each with its number."""

    name: str
    rows: Sequence[tuple[int, list[Any]]]

    def header(self, row: int) -> list[str]:
        """The texts of a row; empty if the sheet has no such row here."""
        cells = next((cells for number, cells in self.rows if number == row), [])
        return [values.text(cell) for cell in cells]

    def below(self, row: int) -> list[tuple[int, list[Any]]]:
        """The first rows below a header."""
        return list(islice(((number, cells) for number, cells in self.rows if number > row), ROWS_SHOWN))

    def cut(self, row: int) -> Sheet:
        """A sheet of nothing but the header and the rows shown below it."""
        return Sheet(self.name, [one for one in self.rows if one[0] == row] + self.below(row))


def heads_of(book: Book) -> list[Head]:
    """As many rows as a header is looked for in, and those that are shown below the last of them."""
    return [
        Head(sheet.name, _without_remarks([(number, _short(cells)) for number, cells in sheet.rows[:ROWS_KEPT]]))
        for sheet in islice(book.sheets, SHEETS)
    ]


def _without_remarks(rows: list[tuple[int, list[Any]]]) -> list[tuple[int, list[Any]]]:
    """The rows without what stands below a header of remarks: anybody may be named there."""
    free: set[int] = set()
    found = []
    for number, cells in rows:
        found.append((number, ["" if place in free else cell for place, cell in enumerate(cells)]))
        free |= {place for place, cell in enumerate(cells) if customers.is_remark(cell)}
    return found


def header_place(heads: Sequence[Head]) -> tuple[int, int]:
    """The sheet and the row that look most like a header: most words and no number; the first of several."""
    found = [
        (sum(not values.is_blank(cell) for cell in cells), -number, place)
        for place, head in enumerate(heads)
        for number, cells in head.rows[:ROWS_LOOKED_AT]
        if may_be_header(cells) and not any(_is_value(cell) for cell in cells)
    ]
    if found:
        _words, row, place = max(found, key=lambda one: (one[0], -one[2], one[1]))
        return place, -row
    place = next((place for place, head in enumerate(heads) if head.rows), 0)
    return place, heads[place].rows[0][0] if heads and heads[place].rows else 1


def _is_value(cell: Any) -> bool:
    """Whether it is a number, a rate or a day, which no header is."""
    if isinstance(cell, int | float | date):
        return True
    try:
        return values.number(cell, may_be_rounded=True) is not None
    except values.Invalid:
        return values.plain(cell).endswith("%")


def _short(cells: list[Any]) -> list[Any]:
    return [cell[:LONGEST_CELL] if isinstance(cell, str) else cell for cell in cells[:COLUMNS]]


def dump(heads: Iterable[Head]) -> list[dict[str, Any]]:
    """As JSON has it; days keep being days."""
    return [
        {"name": head.name, "rows": [[number, [_tagged(cell) for cell in cells]] for number, cells in head.rows]}
        for head in heads
    ]


def load(kept: Iterable[dict[str, Any]]) -> list[Head]:
    return [
        Head(one["name"], [(number, [_untagged(cell) for cell in cells]) for number, cells in one["rows"]])
        for one in kept
    ]


def _tagged(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return {"t": cell.isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    return cell if cell is None or isinstance(cell, str | int | float) else str(cell)


def _untagged(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    return datetime.fromisoformat(cell["t"]) if "t" in cell else date.fromisoformat(cell["d"])
