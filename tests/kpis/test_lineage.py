"""A line leads to its points, and each point to the row of its file."""

from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpis.explain import explain
from kpis.lineage import lineage
from metrics.models import Channel, ImportBatch, Metric, Point, Restatement
from tests.building import attribute, each_day, make_channel, put
from tests.kpis.lines import LAST, computed_line, loaded

FIRST, SECOND = date(2026, 10, 1), date(2026, 10, 2)


@pytest.fixture
def shop(team):
    return make_channel(team, "有赞", Channel.Kind.SHOP, watermark=LAST)


def test_each_day_shows_the_metrics_of_the_formula_side_by_side_with_file_and_row(team, member, analyst, shop):
    attribute(shop.subject, member, share=60)
    put(shop.subject, "shop.repeat_payers", {FIRST: 41})
    put(shop.subject, "shop.payers", {FIRST: 142, SECOND: 131})
    batch = ImportBatch.objects.create(
        team=team, channel=shop, file_name="订单.csv", sha256="0" * 64, size=1, as_of=LAST, uploaded_by=analyst
    )
    Point.objects.filter(day=FIRST).update(batch=batch, row=23)

    found = lineage(computed_line(member, "shop.repurchase_rate"))

    assert [metric.code for metric in found.metrics] == ["shop.repeat_payers", "shop.payers"]
    assert [row.day for row in found.rows] == [SECOND, FIRST]
    newest, oldest = found.rows
    assert newest.cells[0] is None
    assert [cell.value for cell in oldest.cells] == [41, 142]
    assert [(source.batch.file_name, source.row) for source in oldest.sources] == [("订单.csv", 23)]
    assert oldest.share == 60
    assert (found.points, found.days) == (3, 2)
    assert found.sums == [D("24.6"), D("163.8")]


def test_a_corrected_number_shows_what_it_said_before(team, member, shop):
    attribute(shop.subject, member)
    put(shop.subject, "shop.orders", {FIRST: 44})
    Restatement.objects.create(
        subject=shop.subject, metric=Metric.objects.get(code="shop.orders"), day=FIRST, team=team, value=39, as_of=FIRST
    )

    found = lineage(computed_line(member, "shop.orders"))

    assert found.rows[0].cells[0].was == [39]


def test_days_that_the_member_did_not_answer_for_are_left_out(team, member, shop):
    attribute(shop.subject, member, from_on=SECOND)
    put(shop.subject, "shop.orders", {FIRST: 44, SECOND: 50})

    found = lineage(computed_line(member, "shop.orders"))

    assert [row.day for row in found.rows] == [SECOND]


def test_a_growth_shows_both_months(team, member, shop):
    attribute(shop.subject, member)
    for code, value in [("shop.gmv", 100), ("shop.orders", 2)]:
        put(shop.subject, code, {FIRST: value, date(2026, 9, 4): value})

    found = lineage(computed_line(member, "shop.order_value_growth"))

    assert [row.day for row in found.rows] == [FIRST, date(2026, 9, 4)]
    assert [metric.code for metric in found.metrics] == ["shop.gmv", "shop.orders"]


def test_a_growths_two_months_are_summed_apart(team, member, shop):
    attribute(shop.subject, member)
    for code, value in [("shop.gmv", 100), ("shop.orders", 2)]:
        put(shop.subject, code, {FIRST: value, SECOND: value, date(2026, 9, 4): value})

    shown = explain(computed_line(member, "shop.order_value_growth"))

    assert [(one.month, one.points, one.days, one.sums) for one in shown.footings] == [
        (FIRST, 4, 2, ["200", "4"]),
        (date(2026, 9, 1), 2, 1, ["100", "2"]),
    ]


def test_a_file_is_named_once_with_all_its_rows(team, member, analyst, shop):
    attribute(shop.subject, member)
    batch = ImportBatch.objects.create(
        team=team, channel=shop, file_name="订单.csv", sha256="0" * 64, size=1, as_of=LAST, uploaded_by=analyst
    )
    for code, row in [("shop.repeat_payers", 121), ("shop.payers", 120)]:
        put(shop.subject, code, {FIRST: 41})
        Point.objects.filter(metric__code=code).update(batch=batch, row=row)

    (source,) = explain(computed_line(member, "shop.repurchase_rate"), everything=True).rows[-1].sources

    assert (source.name, [place.row for place in source.places]) == ("订单.csv", [120, 121])


def test_a_line_signed_before_evidence_was_kept_says_that_its_points_came_later(team, member, analyst, shop):
    attribute(shop.subject, member)
    put(shop.subject, "shop.orders", {FIRST: 44})
    line = computed_line(member, "shop.orders")
    before = list(explain(line).notes)
    batch = ImportBatch.objects.create(
        team=team, channel=shop, file_name="订单.csv", sha256="0" * 64, size=1, as_of=LAST, uploaded_by=analyst,
        confirmed_at=datetime(2026, 11, 9, tzinfo=UTC),
    )  # fmt: skip
    Point.objects.filter(metric__code="shop.orders").update(batch=batch, row=2)
    line.part.scorecard.signed_at = datetime(2026, 11, 5, tzinfo=UTC)

    assert len(explain(line).notes) == len(before) + 1


def test_the_number_of_queries_does_not_grow_with_the_points(team, member, shop):
    attribute(shop.subject, member)
    put(shop.subject, "shop.orders", {FIRST: 44})
    computed_line(member, "shop.orders")
    with CaptureQueriesContext(connection) as few:
        lineage(loaded("shop.orders"))
    put(shop.subject, "shop.orders", each_day(SECOND, LAST, 5))
    with CaptureQueriesContext(connection) as many:
        found = lineage(loaded("shop.orders"))

    assert found.points == 31
    assert len(few) == len(many)


@pytest.mark.parametrize(("share", "said"), [(100, "2 天的平均 = 62"), (60, "2 天的平均，按份额加权 = 62")])
def test_a_level_says_that_the_shares_are_in_it(team, member, shop, share, said):
    attribute(shop.subject, member, share=share)
    put(shop.subject, "user.nps", {FIRST: 60, SECOND: 64})

    found = explain(computed_line(member, "user.nps"))

    assert said in found.formula[0]
