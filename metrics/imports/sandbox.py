"""Reads a sheet in a limited child process: memory, processor time, clock and output all end somewhere."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from typing import Any

from django.conf import settings

from metrics.imports.spilled import NumberedRow, SpilledRows
from metrics.imports.unreadable import Unreadable

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much reading one file may take."""

    memory: int = 1024 * MEGABYTE
    cpu_seconds: int = 40
    seconds: int = 60
    output: int = 512 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows that have something in them, each with its number."""

    name: str
    rows: Sequence[NumberedRow]
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """A file's sheets, and what kind of file it really is."""

    container: str
    sheets: list[Sheet]


def read(content: bytes, *, limits: Limits | None = None) -> Book:
    """Raise ``Unreadable``: the reader's own reason, or that it was stopped."""
    limits = limits or Limits()
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as found:
        given.write(content)
        given.seek(0)
        _run(limits, given=given, found=found)
        # The rows are read from there for as long as somebody asks for them.
        return _book(mmap(found.fileno(), 0, access=ACCESS_READ))


def _book(answer: mmap) -> Book:
    """What the child has said, line by line: which lines hold which sheet's rows."""
    container, sheets = "", list[Sheet]()
    place = 0
    for line in iter(answer.readline, b""):
        if line.startswith(b"["):
            rows = sheets[-1].rows
            assert isinstance(rows, SpilledRows)  # noqa: S101 - they were made here
            rows.add(place, line)
        else:
            told = json.loads(line)
            if "unreadable" in told:
                raise Unreadable(told["unreadable"], **told["arguments"])
            container = told.get("container", container)
            if "sheet" in told:
                sheets.append(Sheet(told["sheet"], SpilledRows(answer), told["is_hidden"]))
        place += len(line)
    if not any(sheet.rows for sheet in sheets):
        raise Unreadable("empty_file")
    return Book(container, sheets)


def _run(limits: Limits, *, given: Any, found: Any) -> None:
    command = [sys.executable, "-m", "metrics.imports.child"]
    command += [str(limit) for limit in (limits.memory, limits.cpu_seconds, limits.output)]
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        child = subprocess.run(  # noqa: S603 - our own module, numbers for arguments
            command,
            stdin=given,
            stdout=found,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env=environment,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("too_slow", seconds=limits.seconds) from error
    if child.returncode < 0:
        raise Unreadable("reader_stopped")
    if child.returncode > 0:
        raise Unreadable("damaged")
