"""Whatever bytes come as a file, reading it ends with entries or with a reason: no crash, no hang past its limits."""

import zipfile
from datetime import date
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st

from metrics.imports import reading, sandbox
from metrics.imports.layouts.base import Around, KnownMetric
from metrics.imports.sandbox import Limits
from metrics.imports.unreadable import Unreadable
from tests.metrics.conftest import FILES
from tests.metrics.fuzzing import RARELY, has_sentence

AROUND = Around(date(2026, 11, 23), {"biz.spend": [KnownMetric("biz.spend", "yuan", is_derived=False)]})
LIMITS = Limits(memory=512 * 1024**2, cpu_seconds=10, seconds=15)
FILES_READ = sorted(path for path in FILES.iterdir() if path.suffix in {".xls", ".csv", ".xlsx"})
BOOK = FILES / "微信小店订单.xlsx"


@given(st.binary(max_size=400))
@RARELY
def test_random_bytes_are_read_or_refused(content):
    give(content)


@given(st.sampled_from(FILES_READ), st.data())
@RARELY
def test_damaged_files_are_read_or_refused(path, data):
    give(damaged(path.read_bytes(), data))


@given(st.sampled_from(["", "PK\x03\x04", "<table>", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]), st.binary(max_size=900))
@RARELY
def test_a_known_beginning_with_anything_behind_it_is_read_or_refused(start, rest):
    give(start.encode("latin-1") + rest)


def damaged(good, data):
    """A few bytes changed, and perhaps the rest cut off."""
    content = bytearray(good)
    for _time in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    return bytes(content[: data.draw(st.integers(1, len(content)))] if data.draw(st.booleans()) else content)


@given(st.data())
@RARELY
def test_a_workbook_with_a_damaged_page_is_read_or_refused(data):
    """The archive is whole, its check sums are right: what is wrong stands in the page itself."""
    with zipfile.ZipFile(BOOK) as book:
        pages = {name: book.read(name) for name in book.namelist()}
    spoilt = data.draw(st.sampled_from(sorted(pages)))
    pages[spoilt] = damaged(pages[spoilt], data)
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as book:
        for name, page in pages.items():
            book.writestr(name, page)
    give(content.getvalue())


def give(content):
    try:
        reading.read(sandbox.read(content, limits=LIMITS), AROUND)
    except Unreadable as unreadable:
        has_sentence(unreadable)
