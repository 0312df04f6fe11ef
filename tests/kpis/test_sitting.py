"""Twenty cards in one sitting: what needs a look first, by keyboard, and who may not sign which."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from kpis.models import Line, Scorecard, SelfReview
from kpis.services import adjustments, disputes
from kpis.sitting import next_to_sign, sitting_of
from tests.conftest import make_member

TODAY = timezone.localdate()


def address(card, name="card", **query) -> str:
    url = reverse(f"kpis:month-{name}", args=["brook", card.pk])
    return url + "?" + "&".join(f"{key}={value}" for key, value in ({"sitting": 1} | query).items())


def line_of(card) -> Line:
    return Line.objects.filter(part__scorecard=card).select_related("part__scorecard__team", "part__assignment")[1]


@pytest.fixture
def cards(team, make_card):
    """Of five members whose total is the same."""
    return {name: make_card(make_member(team, name)) for name in ("disputed", "silent", "adjusted", "plain", "gaps")}


def test_open_disputes_come_first_then_gaps_then_what_is_quiet(cards, manager):
    at = timezone.now()
    for name in ("disputed", "adjusted", "plain", "gaps"):
        SelfReview.objects.create(scorecard=cards[name], text="写了", written_at=at)
    disputes.dispute(line_of(cards["disputed"]), by=member_of(cards["disputed"]), text="少算了", at=at)
    adjustments.adjust(line_of(cards["adjusted"]), by=manager, points=Decimal(1), reason="停机", at=at)
    Scorecard.objects.filter(pk=cards["gaps"].pk).update(days_present=50)

    places = sitting_of(cards["plain"], reader=manager, today=TODAY).places

    names = [place.card.member.person.username for place in places]
    assert names == ["disputed", "gaps", "adjusted", "silent", "plain"]


def member_of(card):
    return type(card.member).objects.with_level(on=TODAY).select_related("team", "person").get(pk=card.member_id)


def test_twenty_cards_are_signed_without_leaving(team, make_card, manager, browse, last_month):
    for n in range(20):
        make_card(make_member(team, f"member{n:02}"))
    client = browse(manager)
    here = client.get(reverse("kpis:month-sitting", args=["brook"]), {"month": f"{last_month:%Y-%m}"}).url
    for left in range(20, 0, -1):
        page = client.get(here)
        assert page.context["queue"].waiting == left
        here = client.post(here.replace("/?", "/finish/?"), {"comment": "照计划"}).url

    assert here == f"{reverse('kpis:month', args=['brook'])}?month={last_month:%Y-%m}"
    assert Scorecard.objects.signed().count() == 20


def test_each_place_says_why_it_is_not_for_the_reader(make_card, card, manager, other_manager, member, lead, auditor):
    own, empty = make_card(manager), make_card(lead, result=None)
    with override("en"):
        shown = {place.card.pk: place.why_not for place in sitting_of(card, reader=manager, today=TODAY).places}

    assert shown[card.pk] == ""
    assert shown[own.pk] == "Your own"
    assert shown[empty.pk] == "Waits for data"
    assert all(place.why_not for place in sitting_of(card, reader=auditor, today=TODAY).places)


def test_the_next_one_is_one_that_the_reader_may_sign(make_card, card, manager, other_member):
    make_card(manager)
    second = make_card(other_member)
    assert next_to_sign(card, reader=manager, today=TODAY) == second
    assert next_to_sign(second, reader=manager, today=TODAY) == card


def test_what_is_refused_leaves_nothing_behind_and_what_was_typed_is_there(card, manager, member, browse):
    disputes.dispute(line_of(card), by=member, text="少算了", at=timezone.now())
    client = browse(manager)

    answer = client.post(address(card, "finish"), {"comment": "一句话"})

    assert answer.status_code == 409
    assert "一句话" in answer.content.decode()
    assert not Scorecard.objects.get(pk=card.pk).is_reviewed


def test_a_disputed_card_offers_the_review_and_no_signature(card, manager, member, browse):
    disputes.dispute(line_of(card), by=member, text="少算了", at=timezone.now())
    text = browse(manager).get(address(card)).content.decode()

    assert address(card, "finish") not in text
    assert text.count("btn-primary") == 1
    assert (
        reverse("kpis:month-answer", args=["brook", card.pk, card.disputes.get().pk])
        in browse(manager).get(address(card, line=line_of(card).pk)).content.decode()
    )


def test_the_number_of_queries_does_not_grow_with_the_cards(team, make_card, card, manager, browse):
    client = browse(manager)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address(card))
        return len(captured)

    make_card(make_member(team, "one"))
    queries()
    few = queries()
    for n in range(20):
        make_card(make_member(team, f"more{n}"))
    assert queries() == few
