"""Headers as they are compared: without the differences that don't matter."""

import re
import unicodedata
from functools import cache
from typing import Any

from metrics.imports import values

_SPACES = re.compile(r"\s+")


def header_word(cell: Any) -> str:
    """A header without the differences that don't matter: width, spaces, case."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", values.text(cell))).casefold()


@cache
def header_words(headers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(header_word, headers))
