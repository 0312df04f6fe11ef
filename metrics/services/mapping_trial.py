"""What the first rows of a sheet would give if it were read as somebody has just explained it. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from metrics.imports import mapped, reading
from metrics.imports.heads import Head
from metrics.imports.intake import Dictionary
from metrics.imports.layouts.base import Around, Content, Entry, Named
from metrics.imports.mapped import Explained
from metrics.imports.reasons import Reason, explain
from metrics.imports.recognition import recognise
from metrics.imports.sandbox import Book
from metrics.imports.unreadable import Unreadable
from metrics.models import Metric
from metrics.services.mapping_rules import refuse_misfits
from teamops.lib.exceptions import NotAllowedNow


@dataclass(frozen=True, slots=True)
class TriedRow:
    """A row: its day, what it is about, its numbers, and what is the matter with it."""

    number: int
    day: date | None
    about: str
    numbers: Sequence[tuple[Metric, Decimal]]
    problems: Sequence[tuple[str, Reason]]


@dataclass(frozen=True, slots=True)
class Trial:
    """The first rows as they would be read; or, in words, why they can't be."""

    refusal: str = ""
    rows: Sequence[TriedRow] = ()


def try_out(
    head: Head, row: int, explained: Explained, dictionary: Dictionary, *, channel: str, as_of: date, today: date
) -> Trial:
    """Read the rows below a header as a confirmed mapping would."""
    try:
        refuse_misfits(explained, dictionary)
        layout = mapped.layout_of(explained, key="", name="")
        table = recognise(Book("", [head.cut(row)]), [layout])
        found = reading.read_table(table, "", Around(today, dictionary.words(), as_of))
    except NotAllowedNow as reason:
        return Trial(str(reason))
    except Unreadable as unreadable:
        return Trial(str(explain(unreadable.code, unreadable.arguments)))
    entries: dict[int, list[Entry]] = {}
    for entry in found.entries:
        entries.setdefault(entry.row, []).append(entry)
    problems: dict[int, list[tuple[str, Reason]]] = {}
    for one in found.problems:
        problems.setdefault(one.row, []).append((one.column, explain(one.code, one.arguments)))
    rows = [
        TriedRow(
            number,
            entries[number][0].day if number in entries else None,
            _about(entries[number][0], channel) if number in entries else "",
            [(dictionary.by_code[entry.metric], entry.value) for entry in entries.get(number, [])],
            problems.get(number, []),
        )
        for number, _cells in head.below(row)
        if number in entries or number in problems
    ]
    return Trial(rows=rows) if rows else Trial(_("There is no row with a number below this header."))


def _about(entry: Entry, channel: str) -> str:
    match entry.target:
        case Named(name=name):
            return name
        case Content() as content:
            return content.title or content.address or content.external_id or content.msgid
    return channel
