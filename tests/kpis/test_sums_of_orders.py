"""A day's number of a file of orders says that it is a sum, over how many, and where the first of them stands."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kpis.explain import explain
from metrics.models import Channel, ImportBatch, Point
from tests.building import attribute, each_day, make_batch, make_channel, put
from tests.kpis.lines import LAST, computed_line

FIRST, SECOND = date(2026, 10, 30), date(2026, 10, 31)


@pytest.fixture
def shop(team, member) -> Channel:
    found = make_channel(team, "有赞", Channel.Kind.SHOP, watermark=LAST)
    attribute(found.subject, member)
    return found


@pytest.fixture
def orders(team, shop) -> ImportBatch:
    """44 orders on the first day, the first of them in row 4702, and none on the second."""
    put(shop.subject, "shop.gmv", {FIRST: 8800, SECOND: 0})
    put(shop.subject, "shop.orders", {FIRST: 44, SECOND: 0})
    batch = make_batch(team, shop, state="imported", layout="youzan_orders", file_name="有赞订单.csv")
    Point.objects.update(batch=batch, row=4702)
    return batch


def text_of(client, line) -> str:
    card = reverse("kpis:month-card", args=["brook", line.part.scorecard_id])
    return client.get(card, {"line": line.pk}).content.decode()


def test_the_page_says_how_many_and_leads_to_the_row_of_the_import(orders, member, browse):
    text = text_of(browse(member), computed_line(member, "shop.gmv"))

    assert text.count("44 单之和，第一单在第 4702 行") == 2
    assert text.count("没有付款的单，最近一单在第 4702 行") == 2
    assert reverse("metrics:imports-row", args=["brook", orders.pk, 4702]) in text


def test_where_another_file_replaced_how_many_there_were_it_is_a_sum_all_the_same(team, shop, orders, member, browse):
    other = make_batch(team, shop, state="imported", layout="youzan_orders", file_name="更正.csv")
    Point.objects.filter(metric__code="shop.orders").update(batch=other)

    assert text_of(browse(member), computed_line(member, "shop.gmv")).count("当天各单之和，第一单在第 4702 行") == 4


def test_a_row_of_any_other_file_is_that_row(orders, member, browse):
    ImportBatch.objects.update(layout="own_sheet")

    text = text_of(browse(member), computed_line(member, "shop.gmv"))

    assert "单之和" not in text
    assert text.count("第 4702 行") == 4


def test_many_days_are_asked_for_at_once(shop, orders, member):
    line = computed_line(member, "shop.gmv")
    explain(line)
    with CaptureQueriesContext(connection) as few:
        explain(line)
    put(shop.subject, "shop.gmv", each_day(date(2026, 10, 1), date(2026, 10, 29), 5))
    Point.objects.update(batch=orders, row=4702)
    with CaptureQueriesContext(connection) as many:
        explain(line)

    assert len(few) == len(many)
