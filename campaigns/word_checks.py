"""What forbidden words stand in the way of: passing compliance, going on after it, and being published."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import item_words, prints
from campaigns.item_words import ItemWords
from campaigns.models import Gate, Item, Stage
from campaigns.services.checks import asks_for_legal, before_gate, before_leaving, before_publishing


@before_gate(Gate.Kind.COMPLIANCE)
def forbidden_words(item: Item, *, on: date) -> Iterator[str]:
    """Compliance can't be passed while a forbidden word stands there that nobody waived."""
    yield from sentences(_words(item, on=on))


@before_leaving
def forbidden_since(item: Item, stage: Stage, *, on: date) -> Iterator[str]:
    """A word that was forbidden after compliance said yes, or whose waiver is over, holds up what isn't out yet."""
    gate = item_words.compliance_gate(item)
    if gate is not None and stage.position >= gate.stage.position and not is_out(item):
        yield from sentences(_words(item, on=on))


@before_publishing
def forbidden_at_last(item: Item, *, on: date) -> Iterator[str]:
    if item_words.compliance_gate(item) is not None and not is_out(item):
        yield from sentences(_words(item, on=on))


@asks_for_legal
def word_lists(item: Item) -> bool:
    """Whatever is waived, so whichever day it is."""
    return _words(item, on=timezone.localdate()).asks_legal


def sentences(words: ItemWords) -> Iterator[str]:
    """What the reader can do about it, naming the words as they are written."""
    if words.blocking:
        named = "".join(_("“%(name)s”") % {"name": word} for word in words.blocking_words)
        yield _("Forbidden words stand in it: %(words)s. Change them, or have compliance waive them.") % {
            "words": named
        }


def is_out(item: Item) -> bool:
    """What is published already is no longer held up: that is an incident."""
    return item.kind == Item.Kind.CONTENT and item.content.published_at is not None


def _words(item: Item, *, on: date) -> ItemWords:
    return item_words.of_item(item, prints.newest_version(item), on=on)
