"""Every visible string is translatable, and 中文 is complete: nothing missing, fuzzy, left over or compiled of old."""

import gettext
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

from tests.guards.messages import Entry, entries, in_python, in_template

ROOT = settings.BASE_DIR
FOLDER = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES"
CHINESE = entries(FOLDER / "django.po")
PACKAGES = ["teamops", "roles", "jobs", "notices", "metrics", "kpis", "campaigns", "meetings", "reports"]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
HAN = r"[\u4e00-\u9fff]"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def sources() -> dict[tuple[str, str], str]:
    """Each message in the sources, and a file where it stands."""
    python = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    templates = [path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt")]
    found = {key: path.name for path in python for key in in_python(path)}
    return found | {key: path.name for path in templates for key in in_template(path)}


def named(items: list[Entry]) -> list[str]:
    return [item.message for item in items]


def test_each_message_of_the_sources_is_in_the_catalogue():
    known = {entry.key for entry in CHINESE}

    assert {message: where for message, where in sources().items() if message not in known} == {}


def test_the_catalogue_holds_nothing_that_the_sources_do_not():
    assert sorted({entry.key for entry in CHINESE} - set(sources())) == []


def test_each_message_has_its_chinese_words():
    assert named([entry for entry in CHINESE if not all(entry.translations)]) == []
    assert named([entry for entry in CHINESE if "fuzzy" in entry.flags]) == []


def test_the_chinese_words_keep_the_placeholders():
    def placeholders(text: str) -> list[str]:
        return sorted(set(PLACEHOLDER.findall(text.replace("%%", ""))))

    wrong = [
        entry
        for entry in CHINESE
        if any(placeholders(words) != placeholders(entry.plural or entry.message) for words in entry.translations)
    ]

    assert named(wrong) == []


def test_chinese_sentences_have_chinese_punctuation():
    wrong = [
        words for entry in CHINESE for words in entry.translations if re.search(rf"{HAN}[,;?!]|[,;?!]{HAN}", words)
    ]

    assert wrong == []


def test_what_is_compiled_is_what_is_written():
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    def words(entry: Entry) -> str:
        if entry.plural:
            asked = (entry.message, entry.plural, 2)
            return compiled.npgettext(entry.context, *asked) if entry.context else compiled.ngettext(*asked)
        return compiled.pgettext(entry.context, entry.message) if entry.context else compiled.gettext(entry.message)

    assert {entry.message for entry in CHINESE if words(entry) != entry.translations[0]} == set()


class Bare(HTMLParser):
    """Collects the words of a template that stand there as they are, outside translate and blocktranslate."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.verbatim = 0

    def handle_starttag(self, tag, attrs):
        self.verbatim += tag in ("script", "style", "code", "pre", "kbd")
        self.take(*(value or "" for name, value in attrs if name in ("title", "alt", "aria-label", "placeholder")))

    def handle_endtag(self, tag):
        self.verbatim -= tag in ("script", "style", "code", "pre", "kbd")

    def handle_data(self, data):
        if not self.verbatim:
            self.take(data)

    def take(self, *texts: str) -> None:
        self.found += [word for text in texts for word in re.findall(rf"[A-Za-z]{{2,}}|{HAN}+", text)]


# The product's name, formats, and languages in their own words.
NAMES = {"TeamOps", "Excel", "XLSX", "CSV", "English", "简体中文", "中文"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_word_of_a_template_is_outside_the_catalogue(path: Path):
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", text, flags=re.DOTALL)
    bare = Bare()
    bare.feed(re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", text, flags=re.DOTALL))

    assert set(bare.found) - NAMES == set()
