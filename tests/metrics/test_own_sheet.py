"""TeamOps' own sheet: a day, a subject by code or unique name, a metric by code or name, a value in its unit."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from metrics.models import Metric, Point, Subject
from tests.metrics.conftest import make_channel, own_sheet

pytestmark = pytest.mark.django_db


def values():
    """The newest value of each subject and metric."""
    return {
        (point.subject.kind, point.subject.name, point.metric.code): point.value
        for point in Point.objects.select_related("subject", "metric").order_by("day")
    }


def test_members_channels_and_the_team_are_found_by_code_and_by_name(team, member, groups, bring_in):
    batch = bring_in(
        own_sheet(
            ("2026-10-01", "Member", "process.outputs_due", 3),
            ("2026-10-02", "member", "应产出内容数", 2),
            ("2026-10-01", "会员群", "group.members", 480),
            ("2026-10-01", "溪屿护肤", "biz.spend", "1,200.50".replace(",", "")),
            ("2026-10-02", "brook", "biz.spend", 80),
        )
    )

    assert (batch.rows_new, batch.rows_rejected) == (5, 0)
    assert values() == {
        ("member", "Member", "process.outputs_due"): 2,
        ("channel", "会员群", "group.members"): 480,
        ("team", "溪屿护肤", "biz.spend"): 80,
    }
    assert Subject.objects.filter(kind="member").count() == 1
    assert Point.objects.filter(subject__kind="team").count() == 2


def test_the_data_clock_of_each_channel_in_it_moves(groups, account, bring_in):
    bring_in(own_sheet(("2026-10-03", "会员群", "group.members", 480), ("2026-10-05", "公众号", "oa.mini_clicks", 4)))

    groups.refresh_from_db()
    account.refresh_from_db()
    assert (groups.watermark, account.watermark) == (date(2026, 10, 3), date(2026, 10, 5))


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (("2026-10-01", "没有这个", "biz.spend", 1), "对象", "unknown_subject"),
        (("2026-10-01", "", "biz.spend", 1), "对象", "no_subject"),
        (("2026-10-01", "会员群", "没有这个", 1), "指标", "unknown_metric"),
        (("2026-10-01", "会员群", "", 1), "指标", "no_metric"),
        (("2026-10-01", "会员群", "oa.open_rate", 1), "指标", "derived_metric"),
        (("2026-10-01", "会员群", "group.members", "-"), "数值", "no_value"),
        (("2026-10-01", "会员群", "group.members", -1), "数值", "negative"),
        (("2026-10-01", "会员群", "user.satisfaction", 92), "数值", "rate_over_one"),
    ],
)
def test_a_row_that_is_not_clear_is_rejected(groups, look, row, column, code):
    if code == "derived_metric":
        row = (row[0], row[1], Metric.objects.filter(fold="ratio").first().code, row[3])

    batch = look(own_sheet(row))

    rejected = batch.rejected_rows.get()
    assert (rejected.column, rejected.reason) == (column, code)


def test_a_name_that_two_have_is_rejected_and_says_which(team, groups, look):
    other = make_channel(team, "溪屿护肤", "shop")

    rejected = look(own_sheet(("2026-10-01", "溪屿护肤", "biz.spend", 1))).rejected_rows.get()

    assert rejected.reason == "ambiguous_subject"
    assert str(other.subject.get_kind_display()) in rejected.arguments["found"]


def test_a_code_is_clear_where_a_name_is_not(team, groups, bring_in):
    make_channel(team, "溪屿护肤", "shop")

    bring_in(own_sheet(("2026-10-01", "brook", "biz.spend", 1)))

    assert list(values()) == [("team", "溪屿护肤", "biz.spend")]


def test_nobody_of_another_team_is_found(outsider, groups, look):
    rejected = look(own_sheet(("2026-10-01", "Outsider", "process.outputs_due", 1))).rejected_rows.get()
    assert rejected.reason == "unknown_subject"


def test_a_percentage_is_kept_as_a_part_of_one_and_a_score_may_be_negative(team, bring_in):
    bring_in(own_sheet(("2026-10-01", "brook", "user.satisfaction", "92.5%"), ("2026-10-01", "brook", "user.nps", -12)))

    assert {key[2]: value for key, value in values().items()} == {
        "user.satisfaction": Decimal("0.925"),
        "user.nps": -12,
    }


def test_it_comes_as_a_workbook_with_real_dates_and_numbers_too(team, bring_in):
    book = openpyxl.Workbook()
    book.active.append(["日期", "对象", "指标", "数值"])
    book.active.append([date(2026, 10, 1), "brook", "biz.spend", 12.34])
    book.active.append([None, None, None, None])
    book.active.append([20261002, "brook", "花费", 5])
    buffer = BytesIO()
    book.save(buffer)

    batch = bring_in(buffer.getvalue(), name="sheet.xlsx")

    assert (batch.container, batch.rows_new, batch.rows_rejected) == ("xlsx", 2, 0)
    assert list(Point.objects.order_by("day").values_list("day", "value", "row")) == [
        (date(2026, 10, 1), Decimal("12.34"), 2),
        (date(2026, 10, 2), Decimal(5), 4),
    ]
