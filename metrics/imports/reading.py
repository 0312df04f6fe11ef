"""A book to entries: what each row of its known tables yields, and what is the matter with those that yield nothing."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from metrics.imports import customers, values
from metrics.imports.layouts import LAYOUTS, Layout
from metrics.imports.layouts.base import CHANNEL, Around, Block, Buyer, Entry, Gather, Problem, Row, Target, Whole
from metrics.imports.recognition import Part, Table, recognise
from metrics.imports.sandbox import Book
from metrics.imports.unreadable import Unreadable
from metrics.imports.words import header_word

Progress = Callable[[int, int], None]
RowAndCells = tuple[Row, list[Any]]

ROWS_A_WORD = 1_000
SUMMARY_WORDS = frozenset({"合计", "总计", "汇总", "小计", "总和", "平均", "均值", "total", "sum", "average"})


@dataclass(slots=True)
class Reading:
    """What a file yields, before anybody knows which of its subjects exist."""

    layout: Layout
    container: str
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    buyers: list[Buyer] = field(default_factory=list)
    whole_through: date | None = None
    # The rows that say something, whatever came of them.
    seen: set[int] = field(default_factory=set)

    def drop_rows(self, problems: list[Problem]) -> None:
        """Leave out the rows that turned out to have a problem."""
        gone = {problem.place for problem in problems}
        self.problems += problems
        self.entries = [entry for entry in self.entries if entry.place not in gone]
        self.warnings = [warning for warning in self.warnings if warning.place not in gone]


def read(
    book: Book,
    around: Around,
    layouts: Collection[Layout] = LAYOUTS.values(),
    *,
    progress: Progress | None = None,
) -> Reading:
    """Every row of the recognised table. Raise ``Unreadable`` if no layout fits or the table has no rows.

    ``progress`` is told rows read and rows in all.
    """
    table = recognise(book, layouts)
    if table.layout.keeps_file:
        customers.refuse(book, table)
    reading = read_table(table, book.container, around, progress=progress)
    reading.warnings += beside(table)
    if table.layout.tells_left_out and (columns := table.left_out):
        reading.warnings.append(Problem(0, "", "", "columns_left_out", {"columns": "、".join(columns)}))
    return reading


def beside(table: Table) -> Iterator[Problem]:
    """That the sheet is a hidden one, that others would fit, too, or another column: a file is read from one sheet."""
    if columns := [header for part in table.parts for header in part.twice]:
        yield Problem(0, "", "", "column_twice", {"columns": "、".join(columns)})
    if table.sheet.is_hidden:
        yield Problem(0, "", "", "sheet_hidden", {"sheet": table.sheet.name})
    if table.others:
        yield Problem(0, "", "", "sheets_left_out", {"sheet": table.sheet.name, "others": "、".join(table.others)})


def read_table(table: Table, container: str, around: Around, *, progress: Progress | None = None) -> Reading:
    """Every row of a table. Raise ``Unreadable`` if it has none."""
    layout = table.layout
    if not any(part.rows for part in table.parts):
        raise Unreadable("no_rows", row=table.parts[0].header_row)
    about: Target = CHANNEL
    if layout.about:
        rows: list[list[Row]] = [[] for _block in layout.blocks]
        for part in table.parts:
            rows[part.block] = [row for row, _cells in _rows(part, around, CHANNEL)]
        about = layout.about(table.above, rows)
    reading = Reading(layout, container)
    for part in table.parts:
        rows_of_part = _rows(part, around, about)
        if progress is not None:
            rows_of_part = _told(rows_of_part, len(part.rows), progress)
        _read_part(reading, layout.blocks[part.block], rows_of_part)
    return reading


def _told(rows: Iterator[RowAndCells], total: int, progress: Progress) -> Iterator[RowAndCells]:
    """The rows, with a word about how far one is from time to time."""
    for done, row in enumerate(rows):
        if not done % ROWS_A_WORD:
            progress(done, total)
        yield row
    progress(total, total)


def _rows(part: Part, around: Around, about: Target) -> Iterator[RowAndCells]:
    """A part's rows by the fields of its block, each with the cells it is made of."""
    headers = {name: part.header[place] for name, place in part.places.items() if place < len(part.header)}
    for number, cells in part.rows:
        known = {name: cells[place] if place < len(cells) else None for name, place in part.places.items()}
        own = cells if part.is_whole else cells[part.left : part.right]
        yield Row(number, known, headers, around, block=part.block, about=about), own


def _read_part(reading: Reading, block: Block, rows: Iterator[RowAndCells]) -> None:
    known = (row for row, cells in rows if not _is_left_out(reading, row, cells))
    if block.gather:
        _gather(reading, block.gather, list(known))
    elif block.read:
        for row in known:
            entries = list(block.read(row))
            if not entries and not row.problems:
                row.problems.append(Problem(row.number, "", "", "no_numbers", block=row.block))
            _keep(reading, row, entries)


def _gather(reading: Reading, gather: Gather, rows: list[Row]) -> None:
    """What the rows yield together: entries by the row that each leads back to, buyers, remarks about the file."""
    by_row: dict[int, list[Entry]] = {}
    for found in gather(rows):
        if isinstance(found, Entry):
            by_row.setdefault(found.row, []).append(found)
        elif isinstance(found, Buyer):
            reading.buyers.append(found)
        elif isinstance(found, Whole):
            reading.whole_through = found.through
        else:
            reading.warnings.append(found)
    for row in rows:
        _keep(reading, row, by_row.get(row.number, []))


def _is_left_out(reading: Reading, row: Row, cells: list[Any]) -> bool:
    """A blank row and a second header say nothing; a row of totals would count twice."""
    first = next((cell for cell in cells if not values.is_blank(cell)), None)
    if first is None:
        return True
    reading.seen.add(row.number)
    code = "summary_row" if header_word(first) in SUMMARY_WORDS else "repeated_header" if row.is_header else ""
    if code:
        reading.problems.append(Problem(row.number, "", values.text(first), code, block=row.block))
    return bool(code)


def _keep(reading: Reading, row: Row, entries: list[Entry]) -> None:
    """A row with a problem is left out as a whole."""
    reading.problems += [replace(problem, day=row.of_day) for problem in row.problems]
    if not row.problems:
        reading.entries += entries
        reading.warnings += row.warnings
