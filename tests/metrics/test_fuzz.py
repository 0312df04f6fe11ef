"""Whatever stands in a file, reading it ends with entries or with a reason: no crash, no hang, nothing by halves."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.imports import reading, reasons, sandbox
from metrics.imports.intake import Refused
from metrics.imports.layouts import LAYOUTS
from metrics.imports.layouts.base import Around, KnownMetric
from metrics.imports.sandbox import Book, Limits, Sheet
from metrics.imports.unreadable import Unreadable
from metrics.imports.values import LARGEST
from metrics.models import ImportBatch, Point
from metrics.services import imports
from tests.metrics import sheets
from tests.metrics.conftest import AS_OF, FILES, NOW
from tests.metrics.test_containers import ROWS

METRICS = {
    "biz.spend": [KnownMetric("biz.spend", "yuan", is_derived=False)],
    "oa.readers": [KnownMetric("oa.readers", "people", is_derived=False)],
}
AROUND = Around(date(2026, 11, 23), METRICS)
LIMITS = Limits(memory=512 * 1024**2, cpu_seconds=10, seconds=15)
RARELY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
OFTEN = settings(max_examples=150, deadline=2000, suppress_health_check=list(HealthCheck))

WORDS = [
    *(
        "",
        " ",
        "-",
        "——",
        "全部",
        "All",
        "合计",
        "数据概况",
        "阅读转化",
        "数据趋势明细",
        "推荐转化",
        "朋友圈",
        "阅读(人)",
        "完读率",
    ),
    *(
        "1.2万",
        "10万+",
        "1,2O6",
        "20%",
        "120%",
        "1分20秒",
        "￥3.50",
        "-5",
        "1e400",
        "NaN",
        "inf",
        "９９",
        "1,23,4",
        "+",
        "万",
    ),
    *(
        "2026-10-01",
        "20261001",
        "2026年2月30日",
        "45000",
        "0000-00-00",
        "biz.spend",
        "oa.readers",
        "溪屿护肤",
        "\ud800",
    ),
    *("=1+1", "\x00", "a" * 400, "\n\n", "https://mp.weixin.qq.com/s/x", "9" * 300),
]
CELLS = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=8),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
)
FILES_READ = sorted(path for path in FILES.iterdir() if path.suffix in {".xls", ".csv"})


@st.composite
def rows_like(draw, good):
    """A row that would be read, with a few cells replaced; or nothing like it."""
    if draw(st.integers(0, 5)) == 0:
        return draw(st.lists(CELLS, max_size=len(good) + 2))
    row = list(good)
    for place in draw(st.lists(st.integers(0, len(row) - 1), max_size=3)) if row else []:
        row[place] = draw(CELLS)
    return row


@st.composite
def known_sheets(draw):
    """A sheet of a layout: good rows spoilt, below its header, or within its sections."""
    code = draw(st.sampled_from(sorted(ROWS)))
    good = ROWS[code]
    if code == "article_details":
        rows = [draw(rows_like(row)) if draw(st.integers(0, 3)) == 0 else row for row in good]
    else:
        first = next(at for at, row in enumerate(good) if len(row) == max(map(len, good)))
        rows = [*good[: first + 1], *draw(st.lists(rows_like(good[first + 1]), max_size=8))]
    return code, rows


def book_of(rows):
    numbered = [(number, list(cells)) for number, cells in enumerate(rows, start=1) if any(cells)]
    return Book("csv", [Sheet("", numbered or [(1, ["x"])])])


@given(known_sheets())
@OFTEN
def test_random_cells_under_known_headers_give_entries_or_a_reason(drawn):
    _code, rows = drawn
    try:
        found = reading.read(book_of(rows), AROUND)
    except Unreadable as unreadable:
        has_sentence(unreadable)
        return

    bad = {problem.place for problem in found.problems}
    assert not bad & {entry.place for entry in found.entries}
    assert not bad & {warning.place for warning in found.warnings}
    for entry in found.entries:
        assert isinstance(entry.value, Decimal)
        assert entry.value.is_finite()
        assert abs(entry.value) < LARGEST * LARGEST
        assert type(entry.day) is date
        assert entry.day <= AROUND.today
        assert 1 <= entry.row <= len(rows)
    for problem in [*found.problems, *found.warnings]:
        told = {"row": problem.row, "value": problem.value, **problem.arguments}
        assert str(reasons.explain(problem.code, told))


@given(st.binary(max_size=400))
@RARELY
def test_random_bytes_are_read_or_refused(content):
    give(content)


@given(st.sampled_from(FILES_READ), st.data())
@RARELY
def test_damaged_files_are_read_or_refused(path, data):
    content = bytearray(path.read_bytes())
    for _time in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    give(bytes(content[: data.draw(st.integers(1, len(content)))] if data.draw(st.booleans()) else content))


@given(st.sampled_from(["", "PK\x03\x04", "<table>", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]), st.binary(max_size=900))
@RARELY
def test_a_known_beginning_with_anything_behind_it_is_read_or_refused(start, rest):
    give(start.encode("latin-1") + rest)


def give(content):
    try:
        reading.read(sandbox.read(content, limits=LIMITS), AROUND)
    except Unreadable as unreadable:
        has_sentence(unreadable)


def has_sentence(unreadable):
    assert str(reasons.explain(unreadable.code, unreadable.arguments))


@pytest.mark.django_db
@given(drawn=known_sheets())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_file_goes_in_whole_or_not_at_all(team, account, videos, drawn):
    """Through the service, as an upload: the preview writes no point, and what it promises is what is written."""
    code, rows = drawn
    rows = [[writable(cell) for cell in row] for row in rows]
    channel = {"video_posts": videos, "own_sheet": None}.get(code, account)
    with transaction.atomic():
        try:
            batch = imports.preview(
                team, sheets.as_csv(rows).encode(), name="x.csv", channel=channel, as_of=AS_OF, by=None, at=NOW
            )
        except Refused:
            assert not ImportBatch.objects.exists()
            assert not Point.objects.exists()
        else:
            assert not Point.objects.exists()
            promised = batch.points
            if batch.rows_to_write:
                assert imports.confirm(batch, by=None, at=NOW).points == promised
            assert Point.objects.count() == promised
        transaction.set_rollback(True)


def writable(cell):
    """A cell as text has it: no lone surrogates, no NUL."""
    text = cell.isoformat() if isinstance(cell, date | datetime) else str("" if cell is None else cell)
    return text.encode(errors="replace").decode().replace("\x00", "")


def test_every_layout_is_fuzzed():
    assert {layout.code for layout in LAYOUTS.values() if layout.keeps_file} == set(ROWS)
