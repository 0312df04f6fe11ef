"""Cells of an xlsx workbook that its reader takes for empty although they aren't: errors (``#REF!``) and formulas that
no spreadsheet has computed yet.

Runs in the child process, so it knows nothing of Django.
"""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from xml.etree import ElementTree

# By row and column, both from 0.
Cells = dict[tuple[int, int], str]

# Sheets beyond that, some 200,000 cells, come from back ends, which write no formulas.
LARGEST = 8 * 1024 * 1024
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"

# Without one of these no cell is suspect: found so quickly that a sheet of numbers costs next to nothing.
_SIGNS = (b't="e"', b"<f")
_SUSPECT = re.compile(rb't="e"|</f>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>|<f\b[^>]*/>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>')
_CELL = re.compile(rb"<c\b([^>]*[^/>])>(.*?)</c>", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
_VALUE = re.compile(rb"<v[^>]*>([^<]+)</v>")
_FORMULA = re.compile(rb"<f\b[^>/]*>([^<]*)</f>")


def cells(content: bytes) -> dict[str, Cells]:
    """By the sheet's name, what these cells say: the error, or the formula with its equals sign."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return {name: dict(_of_sheet(archive, path)) for name, path in _sheets(archive)}
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, ElementTree.ParseError):
        return {}


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    relations = ElementTree.fromstring(archive.read(RELATIONS))  # noqa: S314 - in a process with limits
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    for one in ElementTree.fromstring(archive.read(WORKBOOK)).iter():  # noqa: S314
        if one.tag.endswith("}sheet"):
            key = next((value for name, value in one.attrib.items() if name.endswith("}id")), "")
            target = targets.get(key, "")
            yield one.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _of_sheet(archive: zipfile.ZipFile, path: str) -> Iterator[tuple[tuple[int, int], str]]:
    if archive.getinfo(path).file_size > LARGEST:
        return
    sheet = archive.read(path)
    if not any(sign in sheet for sign in _SIGNS) or not _SUSPECT.search(sheet):
        return
    for attributes, inner in _CELL.findall(sheet):
        place = _PLACE.search(attributes)
        said = _said(attributes, inner)
        if place and said:
            yield (int(place[2]) - 1, _column(place[1])), said


def _said(attributes: bytes, inner: bytes) -> str:
    """Nothing for a cell with a value. A formula whose result is an empty text was computed."""
    value = _VALUE.search(inner)
    if b't="e"' in attributes:
        return value[1].decode() if value else "#ERROR!"
    if value or b"<f" not in inner or b't="str"' in attributes:
        return ""
    formula = _FORMULA.search(inner)
    return "=" + (unescape(formula[1].decode()) if formula else "")


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place - 1
