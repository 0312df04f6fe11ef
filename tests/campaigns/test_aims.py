"""Targets of which less is better: a ceiling is kept, used up in steps, or crossed; the colours say so."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.urls import reverse

from campaigns import courses
from campaigns.aims import Aim
from campaigns.models import CampaignDay, Item, Workflow
from campaigns.standings import Target
from metrics.models import Metric
from tests.building import put
from tests.campaigns.conftest import moment
from tests.campaigns.test_courses import START, campaign, chief, planner  # noqa: F401 - its campaign

pytestmark = pytest.mark.django_db


def ceiling(code: str, value: str, limit: str) -> Target:
    return Target(Metric.objects.get(code=code), D(limit), D(value), is_ceiling=True)


@pytest.mark.parametrize(("words", "aim"), [("1000", Aim(D(1000))), ("≤0.10", Aim(D("0.10"), is_ceiling=True))])
def test_an_aim_reads_as_it_was_written(words, aim):
    assert Aim.read(words) == aim
    assert str(aim) == words


@pytest.mark.parametrize(
    ("planned", "spent", "progress"),
    [
        (40, 300, 40),  # less than planned was spent: on plan, not ahead of it
        (40, 400, 40),
        (40, 550, 25),  # 15 points more than planned
        (40, 900, -10),
        (100, 1000, 100),
    ],
)
def test_what_sums_up_uses_its_ceiling_in_steps(planned, spent, progress):
    assert ceiling("biz.spend", spent, "1000").progress(D(planned)) == progress


@pytest.mark.parametrize(
    ("planned", "rate", "progress"),
    [(40, "0.05", 40), (40, "0.10", 40), (40, "0.12", 32), (100, "0.13", 70), (100, "0.30", 0)],
)
def test_a_rate_is_behind_by_as_much_as_it_is_beyond(planned, rate, progress):
    assert ceiling("group.leave_rate", rate, "0.10").progress(D(planned)) == progress


def test_a_campaign_that_spends_too_fast_turns_and_one_that_spends_less_stays_green(campaign):  # noqa: F811
    campaign.promises.update(targets={"biz.spend": "≤1000"})
    put(campaign.subject, "biz.spend", {START: 50, date(2026, 11, 2): 300, date(2026, 11, 3): 300})

    courses.update(campaign.team, through=date(2026, 11, 3), at=moment("06:10", "2026-11-04"))

    days = CampaignDay.objects.order_by("day")
    assert list(days.values_list("colour", "progress")) == [("green", 10), ("yellow", 5), ("red", -5)]


def test_the_form_keeps_which_side_a_target_has_and_takes_rates_in_percent(lead, browse, team):
    address = reverse("campaigns:items-new", args=["brook"])
    address += f"?workflow={Workflow.objects.current(team).get(code='campaign').pk}"
    typed = {"title": "双十一拼团", "owner": lead.pk, "of-kind": "group_buying"}
    targets = {
        "of-target_0": "biz.participants", "of-target_value_0": "1000",
        "of-target_1": "biz.cac", "of-target_side_1": "≤", "of-target_value_1": "80",
        "of-target_2": "shop.repurchase_rate", "of-target_value_2": "12.5",
    }  # fmt: skip

    assert browse(lead).post(address, typed | targets).status_code == 302

    item = Item.objects.get()
    assert item.campaign.targets == {
        "biz.participants": "1000", "biz.cac": "≤80", "shop.repurchase_rate": "0.125"
    }  # fmt: skip
    shown = browse(lead).get(reverse("campaigns:items-edit", args=["brook", item.pk])).context["particulars"]
    # PostgreSQL keeps no order of what it stores as JSON.
    assert sorted((row[0].initial, row[1].initial, row[2].initial) for row in shown.target_rows) == [
        ("biz.cac", "≤", "80"),
        ("biz.participants", "", "1000"),
        ("shop.repurchase_rate", "", "12.5"),
    ]
    assert "≤ 80" in browse(lead).get(reverse("campaigns:items-beside", args=["brook", item.pk, "work"])).text
