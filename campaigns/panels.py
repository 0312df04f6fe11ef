"""What stands on an item's page beside its stages and its text: other parts of the work put panels there.

@panel(Item.Kind.CAMPAIGN, order=20)
def budget(reading: Reading) -> Panel | None:
    return Panel("campaigns/_budget.html", {"lines": reading.item.budget_lines.for_panel()})

Without a kind it is for items of all kinds. What is looked at first comes with the page itself; how a campaign runs,
what else only one kind has, and what happened to the item come in parts of their own (``Part``), which the page asks
for once it stands. The template gets ``item``, ``panel`` (the words that the function gave), ``request`` and
``csrf_token``; it prints one ``<section class="panel">``, and its forms post to pages of its own, which
lead back to the item. A function that has nothing to say returns nothing. Each may ask the database a few times, never
once for each row.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from django.forms import Form

from campaigns.models import Item, Version
from roles.models import Member

F = TypeVar("F", bound=Form)


class Place(Enum):
    """Where on a wide screen a panel stands; on a phone the narrow column comes below the wide one."""

    WIDE = "wide"
    SIDE = "side"


class Part(Enum):
    """With which request a panel comes: with the page, or with one that the page makes by itself."""

    PAGE = "page"
    RUN = "run"
    WORK = "work"
    TRAIL = "trail"


@dataclass(frozen=True)
class Reading:
    """Somebody reads an item's page at a moment; ``version`` is the newest of its text. ``refused``: the form of a
    panel that couldn't be taken, as it was typed."""

    item: Item
    by: Member
    at: datetime
    version: Version | None = None
    refused: Form | None = None

    def typed(self, kind: type[F]) -> F | None:
        """The refused form, if it is of this kind."""
        return self.refused if isinstance(self.refused, kind) else None


@dataclass(frozen=True)
class Panel:
    """A template and its words."""

    template: str
    words: dict[str, Any] = field(default_factory=dict)


Maker = Callable[[Reading], Panel | None]


@dataclass(frozen=True)
class _Registered:
    make: Maker
    kinds: tuple[str, ...]
    place: Place
    order: int
    part: Part
    when: Callable[[Item], bool] | None

    def is_for(self, item: Item) -> bool:
        return (not self.kinds or item.kind in self.kinds) and (self.when is None or self.when(item))


_registered: dict[str, _Registered] = {}


def panel(
    *kinds: str,
    place: Place = Place.SIDE,
    order: int = 50,
    part: Part = Part.PAGE,
    when: Callable[[Item], bool] | None = None,
) -> Callable[[Maker], Maker]:
    """Register what shows a panel on the pages of items of these kinds (of all, without any). ``when`` spares the page
    a request: without asking the database, whether there can be something to show."""

    def register(make: Maker) -> Maker:
        _registered[f"{make.__module__}.{make.__qualname__} {part.value}"] = _Registered(
            make, kinds, place, order, part, when
        )
        return make

    return register


def of_item(item: Item) -> list[_Registered]:
    """What is registered for items of its kind, in order."""
    return sorted((one for one in _registered.values() if one.is_for(item)), key=lambda one: one.order)


def of_page(reading: Reading) -> dict[str, list[Panel]]:
    """The panels that come with an item's page, by place; where another part begins, a slot that asks for it."""
    found: dict[str, list[Panel]] = {place.value: [] for place in Place}
    asked: set[tuple[Part, Place]] = set()
    asking: set[Part] = set()
    for place in Place:
        for one in of_item(reading.item):
            if one.place != place:
                continue
            if one.part == Part.PAGE:
                if (made := one.make(reading)) is not None:
                    found[place.value].append(made)
            elif (one.part, place) not in asked:
                slot = {"part": one.part.value, "place": place.value, "asks": one.part not in asking}
                found[place.value].append(Panel("campaigns/_slot.html", slot))
                asked.add((one.part, place))
                asking.add(one.part)
    return found


def of_parts(reading: Reading, *parts: Part) -> dict[str, list[Panel]]:
    """The panels of these parts, by place, in their order."""
    found: dict[str, list[Panel]] = {place.value: [] for place in Place}
    for one in of_item(reading.item):
        if one.part in parts and (made := one.make(reading)) is not None:
            found[one.place.value].append(made)
    return found
