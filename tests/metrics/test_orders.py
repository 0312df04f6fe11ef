"""Order files: what their days come to, worked out by hand, and what becomes of it when files come and go."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from metrics.imports.intake import Refused
from metrics.models import BuyerDay, Channel, ImportBatch, Point, Restatement
from metrics.services import files, imports
from metrics.services.imports import NothingToWrite
from tests.metrics.conftest import FILES, NOW, make_channel, own_sheet
from tests.metrics.order_files import SHOP_57, YOUZAN_59, YOUZAN_60, item, paid, shop, unpaid, youzan

pytestmark = pytest.mark.django_db
ANNA, BORIS, CLARA = "13800000001", "13800000002", "13800000003"


@pytest.fixture
def store_front(team) -> Channel:
    return make_channel(team, "有赞", Channel.Kind.SHOP)


def day(number: int) -> dict:
    """The five numbers of a day of October."""
    points = Point.objects.filter(day=date(2026, 10, number)).values_list("metric__code", "value")
    return {code.removeprefix("shop."): value for code, value in points}


def repeats() -> dict:
    return dict(Point.objects.filter(metric__code="shop.repeat_payers").values_list("day__day", "value"))


def numbers(orders, gmv, refunds, payers, repeat_payers) -> dict:
    return {
        "orders": orders,
        "gmv": Decimal(gmv),
        "refunds": Decimal(refunds),
        "payers": payers,
        "repeat_payers": repeat_payers,
    }


def said(batch) -> set:
    return {warning["code"] for warning in batch.warnings}


def undo(batch):
    return imports.undo(batch, by=None, at=NOW)


@pytest.mark.parametrize("name", ["有赞订单.csv", "微信小店订单.xlsx"])
def test_the_samples_yield_what_is_expected(team, store_front, bring_in, sums, name):
    batch = bring_in((FILES / name).read_bytes(), store_front, name=name)

    expected = json.loads((FILES / "expected.json").read_text(encoding="utf-8"))[name]
    totals = sums(team)
    assert {code: totals[code] for code in ("shop.orders", "shop.gmv", "shop.refunds")} == {
        code: Decimal(expected[code]) for code in ("shop.orders", "shop.gmv", "shop.refunds")
    }
    assert Point.objects.filter(metric__code="shop.orders").count() == expected["days"]
    assert (batch.rows_new, batch.points) == (28, 140)
    assert (batch.first_day, batch.last_day) == (date(2026, 10, 1), date(2026, 10, 28))


def test_both_widths_of_youzan_exports_are_read_the_same(store_front, look):
    rows = [paid(1, 1, "10.00", 分销员="赵一"), paid(2, 2, "20.00")]

    for header in (YOUZAN_59, YOUZAN_60):
        assert header.count("分销员") == (2 if header is YOUZAN_60 else 1)
        batch = look(youzan(*rows, header=header), store_front)
        assert (batch.layout, batch.rows_new, batch.rows_rejected) == ("youzan_orders", 2, 0)


def test_headers_in_full_width_and_new_columns_in_between_do_not_matter(store_front, bring_in):
    renamed = {
        "商品编码(平台)": "商品编码（平台）",
        "收件人手机": " 收件人手机 ",
        "订单实际支付金额": "订单实际支付金额（元）",
    }
    header = ["带货ID", *(renamed.get(name, name) for name in SHOP_57), "企微企业ID", "企微工号"]
    row = {renamed.get(name, name): value for name, value in item(1, 3, "￥1,234.50").items()}

    bring_in(shop(row, header=header), store_front)

    assert day(3) == numbers(1, "1234.50", "0", 1, 0)


def test_an_order_over_several_rows_counts_once_and_each_items_refund_does(store_front, bring_in):
    bring_in(
        shop(
            item(1, 5, "96.54", refund="32.18", product="面霜"),
            item(1, 5, "96.54", refund="0.00", product="精华"),
            item(1, 5, "96.54", refund="10.05", product="面膜"),
            item(2, 5, "3.46", "13900000002", refund="——"),
        ),
        store_front,
    )

    assert day(5) == numbers(2, "100.00", "42.23", 2, 0)
    assert set(Point.objects.values_list("row", flat=True)) == {2}


def test_the_same_item_twice_is_left_out_and_an_order_that_contradicts_itself_too(store_front, bring_in):
    batch = bring_in(
        shop(
            item(1, 5, "96.54", refund="32.18"),
            item(1, 5, "96.54", refund="32.18"),
            item(1, 5, "99.00", product="精华"),
        ),
        store_front,
    )

    assert list(batch.rejected_rows.values_list("row", "reason")) == [(3, "duplicate_item"), (4, "order_differs")]
    assert day(5) == numbers(1, "96.54", "32.18", 1, 0)


def test_unpaid_orders_do_not_count_and_orders_closed_after_payment_do(store_front, bring_in):
    batch = bring_in(
        youzan(
            paid(1, 1, "100.10", refund="100.10", 订单状态="交易关闭", 订单退款状态="全额退款"),
            paid(2, 1, "50.05", BORIS, refund="20.02", 订单退款状态="部分退款"),
            unpaid(3, 1),
            unpaid(4, 1, 订单状态="待付款", 订单实付金额="——"),
        ),
        store_front,
    )

    assert day(1) == numbers(2, "150.15", "120.12", 2, 0)
    told = batch.warnings[0]
    assert told["code"] == "orders_counted"
    assert (told["arguments"]["paid"], told["arguments"]["unpaid"]) == (2, 2)


def test_a_buyer_who_pays_twice_a_day_is_one_payer_and_has_not_come_back_yet(store_front, bring_in):
    bring_in(youzan(paid(1, 1, "0.10", ANNA), paid(2, 1, "0.20", "+86 138 0000 0001")), store_front)

    assert day(1) == numbers(2, "0.30", "0", 1, 0)


def test_the_day_is_the_one_of_payment(store_front, bring_in):
    bring_in(youzan(paid(1, 2, "5.00", created=1), paid(2, 3, "7.00", BORIS)), store_front)

    assert day(1) == numbers(0, "0", "0", 0, 0)
    assert day(2) == numbers(1, "5.00", "0", 1, 0)


def test_days_without_an_order_between_the_first_and_the_last_are_zero(store_front, bring_in):
    bring_in(youzan(unpaid(1, 2), paid(2, 3, "10.00"), paid(3, 6, "10.00", BORIS), unpaid(4, 7)), store_front)

    assert {number: day(number)["orders"] for number in range(2, 8)} == {2: 0, 3: 1, 4: 0, 5: 0, 6: 1, 7: 0}
    assert day(5) == numbers(0, "0", "0", 0, 0)
    assert (day(1), day(8)) == ({}, {})
    store_front.refresh_from_db()
    assert store_front.watermark == date(2026, 10, 7)


def test_who_bought_before_in_the_file_is_a_repeat_payer(store_front, bring_in):
    bring_in(youzan(paid(1, 3, "1", ANNA), paid(2, 1, "1", ANNA), paid(3, 3, "1", BORIS)), store_front)

    assert repeats() == {1: 0, 2: 0, 3: 1}


def test_repeat_payers_follow_the_files_that_come_and_go(store_front, bring_in, look, standing):
    october = youzan(paid(1, 10, "1", ANNA), paid(2, 10, "1", BORIS), paid(3, 11, "1", ANNA))
    later = bring_in(october, store_front, as_of=date(2026, 11, 1))
    assert repeats() == {10: 0, 11: 1}
    before = standing()

    # The older file comes last: whoever bought then has come back since.
    earlier = bring_in(youzan(paid(9, 1, "1", BORIS), paid(8, 2, "1", CLARA)), store_front, as_of=date(2026, 10, 5))
    assert repeats() == {1: 0, 2: 0, 10: 1, 11: 1}
    waiting = look(october, store_front, as_of=date(2026, 11, 1))
    assert waiting.rows_same == 2

    undo(earlier)
    assert standing() == before
    assert set(BuyerDay.objects.values_list("batch", flat=True)) == {later.pk, waiting.pk}


def test_undoing_the_first_of_two_files_forgets_its_buyers(store_front, bring_in):
    first = bring_in(youzan(paid(1, 1, "1", ANNA)), store_front)
    bring_in(youzan(paid(2, 5, "1", ANNA), paid(3, 6, "1", ANNA)), store_front)
    assert repeats() == {1: 0, 5: 1, 6: 1}

    undo(first)

    assert repeats() == {5: 0, 6: 1}


def test_undo_also_mends_what_a_newer_file_had_replaced(store_front, bring_in):
    first = bring_in(youzan(paid(1, 1, "1", ANNA)), store_front, as_of=date(2026, 10, 20))
    bring_in(youzan(paid(2, 5, "1", ANNA)), store_front, as_of=date(2026, 10, 21))
    newest = bring_in(youzan(paid(2, 5, "1", ANNA, refund="1")), store_front, as_of=date(2026, 10, 22))

    undo(first)
    undo(newest)

    assert day(5) == numbers(1, "1", "0", 1, 0)


def test_what_a_sheet_says_of_repeat_payers_stays_as_it_is(store_front, bring_in):
    bring_in(own_sheet(("2026-10-05", "有赞", "shop.payers", 9), ("2026-10-05", "有赞", "shop.repeat_payers", 4)))
    earlier = bring_in(youzan(paid(1, 1, "1", ANNA)), store_front)
    assert repeats() == {1: 0, 5: 4}

    undo(earlier)
    assert repeats() == {5: 4}


def test_buyers_of_another_channel_are_strangers(team, store_front, bring_in):
    other = make_channel(team, "微信小店", Channel.Kind.SHOP)
    bring_in(youzan(paid(1, 1, "1", ANNA)), store_front)
    bring_in(shop(item(2, 5, "1", ANNA)), other)

    assert repeats() == {1: 0, 5: 0}


def test_a_preview_can_go_to_another_channel_though_its_file_is_gone(team, store_front, look, bring_in):
    other = make_channel(team, "第二家店", Channel.Kind.SHOP)
    bring_in(youzan(paid(1, 1, "1", ANNA)), other)
    batch = look(youzan(paid(2, 5, "1", ANNA)), store_front)

    imports.change(batch, channel=other, as_of=date(2026, 11, 2), at=NOW)
    imports.confirm(batch, by=None, at=NOW)

    assert repeats() == {1: 0, 5: 1}
    assert set(Point.objects.values_list("subject", flat=True)) == {other.subject_id}


def test_the_same_file_twice_changes_nothing(store_front, bring_in, look, standing):
    content = (FILES / "有赞订单.csv").read_bytes()
    bring_in(content, store_front)
    before = standing()

    again = look(content, store_front)

    assert (again.rows_new, again.rows_changed, again.rows_same) == (0, 0, 28)
    assert ImportBatch.objects.known(again).exists()
    with pytest.raises(NothingToWrite):
        imports.confirm(again, by=None, at=NOW)
    imports.discard(again)
    assert standing() == before
    assert not BuyerDay.objects.filter(batch=again).exists()


def test_a_later_export_restates_a_day_and_an_older_one_never_does(store_front, bring_in):
    bring_in(youzan(paid(1, 1, "10.00"), paid(2, 2, "5.00")), store_front, as_of=date(2026, 10, 3))
    refunded = youzan(paid(1, 1, "10.00", refund="4.00"), paid(2, 2, "5.00"))
    batch = bring_in(refunded, store_front, as_of=date(2026, 10, 9))

    assert (batch.rows_changed, batch.rows_same) == (1, 1)
    assert day(1)["refunds"] == 4
    assert Restatement.objects.filter(metric__code="shop.refunds", value=0, day=date(2026, 10, 1)).exists()

    bring_in(youzan(paid(1, 1, "10.00"), paid(9, 3, "5.00")), store_front, as_of=date(2026, 10, 5))
    assert day(1)["refunds"] == 4


def test_a_day_after_the_last_created_order_gives_way_to_any_file_that_covers_it(store_front, bring_in, standing):
    late = youzan(paid(1, 1, "10.00"), paid(2, 3, "20.00", BORIS, created=2))
    batch = bring_in(late, store_front, as_of=date(2026, 10, 20))
    assert day(3) == numbers(1, "20.00", "0", 1, 0)
    assert "days_in_part" in said(batch)
    store_front.refresh_from_db()
    assert store_front.watermark == date(2026, 10, 2)
    before = standing()

    # Exported before the other file, and all the same the one that knows the day.
    covering = bring_in(youzan(paid(8, 3, "30.00", CLARA), paid(9, 3, "5.00")), store_front, as_of=date(2026, 10, 4))
    assert day(3) == numbers(2, "35.00", "0", 2, 1)

    undo(covering)
    assert standing() == before


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (paid(1, 1, ""), "no_amount"),
        (paid(1, 1, "12O.50"), "letter_in_number"),
        (paid(1, 1, "1381234567O"), "not_an_amount"),
        (paid(1, 1, "13812345678"), "amount_too_large"),
        (paid(1, 1, "-5"), "negative_amount"),
        (paid(1, 1, "5", refund="-5"), "negative_amount"),
        (paid(1, 1, "5", created=2), "paid_before_created"),
        (paid(1, 1, "5", 订单创建时间=""), "no_day"),
        (paid(1, 1, "5", 买家付款时间="2027-10-01 10:00:00"), "day_in_future"),
        (paid(1, 1, "5", 订单号=""), "no_order_number"),
        (paid(2, 2, "1"), "duplicate_order"),
    ],
)
def test_a_bad_row_is_left_out_with_its_reason_and_the_others_go_in(store_front, bring_in, row, reason):
    batch = bring_in(youzan(paid(2, 2, "1"), row), store_front)

    assert [one.reason for one in batch.rejected_rows.all()] == [reason]
    assert day(2) == numbers(1, "1", "0", 1, 0)
    assert not day(1)


def test_masked_numbers_make_payers_approximate_and_are_said_to(store_front, bring_in):
    batch = bring_in(youzan(paid(1, 1, "1", "186****0005"), paid(2, 1, "1", "186****0005")), store_front)

    assert day(1)["payers"] == 1
    assert "approximate_masked" in said(batch)


def test_full_numbers_are_exact(store_front, bring_in):
    assert said(bring_in(youzan(paid(1, 1, "1", ANNA)), store_front)) == {"orders_counted"}


def test_orders_without_a_number_count_each_as_a_payer_and_never_as_a_repeat_payer(store_front, bring_in):
    batch = bring_in(youzan(paid(1, 1, "1", " "), paid(2, 1, "1", "——"), paid(3, 2, "1", "")), store_front)

    assert day(1) == numbers(2, "2", "0", 2, 0)
    assert day(2)["repeat_payers"] == 0
    assert "approximate_strangers" in said(batch)


def test_an_order_file_goes_into_a_shop_only(store_front, account, look):
    with pytest.raises(Refused, match="公众号"):
        look(youzan(paid(1, 1, "1")), account)
    assert not ImportBatch.objects.exists()


def test_unconfirmed_previews_take_their_buyers_along(store_front, look):
    look(youzan(paid(1, 1, "1", ANNA)), store_front)
    assert BuyerDay.objects.count() == 1

    files.discard_unconfirmed(at=NOW + timedelta(hours=25))

    assert not BuyerDay.objects.exists()
