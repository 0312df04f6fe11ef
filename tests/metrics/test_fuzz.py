"""Whatever stands in a sheet's cells, reading it ends with entries or with a reason, and nothing goes in by halves."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from metrics.imports import mapped, reading, reasons
from metrics.imports.intake import Refused
from metrics.imports.layouts import LAYOUTS
from metrics.imports.layouts.base import Around, KnownMetric
from metrics.imports.mapped import Explained, Means, Meant
from metrics.imports.sandbox import Book, Sheet
from metrics.imports.unreadable import Unreadable
from metrics.imports.values import LARGEST
from metrics.models import ImportBatch, Point
from metrics.services import imports
from tests.metrics import order_files, sheets
from tests.metrics.conftest import AS_OF, NOW, make_channel
from tests.metrics.fuzzing import OFTEN, has_sentence, rows_like, tries
from tests.metrics.test_containers import ROWS

UNITS = {"biz.spend": "yuan", "oa.readers": "people", "own.rate": "percent", "vc.watch_seconds": "seconds"}
METRICS = {code: [KnownMetric(code, unit, is_derived=False)] for code, unit in UNITS.items()}
AROUND = Around(date(2026, 11, 23), METRICS)


def orders(header, *rows):
    return [header, *([row.get(name, "") for name in header] for row in rows)]


# Layouts whose files aren't kept, and one that a team made, beside those that have a sample in every container.
ORDERS = {
    "youzan_orders": orders(order_files.YOUZAN_60, order_files.paid(1, 2, "12.50"), order_files.unpaid(2, 3)),
    "shop_orders": orders(order_files.SHOP_57, order_files.item(1, 2, "12.50"), order_files.item(2, 3, "7.00")),
}
MAPPED = mapped.layout_of(
    Explained(
        ("标题", "链接", "发布", "榜日", "花费(分)", "完成", "时长", "涨粉(万)"),
        (
            Meant("标题", Means.TITLE),
            Meant("链接", Means.ADDRESS),
            Meant("发布", Means.PUBLISHED),
            Meant("榜日", Means.DAY),
            Meant("花费(分)", Means.METRIC, "biz.spend", "fen", "yuan"),
            Meant("完成", Means.METRIC, "own.rate", "percent", "percent"),
            Meant("时长", Means.METRIC, "vc.watch_seconds", "", "seconds"),
            Meant("涨粉(万)", Means.METRIC, "oa.readers", "wan", "people"),
        ),
        "official_account",
    ),
    key=1,
    name="某榜",
)
OWN = {
    MAPPED.code: [
        ["标题", "链接", "发布", "榜日", "花费(分)", "完成", "时长", "涨粉(万)"],
        ["甲", "https://mp.weixin.qq.com/s/abc", "2026-10-01", "2026-10-02", "1250", "11.14", "1分20秒", "0.35"],
    ]
}
KNOWN = [*LAYOUTS.values(), MAPPED]


@st.composite
def known_sheets(draw, among=None):
    """A sheet of a layout: good rows spoilt, below its header, or within its sections."""
    among = ROWS | ORDERS | OWN if among is None else among
    code = draw(st.sampled_from(sorted(among)))
    good = among[code]
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
        found = reading.read(book_of(rows), AROUND, KNOWN)
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


@pytest.fixture
def shop(team):
    return make_channel(team, "小店", "shop")


@pytest.mark.django_db
@given(drawn=known_sheets(ROWS | ORDERS))
@tries(25)
def test_a_file_goes_in_whole_or_not_at_all(team, account, videos, shop, drawn):
    """Through the service, as an upload: the preview writes no point, and what it promises is what is written."""
    code, rows = drawn
    rows = [[writable(cell) for cell in row] for row in rows]
    channel = {"video_posts": videos, "own_sheet": None, **dict.fromkeys(ORDERS, shop)}.get(code, account)
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
    assert set(ROWS | ORDERS) == set(LAYOUTS)
