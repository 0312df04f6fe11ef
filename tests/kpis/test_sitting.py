"""Twenty cards in one sitting: what needs a look first, by keyboard, and who may not sign which."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from kpis.models import Line, Scorecard, SelfReview
from kpis.services import adjustments, disputes, review
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
        assert f"已签 {20 - left} / 20" in page.content.decode()
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


def seen_on(response) -> str:
    """What the card's form sends back of what was seen."""
    return response.context["seen"]


def correct(card) -> None:
    """A late number comes in, and the night scores the card by it."""
    Line.objects.filter(part__scorecard=card, kpi__half="result").update(earned="20.00")
    Scorecard.objects.filter(pk=card.pk).update(result="40.00", total="75.90", computed_at=timezone.now())


def raise_a_doubt(card) -> None:
    by = member_of(card)
    disputes.withdraw(disputes.dispute(line_of(card), by=by, text="少算了", at=timezone.now()), by=by)


def write_a_self_review(card) -> None:
    SelfReview.objects.create(scorecard=card, text="有两周在帮别的组", written_at=timezone.now())


@pytest.mark.parametrize("meanwhile", [correct, raise_a_doubt, write_a_self_review])
def test_a_card_that_changed_since_it_was_opened_is_not_signed(meanwhile, card, manager, browse):
    client = browse(manager)
    opened = client.get(address(card))
    meanwhile(card)

    refused = client.post(address(card, "finish"), {"comment": "照计划", "seen": seen_on(opened)})

    assert refused.status_code == 409
    assert "这张卡在你打开之后变过" in refused.content.decode()
    assert "照计划" in refused.content.decode()
    assert Scorecard.objects.get(pk=card.pk).state == Scorecard.State.OPEN
    assert f'name="seen" value="{seen_on(refused)}"' in refused.content.decode()

    client.post(address(card, "finish"), {"comment": "照计划", "seen": seen_on(refused)})
    assert Scorecard.objects.get(pk=card.pk).is_signed


def test_another_managers_adjustment_meanwhile_is_seen_before_the_card_is_signed(card, manager, other_manager, browse):
    client = browse(manager)
    opened = client.get(address(card))
    adjustments.adjust(line_of(card), by=other_manager, points=Decimal(2), reason="停机", at=timezone.now())

    refused = client.post(address(card, "finish"), {"comment": "照计划", "seen": seen_on(opened)})

    assert refused.status_code == 409
    assert not Scorecard.objects.get(pk=card.pk).is_signed


def test_the_card_page_signs_only_what_was_seen_too(card, manager, browse):
    client = browse(manager)
    review.review(card, by=manager, comment="好", at=timezone.now())
    plain = reverse("kpis:month-card", args=["brook", card.pk])
    opened = client.get(plain)
    assert f'name="seen" value="{seen_on(opened)}"' in opened.content.decode()
    correct(card)

    refused = client.post(plain + "sign/", {"seen": seen_on(opened)})

    assert refused.status_code == 409
    assert client.post(plain + "sign/", {"seen": seen_on(refused)}).status_code == 302
