"""A sheet's rows in a temporary file: a million of them are read many times and never stand in memory together."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from mmap import mmap
from typing import Any, overload

NumberedRow = tuple[int, list[Any]]


class SpilledRows(Sequence[NumberedRow]):
    """Rows by their place, from lines of JSON with some of them each. Quick from front to back."""

    def __init__(self, file: mmap) -> None:
        self._file = file
        self._lines: list[tuple[int, int]] = []  # where each begins in the file, and its bytes
        self._first: list[int] = []  # the place of each line's first row
        self._length = 0
        self._last_line: tuple[int, list[NumberedRow]] = (-1, [])

    def add(self, place: int, line: bytes) -> None:
        """Take a line in, which begins at ``place`` of the file."""
        self._lines.append((place, len(line)))
        self._first.append(self._length)
        rows = _rows(line)
        self._last_line = (len(self._lines) - 1, rows)
        self._length += len(rows)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, place: int) -> NumberedRow: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[NumberedRow]: ...
    def __getitem__(self, place: int | slice) -> NumberedRow | Sequence[NumberedRow]:
        if isinstance(place, slice):
            return RowsBetween(self, range(self._length)[place])
        if not -self._length <= place < self._length:
            raise IndexError(place)
        place %= self._length
        line = bisect_right(self._first, place) - 1
        return self._rows_of(line)[place - self._first[line]]

    def __iter__(self) -> Iterator[NumberedRow]:
        return self.between(0, self._length)

    def between(self, start: int, stop: int) -> Iterator[NumberedRow]:
        """The rows of these places, line by line."""
        line = max(bisect_right(self._first, start) - 1, 0)
        while line < len(self._lines) and self._first[line] < stop:
            rows = self._rows_of(line)
            yield from rows[max(start - self._first[line], 0) : stop - self._first[line]]
            line += 1

    def _rows_of(self, line: int) -> list[NumberedRow]:
        if self._last_line[0] != line:
            place, length = self._lines[line]
            self._last_line = (line, _rows(self._file[place : place + length]))
        return self._last_line[1]


class RowsBetween(Sequence[NumberedRow]):
    """Some neighbouring rows of a sheet."""

    def __init__(self, rows: SpilledRows, places: range) -> None:
        self._rows, self._places = rows, places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> NumberedRow: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[NumberedRow]: ...
    def __getitem__(self, place: int | slice) -> NumberedRow | Sequence[NumberedRow]:
        if isinstance(place, slice):
            return RowsBetween(self._rows, self._places[place])
        return self._rows[self._places[place]]

    def __iter__(self) -> Iterator[NumberedRow]:
        return self._rows.between(self._places.start, self._places.stop)


def _rows(line: bytes) -> list[NumberedRow]:
    return [(number, cells) for number, cells in json.loads(line, object_hook=_untag)]


def _untag(cell: dict[str, str]) -> Any:
    """A cell that JSON doesn't know, as the child has tagged it."""
    if "d" in cell:
        return date.fromisoformat(cell["d"])
    if "t" in cell:
        return datetime.fromisoformat(cell["t"])
    return cell
