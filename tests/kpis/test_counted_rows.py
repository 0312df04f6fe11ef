"""Below the points of a line stand exactly the sums of its formula; a row that the formula leaves out says so."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.urls import reverse

from kpis.explain import explain
from kpis.models import Line
from metrics.models import Channel, Point
from tests.building import attribute, make_channel, put
from tests.kpis.lines import LAST, computed_line

# The month's last days: what comes before a channel's first number isn't missing.
FIRST, SECOND, THIRD = date(2026, 10, 29), date(2026, 10, 30), date(2026, 10, 31)


@pytest.fixture
def shop(team):
    return make_channel(team, "有赞", Channel.Kind.SHOP, watermark=LAST)


@pytest.fixture
def half_a_day(member, shop) -> Line:
    """60 % of 41 ÷ 142 on one day; on the next nobody counted who came back."""
    attribute(shop.subject, member, share=60)
    put(shop.subject, "shop.repeat_payers", {SECOND: 41})
    put(shop.subject, "shop.payers", {SECOND: 142, THIRD: 131})
    return computed_line(member, "shop.repurchase_rate")


def test_a_day_without_the_other_side_is_not_counted_and_says_what_it_lacks(half_a_day):
    shown = explain(half_a_day)

    assert [(row.found.day, [metric.code for metric in row.lacks]) for row in shown.rows] == [
        (THIRD, ["shop.repeat_payers"]),
        (SECOND, []),
    ]


def test_the_sums_below_are_those_of_the_formula(half_a_day):
    shown = explain(half_a_day)
    (footing,) = shown.footings

    assert (footing.points, footing.days, footing.left_out) == (2, 1, 1)
    assert footing.sums == ["24.6", "85.2"]
    assert shown.formula[0] == "复购率 = 复购人数 24.6 ÷ 支付人数 85.2 = 28.9%"


def test_each_shared_row_says_what_counts_of_it(half_a_day):
    left_out, counted = explain(half_a_day).rows

    assert [cell.counted for cell in counted.cells] == ["24.6", "85.2"]
    assert left_out.cells[1].counted == ""


def test_the_page_says_it_on_wide_screens_and_on_phones(half_a_day, browse, member):
    card = half_a_day.part.scorecard
    page = browse(member).get(reverse("kpis:month-card", args=["brook", card.pk]), {"line": half_a_day.pk})

    text = page.content.decode()
    assert text.count("× 60%") == 4
    assert ">= 24.6<" in text
    assert ">= 24.6 / 85.2<" in text
    assert text.count(">不计<") == 2
    assert text.count("没有复购人数") == 2
    assert text.count("另有 1 行不计") == 2


def test_a_subject_with_one_side_only_is_left_out_as_long_as_another_has_both(team, member, shop):
    other = make_channel(team, "微信小店", Channel.Kind.SHOP, watermark=LAST)
    for channel in (shop, other):
        attribute(channel.subject, member)
        put(channel.subject, "shop.payers", {THIRD: 100})
    put(shop.subject, "shop.repeat_payers", {THIRD: 40})

    shown = explain(computed_line(member, "shop.repurchase_rate"))

    assert [(str(row.found.subject), bool(row.lacks)) for row in shown.rows] == [("有赞", False), ("微信小店", True)]
    assert shown.footings[0].sums == ["40", "100"]
    assert (shown.line.numerator, shown.line.denominator) == (40, 100)


def test_where_no_subject_has_both_sides_a_day_needs_each_of_some_subject(team, member, shop):
    mini = make_channel(team, "小程序", Channel.Kind.MINI_PROGRAM, watermark=LAST)
    for channel in (shop, mini):
        attribute(channel.subject, member)
    put(shop.subject, "shop.orders", {FIRST: 12, THIRD: 20})
    put(mini.subject, "mini.visitors", {FIRST: 100, SECOND: 90})

    shown = explain(computed_line(member, "shop.conversion_rate"))

    assert [(row.found.day, bool(row.lacks)) for row in shown.rows if not row.is_empty] == [
        (THIRD, True),
        (SECOND, True),
        (FIRST, False),
        (FIRST, False),
    ]
    assert shown.footings[0].sums == ["12", "100"]
    assert (shown.line.numerator, shown.line.denominator) == (12, 100)


def test_a_side_of_several_metrics_names_the_sum_of_each(member, team):
    account = make_channel(team, watermark=LAST)
    attribute(account.subject, member)
    for code, value in [("likes", 10), ("comments", 20), ("favourites", 30), ("sharers", 40), ("readers", 1000)]:
        put(account.subject, f"oa.{code}", {FIRST: value})

    shown = explain(computed_line(member, "oa.engagement_rate"))

    assert "(点赞人数 10 + 留言数 20 + 收藏人数 30 + 分享人数 40) ÷ 阅读人数 1,000 = 10.0%" in shown.formula[0]


def test_a_stock_that_is_counted_day_by_day_is_summed_like_its_flow(member, team):
    groups = make_channel(team, "会员群", Channel.Kind.GROUP, watermark=LAST)
    attribute(groups.subject, member)
    put(groups.subject, "group.spoke", {FIRST: 20, SECOND: 30})
    put(groups.subject, "group.members", {FIRST: 200, SECOND: 200, THIRD: 210})

    (footing,) = explain(computed_line(member, "group.daily_active_rate")).footings

    assert (footing.sums, footing.left_out) == (["50", "400"], 1)


def test_a_ratio_that_grows_shows_the_arithmetic_of_both_months(member, shop):
    attribute(shop.subject, member)
    for code, now, before in [("shop.gmv", 330, 200), ("shop.orders", 3, 2)]:
        put(shop.subject, code, {THIRD: now, date(2026, 9, 30): before})

    shown = explain(computed_line(member, "shop.order_value_growth"))

    assert [one.replace("\xa0", " ") for one in shown.formula[:3]] == [
        "10 月 客单价 = 支付金额 330 ÷ 支付订单数 3 = 110",
        "9 月 客单价 = 支付金额 200 ÷ 支付订单数 2 = 100",
        "客单价提升 = 客单价 110 ÷ 上月 100 − 1 = 10.0%",
    ]


def test_a_level_is_weighted_and_adds_nothing_up(member, shop):
    attribute(shop.subject, member, share=60)
    put(shop.subject, "user.nps", {FIRST: 60, SECOND: 64})

    shown = explain(computed_line(member, "user.nps"))

    assert shown.footings[0].sums == [""]
    assert not any(row.says_counted for row in shown.rows)


def test_rows_that_came_after_the_score_say_that_it_is_computed_again(half_a_day):
    before = list(explain(half_a_day).notes)
    Point.objects.filter(metric__code="shop.repeat_payers").update(value=D(45))

    assert explain(half_a_day).notes == [*before, "这些行比得分新：今晚或导入完成后会重新算。"]
