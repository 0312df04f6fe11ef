"""What stays of a file that may not be kept: its counts, and what was said about its rows. Buyers stand in a table of
their own."""

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from metrics.imports.layouts import LAYOUTS
from metrics.imports.layouts.base import CHANNEL, Entry, Problem
from metrics.imports.reading import Reading


def dump(reading: Reading) -> bytes:
    """A reading whose entries are all about the channel."""
    kept = {
        "layout": reading.layout.code,
        "container": reading.container,
        "whole_through": reading.whole_through and reading.whole_through.isoformat(),
        "entries": [[one.row, one.metric, one.day.isoformat(), str(one.value), one.block] for one in reading.entries],
        "problems": [asdict(one) for one in reading.problems],
        "warnings": [asdict(one) for one in reading.warnings],
    }
    return json.dumps(kept, ensure_ascii=False, default=date.isoformat).encode()


def load(content: bytes) -> Reading:
    kept = json.loads(content)
    return Reading(
        LAYOUTS[kept["layout"]],
        kept["container"],
        [
            Entry(row, CHANNEL, metric, date.fromisoformat(day), Decimal(value), block)
            for row, metric, day, value, block in kept["entries"]
        ],
        [problem(one) for one in kept["problems"]],
        [problem(one) for one in kept["warnings"]],
        whole_through=date.fromisoformat(kept["whole_through"]) if kept["whole_through"] else None,
    )


def problem(kept: dict[str, Any]) -> Problem:
    """What was kept before the day was has none."""
    day = kept.get("day")
    return Problem(**kept | {"day": date.fromisoformat(day) if day else None})
