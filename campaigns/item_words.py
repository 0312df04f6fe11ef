"""What the word lists say of an item: its marks, the passages they stand in, and which of them are waived.

Nothing of it is stored: it follows from the newest text, the lists in force and the waivers, each time it is asked for.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from campaigns import gates
from campaigns.checking import Checked, Entry, Mark, check_by, matcher_of
from campaigns.models import Gate, Item, Version, Waiver
from campaigns.once import once
from campaigns.words.folding import fold
from campaigns.words.matching import Matcher
from roles.models import Team

# The parts of a text, in the order they are read.
FIELDS = ("title", "digest", "body", "image_texts")
ENDS = re.compile(r"[。！？!?；;\n]")
KEY_LENGTH = 16


@dataclass(frozen=True)
class Found:
    """A mark in an item's text: the passage it stands in, and what compliance said of it."""

    mark: Mark
    passage: str
    waivers: Sequence[Waiver]
    on: date

    @property
    def key(self) -> str:
        """The same for the same word under the same rule in the same passage, whatever stands around that."""
        return key_of(self.mark.field, self.mark.entry, self.passage)

    @property
    def waiver(self) -> Waiver | None:
        """The one that holds."""
        return next((one for one in reversed(self.waivers) if one.holds(on=self.on)), None)

    @property
    def lapsed(self) -> Waiver | None:
        """The newest one, where none holds any more."""
        return self.waivers[-1] if self.waivers and self.waiver is None else None

    @property
    def blocks(self) -> bool:
        return self.mark.entry.blocks and self.waiver is None


@dataclass(frozen=True)
class ItemWords:
    """All that was found in an item's text."""

    texts: Mapping[str, str]
    checked: Checked
    found: Sequence[Found]

    @cached_property
    def blocking(self) -> list[Found]:
        return [one for one in self.found if one.blocks]

    @property
    def blocking_words(self) -> list[str]:
        """As they are written, each once."""
        return list(dict.fromkeys(one.mark.written for one in self.blocking))

    @property
    def asks_legal(self) -> bool:
        """A waiver of compliance doesn't spare legal review: where the list asks for it, both look."""
        return self.checked.asks_legal


def texts_of(item: Item, version: Version | None) -> dict[str, str]:
    """What an item says; before its first version, its title."""
    return {field: getattr(version, field) for field in FIELDS} if version else {"title": item.title}


def passage_of(text: str, start: int, end: int) -> str:
    """The sentence or line around a stretch of a text, without the spaces at its ends."""
    before = max((found.end() for found in ENDS.finditer(text, 0, start)), default=0)
    after = ENDS.search(text, end)
    return text[before : after.start() if after else len(text)].strip()


def key_of(field: str, entry: Entry, passage: str) -> str:
    words = "\n".join([field, fold(entry.word).letters, entry.rule, passage])
    return hashlib.sha256(words.encode()).hexdigest()[:KEY_LENGTH]


def of_item(item: Item, version: Version | None, *, on: date) -> ItemWords:
    """What the lists say of one item now."""
    text = version.sha256 if version else ""
    return once(
        item,
        ("words", text, on),
        lambda: of_items([(item, version)], item.team, on=on, matcher=matcher_for(item))[item.pk],
    )


def matcher_for(item: Item) -> Matcher[Entry]:
    """The lists that judge the item."""
    return once(item, "matcher", lambda: matcher_of(item.team))


def of_items(
    pairs: Iterable[tuple[Item, Version | None]], team: Team, *, on: date, matcher: Matcher[Entry] | None = None
) -> dict[int, ItemWords]:
    """What the lists say of several of a team's items, by key, in as many queries as for one. ``matcher`` is of the
    team's lists, where the caller has it."""
    matcher = matcher or matcher_of(team)
    texts = {item.pk: texts_of(item, version) for item, version in pairs}
    checked = {key: check_by(matcher, its) for key, its in texts.items()}
    marked = [key for key, its in checked.items() if its.marks]
    waivers: dict[int, list[Waiver]] = defaultdict(list)
    for waiver in Waiver.objects.filter(item__in=marked).select_related("by__person") if marked else ():
        waivers[waiver.item_id].append(waiver)
    return {key: _words(its, checked[key], waivers[key], on=on) for key, its in texts.items()}


def _words(texts: dict[str, str], checked: Checked, waivers: list[Waiver], *, on: date) -> ItemWords:
    said: dict[tuple[str, str, str, str], list[Waiver]] = defaultdict(list)
    for waiver in waivers:
        said[waiver.field, waiver.folded, waiver.rule, waiver.passage].append(waiver)
    found = []
    for mark in checked.marks:
        passage = passage_of(texts[mark.field], mark.start, mark.end)
        about = (mark.field, fold(mark.entry.word).letters, mark.entry.rule, passage)
        found.append(Found(mark, passage, said.get(about, ()), on))
    return ItemWords(texts, checked, found)


def compliance_gate(item: Item) -> Gate | None:
    """The first gate of the item's workflow at which its words are judged; without one nothing blocks."""
    judging = (gate for gate in gates.of_workflow(item) if gate.kind == Gate.Kind.COMPLIANCE)
    return next((gate for gate in judging if gates.applies(gate, item)), None)
