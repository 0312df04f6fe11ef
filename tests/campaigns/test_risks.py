"""Risks that people register, review and close."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Risk, RiskStep, Threshold
from campaigns.risk_levels import gravity
from campaigns.services import risks
from campaigns.services.risks import Assessment
from notices.models import Notice
from teamops.lib.exceptions import NotAllowedNow
from tests.building import make_item, make_risk
from tests.campaigns.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def thought(member) -> Assessment:
    return Assessment(
        kind="compliance", title="素材授权到期", likelihood=3, impact=5, measures="换图", owner=member,
        review_on=date(2026, 12, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("likelihood", "impact", "said"),
    [(1, 1, "low"), (1, 5, "low"), (2, 4, "middle"), (3, 4, "middle"), (3, 5, "high"), (5, 5, "high")],
)
def test_a_risk_is_as_grave_as_likelihood_times_impact(likelihood, impact, said):
    assert gravity(likelihood, impact) == said


def test_who_minds_a_risk_hears_of_it(thought, member, other_member):
    risk = risks.register(thought, by=other_member, at=AT)

    assert (risk.raised_by, risk.steps.get().kind) == (other_member, RiskStep.Kind.RAISED)
    assert Notice.objects.get().kind == Notice.Kind.RISK_YOURS


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": " "}, "可能出什么问题"),
        ({"likelihood": 6}, "1 到 5"),
        ({"impact": 0}, "1 到 5"),
        ({"review_on": date(2026, 11, 22)}, "已经过了"),
    ],
)
def test_what_lacks_is_said(thought, member, fields, words):
    with pytest.raises(NotAllowedNow, match=words):
        risks.register(replace(thought, **fields), by=member, at=AT)


def test_a_review_says_what_was_found_and_keeps_what_was_thought_before(thought, member):
    risk = risks.register(thought, by=member, at=AT)
    again = replace(thought, likelihood=1, review_on=date(2027, 1, 5))

    with pytest.raises(NotAllowedNow, match="复查结果"):
        risks.review(risk, again, by=member, at=AT, found="")
    risks.review(risk, again, by=member, at=AT, found="已换一半")

    assert [(one.likelihood, one.note) for one in risk.steps.all()] == [(1, "已换一半"), (3, "")]


def test_only_its_owner_or_a_lead_closes_it_and_says_why(thought, member, other_member, lead):
    risk = risks.register(thought, by=member, at=AT)

    with pytest.raises(NotAllowedNow, match="Member"):
        risks.close(risk, by=other_member, at=AT, reason="没事了")
    with pytest.raises(NotAllowedNow, match="为什么关闭"):
        risks.close(risk, by=member, at=AT, reason=" ")
    risks.close(risk, by=lead, at=AT, reason="全部换完")
    with pytest.raises(NotAllowedNow, match="Lead 已经关闭"):
        risks.close(risk, by=member, at=AT, reason="再关一次")


def test_the_page_shows_the_gravest_first_and_a_cell_leads_to_its_risks(browse, member):
    make_risk(member, "小事", likelihood=1, impact=1)
    make_risk(member, "大事", likelihood=5, impact=4)
    client, url = browse(member), reverse("campaigns:risks", args=["brook"])

    page = client.get(url).text
    assert page.index("大事") < page.index("小事")
    assert "?likelihood=5&amp;impact=4" in page
    assert "小事" not in client.get(url, {"likelihood": 5, "impact": 4}).text


def test_a_risk_goes_its_way_on_pages(browse, member):
    client = browse(member)
    typed = {"title": "直播断流", "kind": "technology", "likelihood": 2, "impact": 4, "measures": "备用线路",
             "owner": member.pk, "review_on": timezone.localdate() + timedelta(days=9)}  # fmt: skip
    client.post(reverse("campaigns:risks-add", args=["brook"]), typed)
    risk = Risk.objects.get()

    review = reverse("campaigns:risks-review", args=["brook", risk.pk])
    assert client.post(review, typed).status_code == 422
    assert client.post(review, typed | {"found": "演练过了", "likelihood": 1}).status_code == 302
    assert client.post(reverse("campaigns:risks-close", args=["brook", risk.pk]), {"reason": "双线"}).status_code == 302
    risk.refresh_from_db()
    assert (risk.likelihood, risk.is_open) == (1, False)


def test_a_limit_is_typed_in_percent(browse, lead):
    shipped = Threshold.objects.get(metric__code="group.leave_rate", team=None)
    url = reverse("campaigns:risks-threshold", args=["brook", shipped.pk])

    browse(lead).post(url, {"value": "12.5", "days": "30", "is_active": "on"})

    assert f"{Threshold.objects.get(team=lead.team).value:.3f}" == "0.125"


class TestACampaignsRisks:
    @pytest.fixture
    def campaign(self, member):
        return make_item(member, "拼团", code="campaign")

    @staticmethod
    def panel(browse, reader, item) -> str:
        address = reverse("campaigns:items-beside", args=["brook", item.pk, "work"])
        return browse(reader).get(address).content.decode()

    def test_its_page_counts_them_and_leads_to_the_gravest(self, campaign, member, browse):
        slight, *_others, grave = (
            make_risk(member, title, item=campaign, likelihood=likely, impact=4)
            for title, likely in (("下雨", 1), ("缺货", 2), ("刷单", 3), ("宕机", 4))
        )
        make_risk(member, "别的事", likelihood=5, impact=5)
        page = self.panel(browse, member, campaign)

        assert "4 个未关闭" in page
        assert "1 个高" in page
        assert page.index("宕机") < page.index("刷单") < page.index("缺货")
        assert reverse("campaigns:risks-risk", args=["brook", grave.pk]) in page
        assert slight.title not in page
        assert "别的事" not in page
        everything = browse(member).get(reverse("campaigns:risks", args=["brook"]), {"item": campaign.pk})
        assert len(everything.context["page"].object_list) == 4

    def test_without_any_it_says_so_and_offers_to_register_one_about_it(self, campaign, member, auditor, browse):
        address = f"{reverse('campaigns:risks-add', args=['brook'])}?item={campaign.pk}"

        assert "还没有登记这项活动可能出的问题" in self.panel(browse, member, campaign)
        assert address in self.panel(browse, member, campaign)
        assert address not in self.panel(browse, auditor, campaign)
        assert browse(member).get(address).context["form"]["item"].value() == str(campaign.pk)

    def test_a_closed_one_is_counted_no_more(self, campaign, member, browse):
        risk = make_risk(member, item=campaign)
        risks.close(risk, by=member, at=timezone.now(), reason="办完了")

        assert risk.title not in self.panel(browse, member, campaign)
