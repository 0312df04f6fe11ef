"""Chinese words for these tests, read from the catalogue's sources: no compiled file is needed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import trans_real

LOCALE = Path(__file__).resolve().parents[2] / "locale"
ENTRY = re.compile(
    r'(?:^msgctxt (?P<context>".*")\n)?^msgid (?P<id>"(?!"\n).*")\n'
    r'(?:^msgid_plural ".*"\n)?^msgstr(?P<plural>\[0\])? (?P<text>".+")$',
    re.M,
)


def read(path: Path) -> dict[str | tuple[str, int], str]:
    """The entries of a .po file, keyed as gettext's own catalogue keys them."""
    entries: dict[str | tuple[str, int], str] = {}
    for match in ENTRY.finditer(re.sub(r'"\n"', "", path.read_text())):
        key = ast.literal_eval(match["id"])
        if match["context"]:
            key = f"{ast.literal_eval(match['context'])}\x04{key}"
        entries[(key, 0) if match["plural"] else key] = ast.literal_eval(match["text"])
    return entries


@pytest.fixture
def chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        words = trans_real.translation("zh-hans")._catalog._catalogs[0]
        before = dict(words)
        for path in sorted(LOCALE.rglob("*.po")):
            words.update(read(path))
        yield
        words.clear()
        words.update(before)


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield
