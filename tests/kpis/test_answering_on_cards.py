"""An opened line says since when, until when and for what share its member answers for what it reads."""

from datetime import date
from decimal import Decimal as D

import pytest

from kpis.explain import explain
from kpis.models import Evidence, Line
from metrics.models import Attribution, Channel
from tests.building import attribute, each_day, make_channel, put
from tests.kpis.lines import LAST, computed_line

FIRST, MIDDLE, BEFORE = date(2026, 10, 1), date(2026, 10, 16), date(2026, 10, 15)


@pytest.fixture
def shop(team) -> Channel:
    found = make_channel(team, "有赞", Channel.Kind.SHOP, watermark=LAST)
    put(found.subject, "shop.orders", each_day(FIRST, LAST, 10))
    return found


def said(line: Line) -> list[str]:
    return [note for note in explain(line).notes if "负责" in note]


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({"from_on": MIDDLE}, "负责有赞：10-16 起，份额 30%。"),
        ({"until_on": BEFORE}, "负责有赞：到 10-15，份额 30%。"),
        ({"from_on": date(2026, 10, 5), "until_on": BEFORE}, "负责有赞：10-05 到 10-15，份额 30%。"),
    ],
)
def test_what_begins_or_ends_within_the_month_is_said(days, sentence, member, shop):
    attribute(shop.subject, member, share=30, **days)

    assert said(computed_line(member, "shop.orders")) == [sentence]


def test_a_share_that_changes_is_said_with_both(member, shop):
    attribute(shop.subject, member, share=80, until_on=BEFORE)
    attribute(shop.subject, member, share=D("33.5"), from_on=MIDDLE)

    assert said(computed_line(member, "shop.orders")) == ["负责有赞：到 10-15，份额 80%；10-16 起，份额 33.5%。"]


def test_a_whole_month_needs_no_words(member, shop):
    attribute(shop.subject, member, share=30)

    assert said(computed_line(member, "shop.orders")) == []


def test_the_same_share_under_another_attribution_needs_none(member, shop):
    attribute(shop.subject, member, share=30, until_on=BEFORE)
    attribute(shop.subject, member, share=30, from_on=MIDDLE)

    assert said(computed_line(member, "shop.orders")) == []


def test_a_channel_that_the_line_reads_nothing_of_is_not_named(team, member, shop):
    attribute(shop.subject, member)
    attribute(make_channel(team, "公众号").subject, member, from_on=MIDDLE)

    assert said(computed_line(member, "shop.orders")) == []


def test_the_whole_teams_numbers_need_none_either(member, shop):
    attribute(shop.subject, member, share=30, from_on=MIDDLE)

    assert said(computed_line(member, "shop.orders", numbers="team")) == []


def test_channels_of_the_same_days_share_a_sentence(team, member, shop):
    other = make_channel(team, "微信小店", Channel.Kind.SHOP, watermark=LAST)
    for channel in (shop, other):
        attribute(channel.subject, member, share=30, from_on=MIDDLE)
    put(other.subject, "shop.orders", each_day(FIRST, LAST, 10))

    assert said(computed_line(member, "shop.orders")) == ["负责微信小店、有赞：10-16 起，份额 30%。"]


def test_what_was_signed_otherwise_is_not_contradicted(member, shop):
    given = attribute(shop.subject, member, share=30, from_on=MIDDLE)
    line = computed_line(member, "shop.orders")
    metric = line.kpi.metric
    Evidence.objects.create(
        line=line, metrics=[metric.pk], rows=[[shop.subject.pk, "30", "2026-10-20", [["10", None, None, []]]]]
    )
    line.part.scorecard.state = "signed"
    assert said(line) == ["负责有赞：10-16 起，份额 30%。"]

    Attribution.objects.filter(pk=given.pk).update(share=50)

    assert said(line) == []
