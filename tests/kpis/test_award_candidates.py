"""Who could get a month's awards: places, ties, what is no candidate, whose work it is."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpis.awards.candidates import shortlists
from kpis.models import Award
from metrics.models import Metric, Subject
from tests.building import attribute, make_award, make_channel, make_content, put
from tests.kpis.awards import article, campaign, findings, of, places, shipped

OCTOBER = date(2026, 10, 1)
DAY = date(2026, 10, 12)

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(team):
    return make_channel(team)


def test_the_best_content_is_the_mean_of_its_parts_of_the_months_best_reads_and_shares(team, channel):
    article(channel, "读得多", DAY, reads=10_000, sharers=400)
    article(channel, "转得多", DAY, reads=8_000, sharers=800)

    found = of(shipped("best_content"), team, OCTOBER)

    # 8,000 ÷ 10,000 and 800 ÷ 800: (80 + 100) ÷ 2; 10,000 ÷ 10,000 and 400 ÷ 800: (100 + 50) ÷ 2.
    assert [(one.subject.name, one.numbers.counted) for one in found.candidates] == [
        ("转得多", Decimal(90)),
        ("读得多", Decimal(75)),
    ]
    assert found.best == (10_000, 800)


def test_content_counts_in_its_publishing_month_alone(team, channel):
    article(channel, "十月的", DAY, reads=100, sharers=1)
    late = article(channel, "九月的", date(2026, 9, 30), reads=900, sharers=90)
    put(late, "oa.reads", {DAY: 5_000})
    put(late, "oa.sharers", {DAY: 500})

    assert places(of(shipped("best_content"), team, OCTOBER)) == [(1, "十月的")]


def test_without_one_of_the_numbers_there_is_no_candidate_and_no_zero(team, channel):
    article(channel, "齐全", DAY, reads=100, sharers=1)
    article(channel, "没有分享", DAY, reads=9_000)

    found = of(shipped("best_content"), team, OCTOBER)

    assert places(found) == [(1, "齐全")]
    assert found.incomplete == 1


def test_equal_numbers_share_a_place_and_the_next_one_is_left_out(team, channel):
    award = make_award(team)
    for name, reads in (("甲", 500), ("乙", 500), ("丙", 300)):
        article(channel, name, DAY, reads=reads)

    found = of(award, team, OCTOBER)

    assert places(found) == [(1, "甲"), (1, "乙"), (3, "丙")]
    assert [one.is_tied for one in found.candidates] == [True, True, False]


def test_the_breakthrough_is_the_largest_gain_over_its_own_target(team):
    campaign(team, "大活动", DAY, revenue=110_000, target=100_000)
    campaign(team, "小活动", DAY, revenue=15_000, target=10_000)
    campaign(team, "没做到", DAY, revenue=9_000, target=10_000)
    campaign(team, "没有目标", DAY, revenue=500_000)

    found = of(shipped("breakthrough"), team, OCTOBER)

    assert [(one.subject.name, one.numbers.counted) for one in found.candidates] == [
        ("小活动", Decimal("0.5")),
        ("大活动", Decimal("0.1")),
    ]
    assert (found.below, found.incomplete) == (1, 1)


def test_a_gain_may_be_counted_over_one_target_for_all(team):
    roi = {"basis": "gain", "subject_kind": "campaign", "metric": metric("biz.roi"), "target": 5}
    for name, revenue in (("六倍", 600), ("四倍", 400)):
        put(campaign(team, name, DAY, revenue=revenue), "biz.spend", {DAY: 100})

    found = of(make_award(team, **roi), team, OCTOBER)

    assert [(one.subject.name, one.numbers.counted) for one in found.candidates] == [("六倍", Decimal("0.2"))]


def test_the_data_star_had_the_most_verified_findings_and_none_is_no_candidate(team, member, other_member, analyst):
    findings(member, OCTOBER, 2)
    findings(other_member, OCTOBER, 4)
    findings(analyst, OCTOBER, 0)

    found = of(shipped("data_star"), team, OCTOBER)

    assert places(found) == [(1, str(other_member)), (2, str(member))]
    assert [one.people[0].member for one in found.candidates] == [other_member, member]
    assert found.below == 1


def test_the_lowest_may_be_zero(team, member):
    award = make_award(team, basis="lowest", subject_kind="member", metric=metric("process.violations"))
    put(findings(member, OCTOBER, 1), "process.violations", {DAY: 0})

    assert places(of(award, team, OCTOBER)) == [(1, str(member))]


def test_a_ratio_whose_days_do_not_match_is_counted_over_the_days_that_do(team, member):
    award = make_award(team, subject_kind="member", metric=metric("process.sop_rate"))
    subject = findings(member, OCTOBER, 1)
    put(subject, "process.sop_due", {DAY: 10, DAY + timedelta(days=1): 10})
    put(subject, "process.sop_done", {DAY: 9})

    (only,) = of(award, team, OCTOBER).candidates

    assert only.numbers.value == Decimal("0.9")


def test_a_growth_is_counted_against_the_month_before(team, member):
    growth = make_award(team, subject_kind="channel", metric=metric("shop.order_value_growth"))
    shop = make_channel(team, "有赞").subject
    for day, gmv in ((date(2026, 9, 9), 1_000), (DAY, 1_200)):
        put(shop, "shop.gmv", {day: gmv})
        put(shop, "shop.orders", {day: 10})

    (only,) = of(growth, team, OCTOBER).candidates

    assert only.numbers.value == Decimal("0.2")


def test_behind_an_article_stand_those_who_answered_on_its_publishing_day(team, channel, member, manager, other_member):
    item = article(channel, "护肤", DAY, reads=10, by={member: 60, manager: 40})
    attribute(item, other_member, from_on=DAY + timedelta(days=5))

    (only,) = of(make_award(team), team, OCTOBER).candidates

    assert [(one.member, one.share) for one in only.people] == [(member, 60), (manager, 40)]


def test_a_campaign_that_was_handed_over_is_shared_by_the_days(team, member, other_member):
    subject = campaign(team, "拼团", DAY, revenue=20, target=10)
    attribute(subject, member, from_on=date(2026, 10, 1), until_on=date(2026, 10, 8))
    attribute(subject, other_member, from_on=date(2026, 10, 9), until_on=date(2026, 10, 10))

    (only,) = of(shipped("breakthrough"), team, OCTOBER).candidates

    assert [(one.member, one.share) for one in only.people] == [(member, 80), (other_member, 20)]


def test_what_is_ignored_and_what_is_another_teams_is_no_candidate(team, other_team, channel):
    make_content(channel, "忽略的", published_on=DAY, state=Subject.State.IGNORED)
    put(Subject.objects.get(name="忽略的"), "oa.reads", {DAY: 900})
    article(make_channel(other_team), "别队的", DAY, reads=900)

    assert of(make_award(team), team, OCTOBER).candidates == []


def test_all_awards_of_a_month_are_computed_with_as_many_queries_as_for_few_candidates(team, channel, member):
    awards = list(Award.objects.given_in(OCTOBER, team=team).for_candidates())

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            shortlists(awards, team=team, month=OCTOBER)
        return len(captured)

    article(channel, "一", DAY, reads=10, sharers=1, by={member: 100})
    few = queries()
    for n in range(30):
        article(channel, f"{n}", DAY, reads=10 + n, sharers=1, by={member: 100})

    assert queries() == few


def metric(code: str) -> Metric:
    return Metric.objects.get(code=code)
