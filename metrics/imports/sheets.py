"""Bytes to rows of cells, each row with the number that a spreadsheet shows for it.

Runs in the child process, so it knows nothing of Django.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from html.parser import HTMLParser
from io import BytesIO, StringIO
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from metrics.imports import containers, uncomputed
from metrics.imports.unreadable import Unreadable

Cells = list[Any]
NumberedRow = tuple[int, Cells]
# A sheet's name, whether it is hidden, its rows.
Found = tuple[str, bool, Iterator[NumberedRow]]

MAX_ROWS = 1_100_000
MAX_CELLS = 20_000_000
MAX_SHEETS = 20
LINES_LOOKED_AT = 30
DELIMITERS = ",;"
RARE_DELIMITER = "|"


def read(content: bytes) -> tuple[str, Iterator[Found]]:
    """The file's container and its sheets by name, each with its rows, blank ones left out, made as they are asked for.

    Raise ``Unreadable``, perhaps only after some rows.
    """
    container = containers.sniff(content)
    if container == containers.TEXT:
        sheets = iter([("", False, text_rows(containers.decode(content)))])
    elif container == containers.HTML:
        sheets = iter([("", False, html_rows(containers.decode(content)))])
    else:
        sheets = workbook_sheets(content, odd=uncomputed.cells(content) if container == containers.XLSX else {})
    return container, ((name, is_hidden, within_limits(rows)) for name, is_hidden, rows in sheets)


def within_limits(rows: Iterable[NumberedRow]) -> Iterator[NumberedRow]:
    """The rows with something in them. Raise ``Unreadable`` at the limit."""
    kept = cells_kept = 0
    for number, cells in rows:
        # Most rows begin with something: any() alone, which runs in C, then tells; a row of zeros takes the long way.
        if not any(cells) and all(cell is None or cell == "" for cell in cells):
            continue
        kept += 1
        cells_kept += len(cells)
        if kept > MAX_ROWS or cells_kept > MAX_CELLS:
            raise Unreadable("too_many_rows", limit=MAX_ROWS)
        yield number, cells


def text_rows(text: str) -> Iterator[NumberedRow]:
    """Records of a csv or tab-separated text: one with line breaks in quotes is one row, as in a spreadsheet."""
    records = csv.reader(StringIO(text, newline=""), delimiter=delimiter_of(text))
    number, record = 0, list[str]()
    try:
        for number, record in enumerate(records, start=1):
            yield number, [cell.strip() for cell in record]
    except csv.Error as error:
        raise Unreadable("broken_text", row=records.line_num) from error
    # A quotation mark that nothing closes takes all that follows into its cell.
    if text.count('"') % 2 and any("\n" in cell for cell in record):
        raise Unreadable("broken_text", row=number)


def delimiter_of(text: str) -> str:
    """A tab if there is one a line: numbers and captions have commas, hardly ever tabs. Else what there is more of.

    An upright stroke, which titles have, only where there is one a line and neither comma nor semicolon.
    """
    lines = [line for line in text.split("\n", LINES_LOOKED_AT)[:LINES_LOOKED_AT] if line.strip()]
    start = "\n".join(lines)
    if start.count("\t") >= len(lines):
        return "\t"
    if start.count(RARE_DELIMITER) >= len(lines) and not any(sign in start for sign in DELIMITERS):
        return RARE_DELIMITER
    return max(DELIMITERS, key=start.count)


def html_rows(text: str) -> Iterator[NumberedRow]:
    table = _Table()
    table.feed(text)
    table.close()
    if table.is_cut:
        raise Unreadable("damaged")
    if not table.rows:
        raise Unreadable("web_page")
    return enumerate(table.rows, start=1)


class _Table(HTMLParser):
    """The rows of all tables of a page, one after the other, flat: a table in a cell adds its rows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[Cells] = []
        self._cell: list[str] | None = None
        self._tables = 0

    @property
    def is_cut(self) -> bool:
        """The file ends inside its table."""
        return self._tables > 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._tables += 1
        elif tag == "tr":
            self._end_cell()
            self.rows.append([])
        elif tag in {"td", "th"}:
            self._end_cell()
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "tr", "table"}:
            self._end_cell()
        if tag == "table":
            self._tables = max(self._tables - 1, 0)

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        if not self.rows:
            self.rows.append([])
        self.rows[-1].append("".join(self._cell).strip())
        self._cell = None
        if len(self.rows) > MAX_ROWS:
            raise Unreadable("too_many_rows", limit=MAX_ROWS)


def workbook_sheets(content: bytes, *, odd: Mapping[str, uncomputed.Cells]) -> Iterator[Found]:
    """``odd``: by sheet, the cells that the reader takes for empty."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        for sheet in book.sheets_metadata[:MAX_SHEETS]:
            rows = sheet_rows(book.get_sheet_by_name(sheet.name))
            is_hidden = sheet.visible != SheetVisibleEnum.Visible
            yield sheet.name, is_hidden, laid_over(rows, odd.get(sheet.name, {}))
    except PasswordError as error:
        raise Unreadable("encrypted") from error
    except CalamineError as error:
        raise Unreadable("damaged") from error


def sheet_rows(sheet: CalamineSheet) -> Iterator[NumberedRow]:
    """From the sheet's first row and column on, even where these are empty: the numbers must be those people see."""
    left = [""] * (sheet.start[1] if sheet.start else 0)
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        # A workbook knows floats only; whole ones are counts, and half as long to hand over.
        yield number, left + [int(cell) if type(cell) is float and cell.is_integer() else cell for cell in cells]


def laid_over(rows: Iterable[NumberedRow], odd: uncomputed.Cells) -> Iterator[NumberedRow]:
    """The rows with what some of their cells say in place of nothing."""
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (row, column), said in odd.items():
        by_row.setdefault(row + 1, []).append((column, said))
    for number, cells in rows:
        for column, said in by_row.get(number, ()):
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = said
        yield number, cells


def tagged(cell: Any) -> Any:
    """How a cell that JSON doesn't know travels to the parent process."""
    if isinstance(cell, datetime):
        return {"t": cell.isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    return str(cell)
