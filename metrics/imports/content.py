"""Which of a channel's content items a file means: by its keys, else by title and publishing day."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from metrics.imports import addresses
from metrics.imports.layouts.base import Content, Problem
from metrics.models import Channel, ContentKey, Subject

LONGEST_NAME = 200
_SPACES = re.compile(r"\s+")


class Key(NamedTuple):
    """A name under which a back end knows an item: a ``ContentKey.Kind`` and its value."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class ToMake:
    """A subject that isn't there yet: a content item of the channel, or a member's or the team's own."""

    kind: str
    name: str
    member: int | None = None
    keys: tuple[Key, ...] = ()
    published_on: date | None = None


Reference = int | ToMake


@dataclass(frozen=True, slots=True)
class Item:
    """A content item that is there. ``stands``: itself, or the item it is joined to."""

    pk: int
    name: str
    published_on: date | None
    stands: int
    stands_on: date | None

    @property
    def is_joined(self) -> bool:
        return self.stands != self.pk

    def filed(self, day: date) -> date:
        """Under which day something told of this item's ``day`` is filed: its publishing day is the standing one's."""
        return self.stands_on if self.is_joined and self.stands_on and day == self.published_on else day


def keys_of(content: Content) -> tuple[Key, ...]:
    """What a file says of an item's identity, the surest first: its address, message id, video id."""
    found: list[tuple[str, str]] = []
    if address := addresses.normalised(content.address):
        found.append(address)
    if content.msgid:
        found.append((ContentKey.Kind.MSGID, content.msgid))
    if content.external_id:
        found.append((ContentKey.Kind.VIDEO_ID, content.external_id))
    return tuple(Key(str(kind), value) for kind, value in found)


def title_word(title: str) -> str:
    """A title without the differences that don't matter: width, spaces, case."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", title[:LONGEST_NAME])).casefold()


class ContentFinder:
    """All content items of a channel, loaded with two queries. Items that a file names first are found again."""

    def __init__(self, channel: Channel) -> None:
        self.learned: dict[Key, int] = {}
        self._items: dict[int, Item] = {}
        self._by_key: dict[Key, Reference] = {}
        self._keys: dict[int, set[Key]] = defaultdict(set)
        self._by_title: dict[tuple[str, date | None], list[int]] = defaultdict(list)
        rows = Subject.objects.filter(channel=channel, kind=Subject.Kind.CONTENT)
        for pk, name, day, stands, stands_on in rows.values_list(
            "pk", "name", "published_on", "joined_to", "joined_to__published_on"
        ):
            self._items[pk] = Item(pk, name, day, stands or pk, stands_on)
            self._by_title[title_word(name), day].append(pk)
        keys = ContentKey.objects.filter(channel=channel)
        for pk, kind, value in keys.values_list("subject", "kind", "value"):
            self._know(Key(kind, value), pk)

    def _know(self, key: Key, pk: int) -> None:
        self._by_key[key] = pk
        self._keys[pk].add(key)

    def find(self, content: Content, *, row: int) -> Item | ToMake | Problem:
        """The item, or what has to be made. A problem if its keys, or its title and day, mean several."""
        keys = keys_of(content)
        found = [self._by_key[key] for key in keys if key in self._by_key]
        if len({self._standing(one) for one in found}) > 1:
            names = list(dict.fromkeys(self._name(one) for one in found))
            told: dict[str, str | int] = {"one": names[0], "other": names[-1]}
            return Problem(row, "", content.title, "conflicting_keys", told)
        if not found:
            alike = self._alike(content, keys)
            if len({self._items[pk].stands for pk in alike}) > 1:
                return Problem(row, "", content.title, "ambiguous_content")
            found = [*alike[:1]]
        if not found:
            return self._new(content, keys)
        if isinstance(found[0], ToMake):
            return found[0]
        self._learn(keys, found[0])
        return self._items[found[0]]

    def _alike(self, content: Content, keys: tuple[Key, ...]) -> list[int]:
        """Items of this title and day that aren't known under another key of the same kind; a standing one first."""
        word = title_word(content.title)
        alike = self._by_title.get((word, content.published_on), []) if word else []
        kinds = {key.kind for key in keys}
        fitting = [pk for pk in alike if not kinds & {key.kind for key in self._keys[pk]}]
        return sorted(fitting, key=lambda pk: self._items[pk].is_joined)

    def _learn(self, keys: tuple[Key, ...], pk: int) -> None:
        for key in keys:
            if key not in self._by_key:
                self.learned[key] = pk
                self._know(key, pk)

    def _new(self, content: Content, keys: tuple[Key, ...]) -> ToMake:
        name = content.title[:LONGEST_NAME] or content.external_id or content.msgid or content.address
        new = ToMake(Subject.Kind.CONTENT, name[:LONGEST_NAME], keys=keys, published_on=content.published_on)
        self._by_key |= dict.fromkeys(keys, new)
        return new

    def _standing(self, one: Reference) -> Reference:
        return one if isinstance(one, ToMake) else self._items[one].stands

    def _name(self, one: Reference) -> str:
        return one.name if isinstance(one, ToMake) else self._items[one].name
