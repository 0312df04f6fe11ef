"""What is looked up once while a page about an item is put together: many parts of it ask for the same rows.

An item remembers only once ``remembering`` was called on it, which a page does that it has just loaded to be read.
Services load their own item (``access.locked``), so they always ask anew.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from campaigns.models import Item

Answer = TypeVar("Answer")
_NAME = "_answers"


def remembering(item: Item, **known: Any) -> Item:
    """Let what is asked about this loaded item be looked up once; ``known`` is what the page has already."""
    setattr(item, _NAME, dict(known))
    return item


def once(item: Item, question: Hashable, look: Callable[[], Answer]) -> Answer:
    """The answer to a question about an item: the one that it remembers, else looked up."""
    answers: dict[Hashable, Any] | None = getattr(item, _NAME, None)
    if answers is None:
        return look()
    if question not in answers:
        answers[question] = look()
    return answers[question]  # type: ignore[no-any-return]
