"""What differs between two versions of a text: field by field, paragraph by paragraph, down to the characters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models import Version

FIELDS = {
    "title": _("Title"),
    "digest": _("Digest"),
    "body": pgettext_lazy("item", "Text"),
    "image_texts": _("Words in pictures"),
}
# Paragraphs less alike than this are told as one that went and one that came.
ALIKE = 0.35
# A long paragraph is compared as a whole: character by character it would take too long.
LONGEST = 3_000


@dataclass(frozen=True)
class Piece:
    """A stretch of characters: there in both, gone, or new."""

    text: str
    state: str  # same, gone, new


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or a run of ``skipped`` ones that are the same in both."""

    pieces: Sequence[Piece] = ()
    skipped: int = 0


@dataclass(frozen=True)
class Difference:
    """A field that differs."""

    label: str
    paragraphs: Sequence[Paragraph]


def between(older: Version, newer: Version) -> list[Difference]:
    """The fields that differ, in the order they are read."""
    found = []
    for name, label in FIELDS.items():
        before, after = getattr(older, name), getattr(newer, name)
        if before != after:
            found.append(Difference(str(label), list(paragraphs(before, after))))
    return found


def paragraphs(before: str, after: str) -> Iterator[Paragraph]:
    old, new = before.split("\n"), after.split("\n")
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from unchanged(old[a:b])
        else:
            yield from changed(old[a:b], new[c:d])


def unchanged(lines: Sequence[str]) -> Iterator[Paragraph]:
    """The first and the last of them, so that one sees where one is; those between are only counted."""
    written = [line for line in lines if line.strip()]
    if len(written) <= 3:  # noqa: PLR2004 - skipping one would save nothing
        yield from (Paragraph([Piece(line, "same")]) for line in written)
        return
    yield Paragraph([Piece(written[0], "same")])
    yield Paragraph(skipped=len(written) - 2)
    yield Paragraph([Piece(written[-1], "same")])


def changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Paragraph]:
    """Paragraphs pair up in their order as long as they are alike; the rest went or came."""
    old, new = [line for line in old if line.strip()], [line for line in new if line.strip()]
    for before, after in zip(old, new, strict=False):
        yield from pair(before, after)
    yield from (Paragraph([Piece(line, "gone")]) for line in old[len(new) :])
    yield from (Paragraph([Piece(line, "new")]) for line in new[len(old) :])


def pair(before: str, after: str) -> Iterator[Paragraph]:
    if before == after:
        yield Paragraph([Piece(before, "same")])
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if len(before) + len(after) > LONGEST or matcher.ratio() < ALIKE:
        yield Paragraph([Piece(before, "gone")])
        yield Paragraph([Piece(after, "new")])
        return
    pieces = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece(before[a:b], "same"))
            continue
        pieces += [Piece(before[a:b], "gone")] if b > a else []
        pieces += [Piece(after[c:d], "new")] if d > c else []
    yield Paragraph(pieces)
