"""Containers, encodings and headers as they really come."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from metrics.imports import as_of, reading, sandbox, values
from metrics.imports.layouts import LAYOUTS
from metrics.imports.layouts.base import Around
from metrics.models import Metric
from tests.metrics.conftest import FILES, days

AROUND = Around(date(2026, 11, 23), {})
PLAIN = days(("2026-10-01", 10, 3, 100))


def read(content):
    return reading.read(sandbox.read(content), AROUND)


def as_xlsx(rows, *, column=1):
    book = openpyxl.Workbook()
    for number, cells in enumerate(rows, start=1):
        for place, cell in enumerate(cells):
            book.active.cell(number, column + place, cell)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        PLAIN.decode().encode("utf-8-sig"),
        PLAIN.decode().encode("utf-16"),
        PLAIN.decode().encode("gb18030"),
        PLAIN.replace(b"\n", b"\r\n"),
        PLAIN.replace(b",", b"\t"),
        b"\n\n" + PLAIN,
        "用户增长\n导出时间,2026-11-01\n\n".encode() + PLAIN,
        PLAIN.replace("新关注人数".encode(), "  新 关注人数 ".encode()),
    ],
)
def test_the_same_numbers_whatever_the_encoding_delimiter_and_preamble(content):
    entries = read(content).entries
    assert {entry.metric: entry.value for entry in entries} == {
        "oa.followers_new": 10,
        "oa.followers_lost": 3,
        "oa.followers_total": 100,
    }


def test_a_workbook_saved_again_has_its_title_real_dates_and_an_empty_first_column():
    rows = [["用户增长"], ["时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数"]]
    content = as_xlsx([*rows, [date(2026, 10, 1), 10, 3, 7, 100]], column=2)

    found = read(content)

    assert found.container == "xlsx"
    first = found.entries[0]
    assert (first.row, first.day, first.value) == (3, date(2026, 10, 1), 10)


def test_a_record_with_line_breaks_in_quotes_is_one_row():
    found = read((FILES / "视频号动态数据明细.csv").read_bytes())
    assert sorted({entry.row for entry in found.entries}) == list(range(2, 16))


@pytest.mark.parametrize(
    ("name", "modified", "expected"),
    [
        ("图文分析_20261001-20261021.xls", date(2026, 11, 5), date(2026, 10, 21)),
        ("tendency_1790784000_1793462400.xls", None, date(2026, 11, 1)),
        ("1536508800.xls", None, date(2018, 9, 10)),
        ("user_analysis.xls", date(2026, 11, 5), date(2026, 11, 5)),
        ("user_analysis.xls", date(2027, 1, 1), date(2026, 11, 23)),
        ("user_analysis.xls", None, date(2026, 11, 23)),
        ("plan_20271231.xls", date(2026, 11, 5), date(2026, 11, 5)),
        ("2026年10月9日.csv", None, date(2026, 10, 9)),
        ("20261399.csv", None, date(2026, 11, 23)),
    ],
)
def test_the_as_of_day_is_proposed_from_name_then_modification_then_today(name, modified, expected):
    assert as_of.proposed(name, modified=modified, today=date(2026, 11, 23)) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("11.14%", "0.1114"), ("20%", "0.2"), ("0.2", "0.2"), ("-", None), ("0%", "0")],
)
def test_rates(cell, expected):
    found = values.rate(cell)
    assert (found if found is None else format(found.normalize(), "f")) == expected


@pytest.mark.parametrize(("cell", "expected"), [("32.50秒", 32.5), ("10秒", 10), ("1分20秒", 80), ("382.20秒", 382.2)])
def test_seconds(cell, expected):
    assert float(values.seconds(cell)) == expected


@pytest.mark.django_db
def test_every_code_that_a_layout_yields_is_in_the_dictionary():
    codes = set(Metric.objects.values_list("code", flat=True))
    for name in ("user_analysis.xls", "视频号动态数据明细.csv"):
        assert {entry.metric for entry in read((FILES / name).read_bytes()).entries} <= codes
    assert {code for layout in LAYOUTS.values() for block in layout.blocks for code in block.computed} <= codes


def test_a_cell_with_a_nul_in_it_is_read_without():
    """An old workbook may hold one, and PostgreSQL takes none."""
    assert values.text("甲\x00乙 ") == "甲乙"
