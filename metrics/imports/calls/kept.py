"""Calls as the file that is kept of them: what was asked and the raw answers, and the table they are read as.

{"interface": "getusersummary", "asked_at": "2026-11-08T08:15:02+08:00", "calls": [{"request": …, "answer": …}]}
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from metrics.imports.as_of import BEIJING
from metrics.imports.calls import CALLS
from metrics.imports.calls.base import Made, Record
from metrics.imports.recognition import Part, Table
from metrics.imports.sandbox import Sheet
from metrics.imports.unreadable import Unreadable

CONTAINER = "api"
# So many signs of a raw answer are shown.
LONGEST = 20_000
_BEGINS = b'{"interface": "'


def pack(interface: str, calls: Iterable[Made], *, asked_at: datetime) -> bytes:
    kept = {
        "interface": interface,
        "asked_at": asked_at.astimezone(BEIJING).isoformat(timespec="seconds"),
        "calls": [{"request": one.request, "answer": one.answer, "about": one.about} for one in calls],
    }
    return json.dumps(kept, ensure_ascii=False).encode()


def is_kept(content: bytes) -> bool:
    """Whether a kept file is one of calls; only ``pack`` writes what begins so, and no sheet does."""
    return content.startswith(_BEGINS)


def unpack(content: bytes) -> tuple[str, list[Made]]:
    """The interface and its calls. Numbers are exact. Raise ``Unreadable`` for what ``pack`` didn't write."""
    try:
        kept = json.loads(content, parse_float=Decimal)
        name, calls = kept["interface"], kept["calls"]
        made = [Made(one["request"], one["answer"], one["about"]) for one in calls]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable("damaged") from error
    if name not in CALLS:
        raise Unreadable("unknown_layout", seen=str(name)[:40])
    return name, made


def table(content: bytes) -> Table:
    """A row a record, under the platform's own words, numbered from 1. Raise ``Unreadable``."""
    name, made = unpack(content)
    call = CALLS[name]
    records: Sequence[Record] = [record for one in made for record in call.rows(one)]
    block = call.layout.blocks[0]
    known = [column.field for column in block.columns]
    header = [field for field in known if any(field in record for record in records)]
    rows = [(number, [_cell(record.get(field)) for field in header]) for number, record in enumerate(records, 1)]
    places = {field: place for place, field in enumerate(header)}
    part = Part(0, 0, header, places, rows=rows)
    return Table(call.layout, Sheet(name, rows), [part], [])


def told(content: bytes, row: int) -> str:
    """The call that a row of the table came with, and its raw answer, to read; cut if it is long."""
    name, made = unpack(content)
    last = 0
    for one in made:
        last += sum(1 for _record in CALLS[name].rows(one))
        if row <= last:
            call = {"interface": name, "request": one.request, "answer": one.answer}
            text = json.dumps(call, ensure_ascii=False, indent=2, default=str)
            return text if len(text) <= LONGEST else f"{text[:LONGEST]}\n…"
    return ""


def _cell(value: Any) -> Any:
    """Numbers as they came; whatever no cell can hold as its text, to be rejected with it."""
    if value is None or isinstance(value, int | float | Decimal | str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)[:200]
