"""Every layout in every container and encoding, recognised by what is in it: never by a name or an ending."""

from datetime import date
from functools import cache

import pytest

from metrics.imports import reading, sandbox, sheets
from metrics.imports.layouts import LAYOUTS
from metrics.imports.layouts.base import Around, KnownMetric
from tests.metrics import sheets as layouts
from tests.metrics.conftest import FILES

AROUND = Around(date(2026, 11, 23), {"biz.spend": [KnownMetric("biz.spend", "yuan", is_derived=False)]})

ROWS = {
    "user_analysis": [["用户增长"], *layouts.USER_ANALYSIS, ["2026-10-01", "1,234", 4, 1230, 25000]],
    "tendency": layouts.tendency(
        days=[("2026-10-01", "全部", "1,234"), ("2026-10-01", "朋友圈", 600)],
        totals=[("2026-10-01", 5, 1, 2, 1)],
        articles=[("全部", "20261001", "熬夜肌，怎么办", 80)],
    ),
    "traffic": [*layouts.TRAFFIC, ["20231001", 150, 100, 9, 8, 7, 6, 5, 4, 2, "全部"]],
    "notified": [
        *layouts.NOTIFIED,
        ["甲，乙", "20261001", "1,000", 1500, 5, 6, 3, 9000, 700, "7.8%", 1, 2, "1%", "2.0", "40%", "https://a/b"],
    ],
    "article_details": layouts.article([("阅读(人)", 90), ("完读率", "50%")], conversion=[("送达人数", 500)]),
    "video_posts": [
        layouts.VIDEOS,
        ["甲 #护肤", "export/1", "2026/10/01", "20%", "10.5秒", 8373, 69, 41, 5, 72, 12, 4, 0, 0, 0, 3, 2, 1, 1],
    ],
    "own_sheet": [*layouts.OWN_SHEET, ["2026-10-01", "溪屿护肤", "biz.spend", "1,200.50"]],
}
CONTAINERS = {
    "utf-8": lambda rows: layouts.as_csv(rows).encode(),
    "utf-8 with a mark": lambda rows: layouts.as_csv(rows).encode("utf-8-sig"),
    "utf-16, little end first": lambda rows: b"\xff\xfe" + layouts.as_csv(rows).encode("utf-16-le"),
    "utf-16, big end first": lambda rows: b"\xfe\xff" + layouts.as_csv(rows).encode("utf-16-be"),
    "gb18030": lambda rows: layouts.as_csv(rows).encode("gb18030"),
    "tabs": lambda rows: layouts.as_csv(rows, delimiter="\t").encode("utf-16"),
    "semicolons": lambda rows: layouts.as_csv(rows, delimiter=";").encode(),
    "xlsx": layouts.as_xlsx,
    "html": lambda rows: layouts.as_html(rows).encode(),
    "html in gb18030": lambda rows: layouts.as_html(rows).encode("gb18030"),
    "html in utf-16": lambda rows: layouts.as_html(rows).encode("utf-16"),
    "below 24 lines of preamble": lambda rows: ("导出说明，见下\n" * 24 + layouts.as_csv(rows)).encode(),
}
# Two lines above its first section would be taken for its title.
UNLIKELY = {("article_details", "below 24 lines of preamble")}


def read(content):
    return reading.read(sandbox.read(content), AROUND)


@cache
def plain(code):
    """The layout as it is read from plain text."""
    return read(layouts.as_csv(ROWS[code]).encode())


def test_every_layout_is_tried_here():
    assert set(ROWS) <= set(LAYOUTS)
    assert {layout.code for layout in LAYOUTS.values() if layout.keeps_file} == set(ROWS)


@pytest.mark.parametrize(
    ("code", "container"),
    [(code, container) for code in ROWS for container in CONTAINERS if (code, container) not in UNLIKELY],
)
def test_the_same_numbers_in_every_container(code, container):
    found = read(CONTAINERS[container](ROWS[code]))

    assert found.layout.code == code
    assert [(one.target, one.metric, one.day, one.value) for one in found.entries] == [
        (one.target, one.metric, one.day, one.value) for one in plain(code).entries
    ]
    assert found.entries
    assert not found.problems


@pytest.mark.parametrize(
    ("columns", "metrics"),
    [
        # Before 视频ID; as of September 2025; with WeCom's columns, 2026.
        ([name for name in layouts.VIDEOS[:10] if name != "视频ID"], 7),
        (layouts.VIDEOS[:15], 9),
        (layouts.VIDEOS, 11),
    ],
)
def test_videos_as_they_were_exported_before(columns, metrics):
    row = dict(zip(layouts.VIDEOS, ROWS["video_posts"][1], strict=True))
    found = read(layouts.as_csv([columns, [row[name] for name in columns]]).encode("utf-8-sig"))

    assert len(columns) in {9, 15, 19}
    assert (found.layout.code, len(found.entries)) == ("video_posts", metrics)
    target = found.entries[0].target
    assert (target.title, target.published_on) == ("甲 #护肤", date(2026, 10, 1))
    assert target.external_id == ("export/1" if "视频ID" in columns else "")


def test_a_tab_divides_even_where_commas_are_more():
    text = "日期\t阅读\n2026-10-01\t1,234,567\n2026-10-02\t9,876,543\n"
    assert sheets.delimiter_of(text) == "\t"


@pytest.mark.parametrize("name", ["tendency_1790784000_1793462400.xls", "已通知内容.xls", "user_analysis.xls"])
def test_a_row_of_totals_at_the_end_is_left_out(name):
    book = sandbox.read((FILES / name).read_bytes())
    rows = [cells for _number, cells in book.sheets[0].rows]
    found = read(layouts.as_csv([*rows, ["合计", *[9] * (len(rows[-1]) - 1)]]).encode())

    assert [entry.value for entry in found.entries] == [entry.value for entry in reading.read(book, AROUND).entries]
    assert found.problems[0].code == "summary_row"
