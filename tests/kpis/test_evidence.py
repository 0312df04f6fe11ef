"""What was signed stays to be read: the points under a signed line are those of the signature, whatever came since."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jobs.registry import Run
from kpis import freeze, rescoring, restated
from kpis.evidence import behind, lines_of
from kpis.explain import explain
from kpis.lineage import Cell, lineages
from kpis.models import Evidence, Line, Scorecard
from kpis.scorecards import recompute
from kpis.services import review as services
from metrics.changes import Change, tell
from metrics.models import Attribution, Channel, Metric, Point, Restatement
from teamops import nightly
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import Span, last_of, month_after
from tests.building import attribute, hold, make_batch, make_channel, make_template, put

AT = timezone.now()


@pytest.fixture
def shop(team, member, last_month):
    shop = make_channel(team, "有赞", Channel.Kind.SHOP, watermark=last_of(last_month))
    attribute(shop.subject, member, share=60)
    return shop


@pytest.fixture
def batch(team, shop):
    return make_batch(team, shop, state="imported", file_name="订单.csv", confirmed_at=AT - timedelta(days=1))


@pytest.fixture
def card(team, member, manager, shop, batch, last_month) -> Scorecard:
    """A card of 100 orders in the month, computed and reviewed."""
    put(shop.subject, "shop.orders", {last_month: 40, last_month + timedelta(days=1): 60})
    put(shop.subject, "shop.gmv", {last_month: 4000})
    Point.objects.update(batch=batch, row=7)
    kpis = [
        {"metric": "shop.gmv", "half": "process", "weight": 40, "target": 4000},
        {"metric": "shop.orders", "half": "result", "weight": 60, "target": 100},
    ]
    make_template(team, "user_operator", kpis)
    hold(member, "user_operator")
    recompute(team, through=last_of(last_month), at=AT)
    card = Scorecard.objects.get(member=member)
    return services.review(card, by=manager, comment="好", at=AT)


@pytest.fixture
def signed(card, manager) -> Scorecard:
    services.sign(card, by=manager, at=AT, reason="渠道月中才开")
    return shown()


def shown() -> Scorecard:
    return Scorecard.objects.for_card().get()


def line_of(card: Scorecard, metric: str = "shop.orders") -> Line:
    return next(line for line in lines_of(card) if line.kpi.metric.code == metric)


def told(card: Scorecard) -> list[object]:
    """What stands under the line of the orders."""
    rows = behind([line_of(card)])[line_of(card).pk].rows
    return [(row.subject.name, row.share, row.day, [said(cell) for cell in row.cells if cell]) for row in rows]


def said(cell: Cell) -> tuple[object, ...]:
    return cell.value, cell.batch and cell.batch.file_name, cell.row


def replace_first_day(last_month, value, at=AT) -> None:
    """A newer file says something else of the month's first day, as an import writes it."""
    orders = Metric.objects.get(code="shop.orders")
    point = Point.objects.get(metric=orders, day=last_month)
    Restatement.objects.create(
        subject=point.subject, metric=orders, day=point.day, team=point.team, value=point.value, as_of=point.as_of,
        batch=point.batch, row=point.row, replaced_at=at,
    )  # fmt: skip
    Point.objects.filter(metric=orders, day=last_month).update(value=value)
    tell(Change(point.team, Span(last_month, last_month), frozenset({point.subject_id}), at))


LATER = {
    "a newer number": lambda month: replace_first_day(month, 90),
    "an undone import": lambda month: Point.objects.all().delete(),
    "another share": lambda month: Attribution.objects.update(share=20),
}


@pytest.mark.parametrize("name", LATER)
def test_the_rows_under_a_signed_line_are_those_that_were_signed(name, signed, last_month):
    before = told(signed)
    assert before == [
        ("有赞", D(60), last_month + timedelta(days=1), [(D(60), "订单.csv", 7)]),
        ("有赞", D(60), last_month, [(D(40), "订单.csv", 7)]),
    ]

    LATER[name](last_month)

    assert told(shown()) == before
    assert freeze.verify(Scorecard.objects.get())


def test_an_unsigned_line_shows_the_numbers_of_now(card, last_month):
    replace_first_day(last_month, 90)

    assert told(shown())[1][3] == [(D(90), "订单.csv", 7)]
    assert not Evidence.objects.exists()


def test_kept_evidence_is_part_of_what_was_signed(signed):
    kept = Evidence.objects.get(line=line_of(signed))
    kept.rows[0][3][0][0] = "61"
    kept.save()

    assert not freeze.verify(Scorecard.objects.get())


def test_evidence_that_goes_missing_is_noticed(signed):
    Evidence.objects.all().delete()

    assert not freeze.verify(Scorecard.objects.get())


def look_again(team) -> Scorecard:
    restated.look_again(team, at=AT)
    return shown()


def test_a_total_that_would_differ_is_said_beside_the_signed_one(signed, team, last_month, browse, manager):
    replace_first_day(last_month, 30)

    card = look_again(team)

    assert (card.total, card.restated_total) == (D("60.00"), D("56.40"))  # 24 for 2,400 yuan, 32.40 for 54 orders
    assert freeze.verify(Scorecard.objects.get())
    page = reverse("kpis:month-card", args=["brook", card.pk])
    text = browse(manager).get(page).content.decode()
    assert "56.40" in text
    notes = [explain(line_of(card, metric)).notes for metric in ("shop.orders", "shop.gmv")]
    assert [len(some) for some in notes] == [1, 0]


def test_numbers_that_change_no_total_say_nothing(signed, team, last_month):
    replace_first_day(last_month, 40)

    card = look_again(team)

    assert (card.restated_at, card.restated_total, card.is_touched) == (None, None, False)


def test_numbers_that_come_back_take_the_word_back(signed, team, last_month):
    replace_first_day(last_month, 30)
    look_again(team)
    replace_first_day(last_month, 40)

    card = look_again(team)

    assert (card.restated_at, card.restated_total) == (None, None)


def test_a_change_without_an_end_touches_all_later_months(signed, team, last_month):
    tell(Change(team, Span(last_month, date.max), frozenset({1}), AT))

    assert Scorecard.objects.get().is_touched


def test_a_change_after_the_month_touches_nothing(signed, team, last_month):
    tell(Change(team, Span(month_after(last_month), date.max), frozenset({1}), AT))

    assert not Scorecard.objects.get().is_touched


def test_a_month_that_was_not_touched_is_not_scored_again(signed, team, django_assert_num_queries):
    with django_assert_num_queries(1):
        restated.look_again(team, at=AT)


def test_a_card_waits_with_its_signature_while_newer_numbers_are_counted(card, batch, manager, team):
    batch.confirmed_at = AT + timedelta(minutes=1)
    batch.save()
    rescoring.request(team, at=AT)

    with pytest.raises(NotAllowedNow):
        services.sign(card, by=manager, at=AT, reason="渠道月中才开")


def test_it_does_not_wait_for_a_scoring_that_is_not_about_it(card, manager, team):
    rescoring.request(team, at=AT)

    assert services.sign(card, by=manager, at=AT, reason="渠道月中才开").is_signed


@pytest.mark.parametrize("door", [behind, lineages])
def test_many_lines_ask_no_more_often_than_one(door, card, shop, last_month):
    one, all_of_them = shown(), shown()
    with CaptureQueriesContext(connection) as few:
        door([line_of(one)])
    with CaptureQueriesContext(connection) as many:
        found = door(lines_of(all_of_them))

    assert len(found) == 2
    assert len(many) == len(few)


def test_the_night_looks_at_signed_cards_again(signed, team, last_month):
    replace_first_day(last_month, 30)

    nightly.night(Run(team.slug, last_of(last_month), AT, lambda done, total: None))

    assert shown().restated_total == D("56.40")
