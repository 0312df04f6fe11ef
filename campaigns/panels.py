"""What stands on an item's page beside its stages and its text: other parts of the work put panels there.

@panel(Item.Kind.CAMPAIGN, order=20)
def budget(reading: Reading) -> Panel | None:
    return Panel("campaigns/_budget.html", {"lines": reading.item.budget_lines.for_panel()})

Without a kind it is for items of all kinds. The template gets ``item``, ``panel`` (the words that the function gave),
``request`` and ``csrf_token``; it prints one ``<section class="panel">``, and its forms post to pages of its own, which
lead back to the item. A function that has nothing to say returns nothing. Each may ask the database a few times, never
once for each row.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from campaigns.models import Item, Version
from roles.models import Member


class Place(Enum):
    """Where on a wide screen a panel stands; on a phone the narrow column comes below the wide one."""

    WIDE = "wide"
    SIDE = "side"


@dataclass(frozen=True)
class Reading:
    """Somebody reads an item's page at a moment; ``version`` is the newest of its text."""

    item: Item
    by: Member
    at: datetime
    version: Version | None = None


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

    def is_for(self, item: Item) -> bool:
        return not self.kinds or item.kind in self.kinds


_registered: dict[str, _Registered] = {}


def panel(*kinds: str, place: Place = Place.SIDE, order: int = 50) -> Callable[[Maker], Maker]:
    """Register what shows a panel on the pages of items of these kinds (of all, without any)."""

    def register(make: Maker) -> Maker:
        _registered[f"{make.__module__}.{make.__qualname__}"] = _Registered(make, kinds, place, order)
        return make

    return register


def of_page(reading: Reading) -> dict[str, list[Panel]]:
    """The panels of an item's page, by place, in their order."""
    found: dict[str, list[Panel]] = {place.value: [] for place in Place}
    for one in sorted(_registered.values(), key=lambda one: one.order):
        if one.is_for(reading.item) and (made := one.make(reading)) is not None:
            found[one.place.value].append(made)
    return found
