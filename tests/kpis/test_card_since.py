"""Why a card changed: each night keeps what its cards and lines said before the day, and the page adds it up."""

from datetime import UTC, datetime
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kpis.models import Scorecard
from kpis.scorecards import recompute
from kpis.services import review as services
from metrics.models import Channel, Point
from tests.building import attribute, each_day, hold, make_channel, make_target, make_template, put
from tests.conftest import make_member

KPIS = [
    {"metric": "shop.repurchase_rate", "half": "process", "weight": 40, "target": "0.35", "zero_at": "0.10"},
    {"metric": "oa.followers_new", "half": "result", "weight": 60, "target": "310"},
]


@pytest.fixture
def channel(team, member, last_month) -> Channel:
    """10 new followers each day, and 26 of 104 payers who came back: 25 %."""
    channel = make_channel(team)
    attribute(channel.subject, member)
    put(channel.subject, "oa.followers_new", each_day(last_month, last_month.replace(day=28), 10))
    put(channel.subject, "shop.repeat_payers", {last_month: 26})
    put(channel.subject, "shop.payers", {last_month: 104})
    make_template(team, "copywriter", KPIS)
    hold(member, "copywriter")
    return channel


@pytest.fixture
def night(team, last_month, channel, member):
    """``night(day)``: what the night of that day leaves of the member's card."""

    def run(day: int, hour: int = 6) -> Scorecard:
        at = datetime(2027, 3, day, hour, tzinfo=UTC)
        recompute(team, through=Scorecard(month=last_month).last_day, at=at)
        return Scorecard.objects.get(member=member, month=last_month)

    return run


def set_to(code: str, value: object) -> None:
    Point.objects.filter(metric__code=code).update(value=value)


def since(client, card):
    return page(client, card).context["since"]


def page(client, card):
    return client.get(reverse("kpis:month-card", args=[card.team.slug, card.pk]))


def test_a_first_night_has_nothing_to_compare_with_and_says_so(night, browse, member):
    response = page(browse(member), night(1))

    assert response.context["since"] is None
    assert "03-01 第一次有总分，之前没有可比的。" in response.content.decode()


def test_a_total_that_moved_on_its_first_day_isnt_said_to_have_stayed(night, browse, member):
    first = night(1)
    set_to("shop.repeat_payers", D("31.2"))
    card = night(1, hour=9)
    assert card.total != first.total

    text = page(browse(member), card).content.decode()

    assert "03-01 第一次有总分，之前没有可比的。" in text
    assert "没有变" not in text


def test_a_card_without_a_total_says_that_there_is_none(make_card, browse, member, last_month):
    card = make_card(member, last_month, result=None)

    assert "还没有总分，没有可比的。" in page(browse(member), card).content.decode()


def test_lines_say_from_what_to_what_and_add_up_to_the_change(night, browse, member):
    before = night(1)
    set_to("shop.repeat_payers", D("31.2"))  # 25 % → 30 %: 60 → 80 of 100, and 8 of 40
    card = night(2)

    found = since(browse(member), card)

    assert (found.was, found.change, found.rest) == (before.total, D("8.00"), 0)
    (moved,) = found.moved
    assert (moved.line.was_actual, moved.line.actual, moved.change) == (D("0.25"), D("0.30"), 8)
    text = browse(member).get(reverse("kpis:month-card", args=[card.team.slug, card.pk])).content.decode()
    assert "为什么变了" in text
    assert "25.0% → 30.0%" in text


def test_later_runs_of_the_day_are_against_the_day_before(night, browse, member):
    first = night(1)
    set_to("shop.repeat_payers", D("31.2"))
    night(2)
    set_to("shop.repeat_payers", D("28.6"))  # 27.5 %: 70 of 100
    found = since(browse(member), night(2, hour=9))

    assert (found.was, found.change, found.moved[0].line.was_actual) == (first.total, D("4.00"), D("0.25"))


def test_the_next_days_change_is_against_this_days_end(night, browse, member):
    night(1)
    set_to("shop.repeat_payers", D("31.2"))
    second = night(2)
    set_to("oa.followers_new", 9)
    found = since(browse(member), night(3))

    assert found.was == second.total
    assert [one.shown.metric.code for one in found.moved] == ["oa.followers_new"]


def test_a_night_without_a_change_leaves_the_last_one(night, browse, member):
    night(1)
    set_to("shop.repeat_payers", D("31.2"))
    card = night(2)

    assert night(3).changed_on == card.changed_on


def test_another_target_is_named(night, browse, member, manager, last_month):
    night(1)
    make_target(member.assignments.get(), "oa.followers_new", by=manager, month=last_month, target=620)

    (moved,) = since(browse(member), night(2)).moved

    assert (moved.has_other_number, moved.has_other_target, moved.line.was_target) == (False, True, 310)


def test_a_signed_card_says_nothing_of_it(night, browse, member, manager):
    night(1)
    set_to("shop.repeat_payers", D("31.2"))
    card = night(2)
    services.review(card, by=manager, comment="好", at=timezone.now())
    services.sign(card, by=manager, at=timezone.now(), reason="够了")

    response = page(browse(member), card)

    assert response.context["since"] is None
    assert "为什么变了" not in response.content.decode()


def test_no_more_queries_than_members_need(night, team, channel):
    night(1)

    def queries(day: int, value: str) -> int:
        set_to("shop.repeat_payers", D(value))
        with CaptureQueriesContext(connection) as captured:
            night(day)
        return len(captured)

    few = queries(2, "31.2")
    for n in range(5):
        member = make_member(team, f"m{n}")
        hold(member, "copywriter")
        attribute(channel.subject, member, share=1)
    night(3)

    assert queries(4, "28.6") == few
