"""A word list as a sheet: written to be filled in, and read back with each bad row named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from campaigns.models import Word
from campaigns.services.word_lists import MOST_WORDS, Saying
from metrics.imports import reasons, sandbox, values
from metrics.imports.unreadable import Unreadable
from metrics.imports.words import header_word
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.naming import Bilingual

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS_ABOVE = 10
# Each column, and what it holds of a word, in Chinese and English: a sheet reads back in either.
HEADS = {
    "word": ("词", "Word"),
    "severity": ("级别", "Severity"),
    "rule": ("规则", "Rule"),
    "suggestion": ("建议改成", "Instead"),
    "asks_legal": ("要法务", "Legal"),
}
NEEDED = ("word", "severity")
SEVERITIES = {
    Word.Severity.BLOCK: ("禁用", "Forbidden"),
    Word.Severity.WARN: ("提醒", "Warned of"),
    Word.Severity.ALLOW: ("放行", "Allowed"),
}
YES, NO = ("是", "Yes"), ("", "否", "No")


@dataclass(frozen=True)
class Problem:
    """A row that was left out, and why."""

    number: int
    word: str
    words: str


@dataclass
class Reading:
    """What a sheet says, and its bad rows."""

    sayings: list[Saying] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def rows_of(words: Iterable[Word]) -> list[list[str]]:
    """Words as the rows of a sheet, heads first."""
    heads = [Bilingual.in_readers_language(*both) for both in HEADS.values()]
    return [heads, *map(cells_of, words)]


def cells_of(word: Word) -> list[str]:
    severity = Bilingual.in_readers_language(*SEVERITIES[Word.Severity(word.severity)])
    legal = Bilingual.in_readers_language(*YES) if word.asks_legal else ""
    return [word.word, severity, word.rule, word.suggestion, legal]


def read(content: bytes) -> Reading:
    """Read a sheet in the process that reads all files. Raise ``NotAllowedNow`` if it is none of words."""
    if len(content) > MOST_BYTES:
        raise NotAllowedNow(_("The file is too large for a word list: at most 5 MB."))
    try:
        found = sandbox.read(content)
    except Unreadable as unreadable:
        raise NotAllowedNow(str(reasons.explain(unreadable.code, unreadable.arguments))) from unreadable
    for sheet in found.sheets:
        rows = iter(sheet.rows)
        for _number, cells in islice(rows, MOST_ROWS_ABOVE):
            if columns := columns_in(cells):
                return read_rows(rows, columns)
    raise NotAllowedNow(
        _("This isn't a word list: it has no columns %(columns)s. Export a list to see what one looks like.")
        % {"columns": _(", ").join(Bilingual.in_readers_language(*HEADS[name]) for name in NEEDED)}
    )


def columns_in(cells: Sequence[Any]) -> dict[str, int]:
    """Where each column stands, if this is the row of heads."""
    heads = [header_word(cell) for cell in cells]
    found = {
        name: place
        for name, both in HEADS.items()
        for place, head in enumerate(heads)
        if head in map(header_word, both)
    }
    return found if all(name in found for name in NEEDED) else {}


def read_rows(rows: Iterable[tuple[int, Sequence[Any]]], columns: Mapping[str, int]) -> Reading:
    reading = Reading()
    known: dict[str, int] = {}
    for number, cells in rows:
        if len(known) >= MOST_WORDS:
            raise NotAllowedNow(_("A list has at most %(most)s words.") % {"most": f"{MOST_WORDS:,}"})
        said = {
            name: values.text(cells[place]).replace("\x00", "").strip() if place < len(cells) else ""
            for name, place in columns.items()
        }
        saying, fault = read_row(said)
        if saying and not fault and saying.folded in known:
            fault = _("Row %(row)s has this word already.") % {"row": known[saying.folded]}
        if fault or saying is None:
            reading.problems.append(Problem(number, said["word"], fault))
        else:
            known[saying.folded] = number
            reading.sayings.append(saying)
    return reading


def read_row(said: Mapping[str, str]) -> tuple[Saying | None, str]:
    """What a row says, or why it can't be taken."""
    severity = one_of(said["severity"], SEVERITIES)
    if severity is None:
        wanted = _(", ").join(Bilingual.in_readers_language(*both) for both in SEVERITIES.values())
        return None, _("“%(value)s” is no severity. Write one of: %(wanted)s.") % {
            "value": said["severity"], "wanted": wanted,
        }  # fmt: skip
    legal = one_of(said.get("asks_legal", ""), {True: YES, False: NO})
    if legal is None:
        return None, _("Whether legal is asked: write 是, or leave it empty.")
    saying = Saying(said["word"], severity, said.get("rule", ""), said.get("suggestion", ""), legal)
    return saying, saying.fault


def one_of(cell: str, meanings: Mapping[Any, tuple[str, ...]]) -> Any:
    return next((found for found, words in meanings.items() if header_word(cell) in map(header_word, words)), None)
