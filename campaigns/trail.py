"""The trail of an item in words: what a changed particular is called, and what its codes mean."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import DateTimeField, Field
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from campaigns.models import Comment, Credit, Fact, Gate, Item
from campaigns.once import once
from campaigns.services.items import DETAILS
from teamops.lib.tags.numbers import moment


@dataclass(frozen=True)
class Change:
    """A particular as it was and as it is now, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    fact: Fact
    changes: list[Change]
    words: str


def of_item(item: Item) -> list[Line]:
    """Everything that happened, the newest first."""
    related = ("by__person", "whom__person", "run__stage", "version")
    facts = Fact.objects.filter(item=item).select_related(*related).order_by("-at", "-pk")
    return [Line(fact, list(changes_of(fact, item)), words_of(fact)) for fact in facts]


def changes_of(fact: Fact, item: Item) -> Iterator[Change]:
    if fact.kind == Fact.Kind.CHANGED:
        for name, (before, after) in fact.particulars.items():
            field = field_of(item, name)
            label = str(field.verbose_name) if field is not None else name
            yield Change(label, said(field, before), said(field, after))


def field_of(item: Item, name: str) -> "Field[Any, Any] | None":
    """The kind's own particulars come first: a campaign has a kind of its own. What points at the item isn't one."""
    own = DETAILS.get(item.kind)
    fields = [*(own._meta.fields if own else ()), *Item._meta.fields]
    return next((field for field in fields if field.name == name), None)


def said(field: "Field[Any, Any] | None", value: str) -> str:
    """A code by its words, nothing as a dash, yes and no as such, a moment by the team's clock."""
    if not value:
        return "—"
    if value in {"True", "False"}:
        return _("yes") if value == "True" else _("no")
    if isinstance(field, DateTimeField) and (when := parse_datetime(value)) is not None:
        return moment(timezone.localtime(when))
    return str(dict(field.flatchoices).get(value, value)) if field is not None else value


def words_of(fact: Fact) -> str:
    """What else there is to say."""
    if fact.kind == Fact.Kind.CREDITED:
        parts = dict(Credit.Part.choices)
        shares = fact.particulars.get("shares", [])
        return _(", ").join(f"{name} {parts.get(part, part)} {share}%" for name, part, share in shares)
    gate = fact.particulars.get("gate")
    named = str(Gate.Kind(gate).label) if gate in Gate.Kind.values else ""
    return _(": ").join(filter(None, [named, fact.text]))


def comments_on(item: Item) -> list[Comment]:
    """What was remarked, the oldest first."""
    said = Comment.objects.filter(item=item).select_related("by__person", "run__stage", "version")
    return once(item, "comments", lambda: list(said))
