"""Matching: all words of many lists in one pass over a text, the longest where they overlap, allowed phrases first."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from campaigns.words.folding import FOLDED, Folded, fold

Meaning = TypeVar("Meaning")


@dataclass(frozen=True)
class Hit(Generic[Meaning]):
    """A banned word, where it stands in the text, and as it is written there."""

    start: int
    end: int
    written: str
    meaning: Meaning


@dataclass(frozen=True)
class Spared:
    """An allowed phrase that has kept a banned word inside it from counting."""

    start: int
    end: int
    written: str


@dataclass(frozen=True)
class Found(Generic[Meaning]):
    """What one text has, in the order it is read."""

    hits: list[Hit[Meaning]]
    spared: list[Spared]


@dataclass(frozen=True)
class Allowed:
    """How an allowed phrase is written: it may have no more signs and spaces within than these."""

    gaps: int


@dataclass(frozen=True)
class Span(Generic[Meaning]):
    start: int
    end: int
    stands_for: Meaning | Allowed


class Matcher(Generic[Meaning]):
    """Words made ready for many texts.

    A word is looked up by its first two letters, then by the lengths that words with this opening have: each place of
    the text costs one look-up, and where a word may begin, one more for each length.
    """

    def __init__(self, words: Iterable[tuple[str, Meaning]], allowed: Iterable[str] = ()) -> None:
        """The first meaning of a word stands; a phrase that is allowed is no longer banned."""
        self._known: dict[str, Meaning | Allowed] = {}
        lengths: dict[str, set[int]] = {}
        for phrase in allowed:
            self._known[fold(phrase).letters] = Allowed(gaps=visible_gaps(phrase))
        for word, meaning in words:
            self._known.setdefault(fold(word).letters, meaning)
        self._known.pop("", None)
        for letters in self._known:
            if len(letters) > 1:
                lengths.setdefault(letters[:2], set()).add(len(letters))
        self._lengths = {opening: tuple(sorted(found)) for opening, found in lengths.items()}

    def __len__(self) -> int:
        return len(self._known)

    def find(self, text: str) -> Found[Meaning]:
        """Every word of the lists that the text has, however it is disguised."""
        spans = sorted(self._spans(text, fold(text)), key=lambda span: (span.start, -span.end))
        return longest(text, spans)

    def _spans(self, text: str, folded: Folded) -> Iterator[Span[Meaning]]:
        letters, places = folded.letters, folded.places
        known, lengths = self._known, self._lengths
        for begin, letter in enumerate(letters):
            if letter in known:
                yield from self._standing(text, places[begin], places[begin] + 1, letter)
            for length in lengths.get(letters[begin : begin + 2], ()):
                word = letters[begin : begin + length]
                if word in known:
                    yield from self._standing(text, places[begin], places[begin + len(word) - 1] + 1, word)

    def _standing(self, text: str, start: int, end: int, word: str) -> Iterator[Span[Meaning]]:
        """The word's span, unless it is a part of a Latin word, or an allowed phrase that isn't written together."""
        meaning = self._known[word]
        if not stands_alone(text, start, end, word):
            return
        if isinstance(meaning, Allowed) and visible_gaps(text[start:end]) > meaning.gaps:
            return
        yield Span(start, end, meaning)


def longest(text: str, spans: list[Span[Meaning]]) -> Found[Meaning]:
    """Leave out what lies within another span. Two that only overlap both stand: neither says what the other says."""
    hits: list[Hit[Meaning]] = []
    spared: list[Spared] = []
    outer: Span[Meaning] | None = None
    for span in spans:
        if outer is None or span.end > outer.end:
            outer = span
            if not isinstance(span.stands_for, Allowed):
                hits.append(Hit(span.start, span.end, text[span.start : span.end], span.stands_for))
        elif isinstance(outer.stands_for, Allowed) and not isinstance(span.stands_for, Allowed):
            phrase = Spared(outer.start, outer.end, text[outer.start : outer.end])
            if phrase not in spared[-1:]:
                spared.append(phrase)
    return Found(hits, spared)


def stands_alone(text: str, start: int, end: int, word: str) -> bool:
    """A Latin letter or a digit at a word's end is at the end of what is written, too: no1 isn't in casino1."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (
        (is_latin(word[0]) and before and is_latin(FOLDED[before][-1:]))
        or (is_latin(word[-1]) and after and is_latin(FOLDED[after][:1]))
    )


def is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def visible_gaps(text: str) -> int:
    """How many signs and spaces that a reader sees stand between the letters of a stretch."""
    return sum(not FOLDED[character] and not is_unseen(character) for character in text)


def is_unseen(character: str) -> bool:
    """Zero-width characters and marks on letters."""
    return unicodedata.category(character) in {"Cf", "Mn", "Me"}
