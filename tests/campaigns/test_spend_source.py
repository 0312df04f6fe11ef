"""What was spent as a number: of campaigns on their days, of the team on each day; and back to the entries."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.services import entries
from campaigns.sources.spend import spend as made
from kpis.lineage import LineageRow
from kpis.origins import own_record
from metrics.collect import collect
from metrics.models import Metric, Point, Subject
from metrics.sources import SourcePoint
from teamops.lib.months import Span
from tests.building import make_budget, put
from tests.campaigns.conftest import moment, start
from tests.campaigns.money import commit, spend

pytestmark = pytest.mark.django_db

NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30))
NIGHT = moment("06:10", "2026-12-01")


def nov(day: int) -> date:
    return date(2026, 11, day)


@pytest.fixture
def line(manager):
    return make_budget(manager, quarter=date(2026, 10, 1), planned=10_000)


@pytest.fixture
def campaign(lead):
    """It runs from the 8th to the 12th."""
    plan = {"starts_on": nov(8), "ends_on": nov(12), "budget": D(5000), "contingency": "停投放"}
    return start(lead, code="campaign", title="双十一拼团", at=moment("09:00", "2026-11-01"), **plan)


def days_of(subject) -> dict[int, D]:
    points = Point.objects.filter(subject=subject, metric__code="biz.spend")
    return {day.day: value for day, value in points.values_list("day", "value")}


def of_team(team) -> Subject:
    return Subject.objects.get(team=team, kind="team")


def test_each_day_of_a_campaign_has_its_spend_and_what_lies_outside_counts_at_its_ends(
    team, lead, member, line, campaign
):
    for day, amount in ((3, 500), (9, 200), (9, "50.5"), (20, 100)):
        spend(line, amount, by=member, day=nov(day), item=campaign)
    commit(line, 999, by=member, day=nov(10), item=campaign)

    collect(team, NOVEMBER, at=NIGHT)

    assert days_of(campaign.subject) == {8: 500, 9: D("250.5"), 10: 0, 11: 0, 12: 100}
    assert days_of(of_team(team)) == {3: 500, 9: D("250.5"), 20: 100}


def test_days_to_come_have_none(team, member, line, campaign):
    spend(line, 200, by=member, day=nov(9), item=campaign)

    collect(team, NOVEMBER, at=moment("06:10", "2026-11-11"))

    assert days_of(campaign.subject) == {8: 0, 9: 200, 10: 0, 11: 0}


def test_what_waits_and_what_was_taken_back_isnt_spent(team, member, manager, line, campaign):
    spend(line, 6000, by=member, day=nov(9), item=campaign)  # beyond the campaign's own budget: it waits
    taken = spend(line, 300, by=member, day=nov(10), item=campaign)
    spend(line, 20, by=member, day=nov(9), item=campaign)
    collect(team, NOVEMBER, at=NIGHT)
    assert days_of(campaign.subject) == {8: 0, 9: 20, 10: 300, 11: 0, 12: 0}

    entries.take_back(taken, by=member, at=NIGHT, reason="记错了")
    collect(team, NOVEMBER, at=NIGHT)

    assert days_of(campaign.subject) == {8: 0, 9: 20, 10: 0, 11: 0, 12: 0}
    assert days_of(of_team(team)) == {9: 20}


def test_people_and_tools_arent_the_teams_spend(team, member, line):
    tools = line.budget.lines.create(purpose="tools", name="工具", planned=900, position=9)
    spend(tools, 400, by=member, day=nov(9))
    spend(line, 30, by=member, day=nov(9))

    collect(team, NOVEMBER, at=NIGHT)

    assert days_of(of_team(team)) == {9: 30}


def test_a_campaign_without_any_entry_keeps_what_a_sheet_says(team, line, campaign):
    put(campaign.subject, "biz.revenue", {nov(9): 800})

    collect(team, NOVEMBER, at=NIGHT)

    assert days_of(campaign.subject) == {}


def test_it_asks_as_often_for_many_campaigns(team, lead, member, line):
    def one(n: int) -> None:
        plan = {"starts_on": nov(8), "ends_on": nov(12), "budget": D(5000)}
        item = start(lead, code="campaign", title=f"活动 {n}", at=moment("09:00", "2026-11-01"), **plan)
        spend(line, 10, by=member, day=nov(9), item=item)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            list(made(team, NOVEMBER, NIGHT))
        return len(seen)

    one(0)
    list(made(team, NOVEMBER, NIGHT))
    few = queries()
    for n in range(1, 9):
        one(n)

    assert queries() == few <= 3


@pytest.mark.parametrize("wrong", [{"member": None}, {"member": 1, "subject": 2}])
def test_a_number_is_of_a_member_or_of_another_subject(wrong):
    with pytest.raises(ValueError, match="one only"):
        SourcePoint(metric="biz.spend", day=nov(1), value=D(1), **wrong)


def test_a_campaigns_number_leads_to_the_entries(team, member, other_member, line, campaign, browse, outsider):
    spend(line, 500, by=member, day=nov(3), item=campaign, what_for="会场搭建")
    collect(team, NOVEMBER, at=NIGHT)
    row = LineageRow(campaign.subject, D(100), nov(8), [])
    address = own_record(Metric.objects.get(code="biz.spend"), row, slug="brook").url

    page = browse(other_member).get(address)

    assert "会场搭建" in page.text
    assert page.context["total"] == 500
    assert "会场搭建" in browse(member).get(address.replace("2026-11-08", "2026-11-03").replace(
        f"subject={campaign.subject_id}", f"subject={of_team(team).pk}"
    )).text  # fmt: skip
    assert browse(outsider).get(address).status_code == 404
    records = reverse("campaigns:records", args=["brook"])
    assert browse(member).get(f"{records}?metric=biz.spend").status_code == 404
