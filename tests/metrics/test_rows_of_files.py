"""A number leads back to its row: below the header of its own block or section, and with what was doubtful about it."""

import re

import pytest
from django.urls import reverse

from metrics.models import Point
from tests.metrics import sheets
from tests.metrics.conftest import FILES

pytestmark = pytest.mark.django_db

TENDENCY = "tendency_1790784000_1793462400.xls"
DETAILS = "数据明细（秋冬护肤三步走）.xls"


@pytest.fixture
def row_page(browse, member):
    def page(point: Point) -> str:
        address = reverse("metrics:imports-row", args=["brook", point.batch_id, point.row])
        return browse(member).get(address).content.decode()

    return page


def headers(page):
    return re.findall(r'<th[^>]*scope="col">(.*?)</th>', page)


def open_row(page):
    row = re.search(r'<tr class="open" aria-current="true">(.*?)</tr>', page, re.DOTALL)[1]
    return re.findall(r"<td[^>]*>(.*?)</td>", row)


def test_blocks_side_by_side_share_a_row_and_their_headers(account, bring_in, row_page):
    bring_in((FILES / TENDENCY).read_bytes(), account)

    page = row_page(Point.objects.get(subject__name="秋冬护肤三步走"))

    assert headers(page)[:4] == ["2", "", "日期", "渠道"]
    assert headers(page)[12:17] == ["传播渠道", "发表日期", "内容标题", "阅读人数", "阅读人数占比"]
    assert open_row(page)[0] == "3"
    assert open_row(page)[12:16] == ["全部", "20261001", "秋冬护肤三步走", "8943"]


def test_a_row_of_a_section_stands_below_the_header_of_its_section(account, bring_in, row_page):
    bring_in((FILES / DETAILS).read_bytes(), account)

    overview = row_page(Point.objects.get(metric__code="oa.tips"))
    assert (headers(overview)[:4], open_row(overview)[:4]) == (
        ["4", "", "数据指标", "数值"],
        ["13", "", "赞赏(分)", "2500"],
    )
    conversion = row_page(Point.objects.get(metric__code="oa.delivered"))
    assert (headers(conversion)[0], open_row(conversion)[:4]) == ("17", ["18", "", "送达人数", "23000"])
    assert "赞赏" not in conversion


def test_what_is_approximate_or_inexact_says_so_where_it_is_from(account, bring_in, row_page):
    rows = sheets.tendency(
        days=[("2026-10-01", "朋友圈", 60), ("2026-10-01", "搜一搜", 70), ("2026-10-02", "全部", "1.2万")]
    )
    bring_in(sheets.as_csv(rows).encode(), account)

    summed, rounded = (row_page(Point.objects.get(day=f"2026-10-0{day}")) for day in (1, 2))
    assert "130 是 2 个渠道相加的近似值" in summed
    assert "1.2万 是约数，按 12,000 导入，不精确" in rounded
    assert "近似值" not in rounded


def test_a_row_above_the_header_or_between_sections_is_not_there(account, member, bring_in, browse):
    batch = bring_in((FILES / DETAILS).read_bytes(), account)
    for row in (1, 2, 4, 15, 900):
        address = reverse("metrics:imports-row", args=["brook", batch.pk, row])
        assert browse(member).get(address).status_code == 404
