"""The word check: a text's fields against the lists of a team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from campaigns.models import Word, WordListVersion
from campaigns.words.matching import Matcher, Spared
from roles.models import Team
from teamops.lib.naming import Bilingual

# A site's teams share the shipped lists; each team's own set of versions is one matcher of a few hundred kilobytes.
MATCHERS_KEPT = 64


@dataclass(frozen=True)
class Entry:
    """What a list says of a word."""

    word: str
    severity: str
    rule: str
    suggestion: str
    asks_legal: bool
    list_name: str
    list_name_en: str

    @property
    def blocks(self) -> bool:
        return self.severity == Word.Severity.BLOCK

    @property
    def list_label(self) -> str:
        return Bilingual.in_readers_language(self.list_name, self.list_name_en)


@dataclass(frozen=True)
class Mark:
    """A word found: its number on the page, its field and place there, as it is written, and what is said of it."""

    number: int
    field: str
    start: int
    end: int
    written: str
    entry: Entry

    @property
    def is_disguised(self) -> bool:
        """Whether it is written otherwise than the list has it, spaces apart."""
        return "".join(self.written.split()) != "".join(self.entry.word.split())


@dataclass(frozen=True)
class Checked:
    """What a check found, field by field, in the order it is read."""

    marks: Sequence[Mark]
    spared: Mapping[str, Sequence[Spared]]

    @property
    def blocking(self) -> list[Mark]:
        return [mark for mark in self.marks if mark.entry.blocks]

    @property
    def asks_legal(self) -> bool:
        return any(mark.entry.asks_legal for mark in self.marks)

    @property
    def spared_phrases(self) -> list[str]:
        """Each allowed phrase that has kept a word from counting, once."""
        return list(dict.fromkeys(phrase.written for found in self.spared.values() for phrase in found))


def check(fields: Mapping[str, str], team: Team) -> Checked:
    """Find what the lists in force say of these texts. Two queries, one where the lists are known here already."""
    return check_by(matcher_of(team), fields)


def check_by(matcher: Matcher[Entry], fields: Mapping[str, str]) -> Checked:
    """Find what these lists say of these texts."""
    marks: list[Mark] = []
    spared = {}
    for field, text in fields.items():
        found = matcher.find(text)
        spared[field] = found.spared
        for hit in found.hits:
            marks.append(Mark(len(marks) + 1, field, hit.start, hit.end, hit.written, hit.meaning))
    return Checked(marks, spared)


def matcher_of(team: Team) -> Matcher[Entry]:
    """The team's lists, ready. Published versions don't change, so their hashes say whether a matcher still holds."""
    versions = WordListVersion.objects.in_force(team).values_list("sha256", "pk")
    return _matcher(tuple(versions))


@lru_cache(maxsize=MATCHERS_KEPT)
def _matcher(versions: tuple[tuple[str, int], ...]) -> Matcher[Entry]:
    """A word in several lists counts as the strictest of them says."""
    words = list(Word.objects.filter(version__in=[pk for _sha256, pk in versions]).select_related("version__list"))
    strict = sorted(words, key=lambda word: (word.severity != Word.Severity.BLOCK, word.version.list.position, word.pk))
    return Matcher(
        ((word.word, entry_of(word)) for word in strict if word.severity != Word.Severity.ALLOW),
        [word.word for word in words if word.severity == Word.Severity.ALLOW],
    )


def entry_of(word: Word) -> Entry:
    named = word.version.list
    return Entry(
        word.word, word.severity, word.rule, word.suggestion, word.asks_legal, named.name, named.name_en
    )  # fmt: skip
