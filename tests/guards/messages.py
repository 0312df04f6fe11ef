"""Reads what is to be translated: out of the sources, and out of a .po file; no gettext needed on the machine."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

Key = tuple[str, str]  # context (or ""), message

# Which arguments of a call are context and message.
PLACES = {"gettext": (None, 0), "ngettext": (None, 0), "pgettext": (0, 1), "npgettext": (0, 1)}
STRING = re.compile(r"""[uU]?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
CALL = re.compile(r"\b(_|n?p?gettext)\(((?:\s*[uU]?(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')\s*,?)+)")


@dataclass
class Entry:
    """One message of a .po file."""

    context: str = ""
    message: str = ""
    plural: str = ""
    translations: list[str] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return self.context, self.message


def entries(path: Path) -> list[Entry]:
    """The messages of a .po file but its header; what is commented out doesn't count."""
    found = [entry(block) for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8"))]
    return [one for one in found if one.message]


def entry(block: str) -> Entry:
    one, words = Entry(), {"msgctxt": "context", "msgid": "message", "msgid_plural": "plural"}
    into = ""
    for line in block.splitlines():
        if line.startswith("#,"):
            one.flags |= {flag.strip() for flag in line[2:].split(",")}
        if not line or line.startswith("#"):
            continue
        keyword, quoted = ("", line) if line.startswith('"') else line.split(" ", 1)
        into = keyword or into
        if keyword.startswith("msgstr"):
            one.translations.append("")
        text = ast.literal_eval(quoted)
        if into.startswith("msgstr"):
            one.translations[-1] += text
        else:
            setattr(one, words[into], getattr(one, words[into]) + text)
    return one


def in_python(path: Path) -> Iterator[Key]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    local = {
        alias.asname or alias.name: re.sub(r"_(lazy|noop)$", "", alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and local.get(node.func.id) in PLACES:
            yield from _of_call(local[node.func.id], [getattr(argument, "value", None) for argument in node.args])


def in_template(path: Path) -> Iterator[Key]:
    for call in CALL.finditer(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        arguments = [ast.literal_eval(text[0]) for text in STRING.finditer(call[2])]
        yield from _of_call("gettext" if call[1] == "_" else call[1], arguments)


def _of_call(name: str, arguments: list[object]) -> Iterator[Key]:
    context, message = PLACES[name]
    if len(arguments) > message and isinstance(arguments[message], str):
        yield ("" if context is None else str(arguments[context])), str(arguments[message])
