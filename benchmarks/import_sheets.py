"""Reading a workbook against openpyxl on the same file: the parsing itself, and with the child process around it."""

import statistics
import time
from collections.abc import Callable
from io import BytesIO

import openpyxl
import xlsxwriter

from benchmarks.results import Figure
from metrics.imports import sandbox, sheets

ROWS, COLUMNS = 20_000, 15
ROUNDS = 5
TARGET = 6
# Starting a process and handing the cells over costs about as much again as parsing them.
TARGET_WITH_CHILD = 3


def figures() -> list[Figure]:
    content = workbook()
    parsing, with_child, theirs = [], [], []
    for _ in range(ROUNDS):
        parsing.append(timed(lambda: all_rows(content)))
        with_child.append(timed(lambda: sum(1 for _row in sandbox.read(content).sheets[0].rows)))
        theirs.append(timed(lambda: by_openpyxl(content)))
    limit = statistics.median(theirs)
    return [
        Figure("xlsx parsing ÷ openpyxl", limit / statistics.median(parsing), TARGET),
        Figure(
            "xlsx parsing, child process included ÷ openpyxl", limit / statistics.median(with_child), TARGET_WITH_CHILD
        ),
    ]


def workbook() -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(ROWS):
            sheet.write_row(row, 0, [f"标题 {row}", "2026/10/01", *(row * n for n in range(COLUMNS - 2))])
    return buffer.getvalue()


def all_rows(content: bytes) -> int:
    _container, found = sheets.read(content)
    return sum(len(cells) for _name, _is_hidden, rows in found for _number, cells in rows)


def by_openpyxl(content: bytes) -> int:
    """Its fast way: read only, values only."""
    sheet = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True).active
    return sum(len(row) for row in sheet.iter_rows(values_only=True))


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
