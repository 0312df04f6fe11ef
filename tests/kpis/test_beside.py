"""The partner of a metric stands beside its line, so that gaming one shows in the other."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone

from kpis import freeze
from kpis.models import Beside, Line, Scorecard
from kpis.scorecards import recompute
from kpis.services import review
from metrics.models import Metric, Pair, Point
from metrics.services import pairs
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import last_of, month_before
from tests.building import attribute, hold, make_channel, make_template, put

AT = timezone.now()
KPIS = [
    {"metric": "oa.reads", "half": "process", "weight": 40, "target": 1000},
    {"metric": "oa.followers_new", "half": "result", "weight": 60, "target": 100},
]


@pytest.fixture
def channel(team, member, last_month):
    channel = make_channel(team, "公众号", watermark=last_of(last_month))
    attribute(channel.subject, member, share=50)
    make_template(team, "copywriter", KPIS)
    hold(member, "copywriter")
    return channel


def counted(channel, month: date, **values: tuple[int | None, int | None]) -> Beside:
    """Each metric's number in the month before and in the month, then the night: what stands beside the reads."""
    for code, (before, now) in {"followers_new": (50, 50), **values}.items():
        numbers = {month_before(month): before, month: now}
        put(channel.subject, f"oa.{code}", {day: value for day, value in numbers.items() if value is not None})
    recompute(channel.subject.team, through=last_of(month), at=AT)
    return Beside.objects.get(line__kpi__metric__code="oa.reads", line__part__scorecard__month=month)


def test_the_partners_month_and_the_month_before_count_as_the_kpi_does(channel, last_month):
    found = counted(channel, last_month, reads=(800, 1000), followers_lost=(20, 30))
    assert (found.partner.code, found.value, found.value_before, found.actual_before) == (
        "oa.followers_lost", 15, 10, 400,
    )  # fmt: skip
    assert not Beside.objects.filter(line__kpi__metric__code="oa.followers_new").exists()


@pytest.mark.parametrize(
    ("reads", "lost", "warns"),
    [
        ((800, 1000), (20, 23), True),
        ((800, 1000), (20, 22), False),  # a tenth is still usual
        ((800, 1000), (20, 10), False),
        ((1000, 800), (20, 40), False),  # the KPI fell
        ((800, 800), (20, 40), False),
        ((800, 1000), (0, 1), True),
        ((800, 1000), (None, 40), False),  # no data isn't zero
        ((800, 1000), (40, None), False),
        ((None, 1000), (20, 40), False),
    ],
)
def test_it_warns_if_the_kpi_rose_and_its_partner_got_worse_by_more_than_a_tenth(
    channel, last_month, reads, lost, warns
):
    assert counted(channel, last_month, reads=reads, followers_lost=lost).is_warning is warns


def test_what_fell_of_a_partner_that_should_not_fall_warns(channel, member, manager, last_month):
    metrics = {one.code: one for one in Metric.objects.filter(code__in=["oa.reads", "oa.shares"])}
    pairs.pair(metrics["oa.reads"], partner=metrics["oa.shares"], warns="falls", subject_kind="channel", by=manager)
    found = counted(channel, last_month, reads=(800, 1000), shares=(20, 10), followers_lost=(20, 40))
    assert (found.partner.code, found.value, found.is_warning) == ("oa.shares", 5, True)

    pairs.unpair(metrics["oa.reads"], by=manager)
    recompute(member.team, through=last_of(last_month), at=AT)
    assert Beside.objects.get(line=found.line).partner.code == "oa.followers_lost"


def test_a_second_night_writes_nothing_and_a_pair_that_is_gone_goes(channel, team, last_month):
    found = counted(channel, last_month, reads=(800, 1000), followers_lost=(20, 30))
    said = Beside.objects.values_list(*Beside.SAYS)
    before = said.get(pk=found.pk)
    recompute(team, through=last_of(last_month), at=AT)
    assert said.get(pk=found.pk) == before
    Pair.objects.all().delete()
    recompute(team, through=last_of(last_month), at=AT)
    assert not Beside.objects.exists()


def test_a_signed_card_keeps_its_partner_and_the_hash_covers_it(channel, member, manager, last_month):
    counted(channel, last_month, reads=(800, 1000), followers_lost=(20, 30))
    card = Scorecard.objects.get(member=member, month=last_month)
    review.review(card, by=manager, comment="好", at=AT)
    signed = review.sign(card, by=manager, at=AT, reason="数据不全")
    Point.objects.filter(metric__code="oa.followers_lost").update(value=99)
    recompute(member.team, through=last_of(last_month), at=AT)
    assert freeze.verify(signed)
    Beside.objects.filter(line__part__scorecard=signed).update(value=D(1))
    assert not freeze.verify(signed)


def test_card_and_api_show_it(channel, member, browse, last_month):
    counted(channel, last_month, reads=(800, 1000), followers_lost=(20, 30))
    card = Scorecard.objects.get(member=member, month=last_month)
    page = browse(member).get(reverse("kpis:month-card", args=[member.team.slug, card.pk])).content.decode()
    assert "取消关注人数变差" in page
    line = Line.objects.get(kpi__metric__code="oa.reads", part__scorecard=card)
    lines = browse(member).get(reverse("api-scorecards-detail", args=[card.pk])).json()["parts"][0]["lines"]
    assert next(one for one in lines if one["id"] == line.pk)["beside"] == {
        "partner": "oa.followers_lost", "value": "15.000000", "value_before": "10.000000",
        "actual_before": "400.000000", "is_warning": True,
    }  # fmt: skip
    assert next(one for one in lines if one["id"] != line.pk)["beside"] is None


def test_a_metric_is_not_its_own_partner_nor_another_teams(team, other_team, manager, browse):
    reads, lost = (Metric.objects.get(code=code) for code in ("oa.reads", "oa.followers_lost"))
    with pytest.raises(NotAllowedNow):
        pairs.pair(reads, partner=reads, warns="rises", subject_kind="channel", by=manager)
    own = Metric.objects.create(
        team=other_team, code="own.calls", name="来电", group="biz", unit="times", fold="flow", definition="来电。"
    )
    with pytest.raises(NotAllowedNow):
        pairs.pair(reads, partner=own, warns="rises", subject_kind="channel", by=manager)
    assert not Pair.objects.filter(team=team).exists()
    address = reverse("metrics:dictionary-pair", args=[team.slug, "oa.reads"])
    browse(manager).post(address, {"partner": lost.pk, "warns": "falls", "subject_kind": "team"})
    assert Pair.objects.get(team=team).warns == "falls"
    page = browse(manager).get(reverse("metrics:dictionary-metric", args=[team.slug, "oa.reads"])).content.decode()
    assert "取消关注人数" in page
