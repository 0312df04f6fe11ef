"""A text cut into what is plain and what is marked, for a page to print."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from campaigns.checking import Mark
from campaigns.words.matching import Spared


@dataclass(frozen=True)
class Piece:
    """A stretch of text; with its mark, or allowed, or plain."""

    text: str
    mark: Mark | None = None
    is_spared: bool = False


def pieces(text: str, marks: Sequence[Mark], spared: Sequence[Spared]) -> Iterator[Piece]:
    """The whole text in order. Where two marks overlap, the later one begins where the earlier ends."""
    place = 0
    found: list[tuple[int, int, Mark | None]] = [(mark.start, mark.end, mark) for mark in marks]
    found += [(phrase.start, phrase.end, None) for phrase in spared]
    for start, end, mark in sorted(found, key=lambda one: (one[0], -one[1])):
        begin = max(start, place)
        if begin >= end:
            continue
        if begin > place:
            yield Piece(text[place:begin])
        yield Piece(text[begin:end], mark, is_spared=mark is None)
        place = end
    if place < len(text):
        yield Piece(text[place:])
