"""Reviews of campaigns, and the lessons that come back."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.urls import reverse

from campaigns import lessons
from campaigns.models import Item, Lesson, Review
from campaigns.services import handovers, reviews, stages
from campaigns.services.reviews import Said
from meetings.models import Action
from teamops.lib.exceptions import NotAllowedNow
from tests.building import make_budget, put
from tests.campaigns.conftest import go, moment, start
from tests.campaigns.money import spend
from tests.campaigns.test_courses import START, campaign, chief, planner  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
AT = moment("10:00", "2026-11-20")
WHOLE = {"keep": "提前一天建群", "change": "券要设总数", "action": "写成拼团手册"}


@pytest.fixture
def at_review(campaign, planner) -> Item:  # noqa: F811 - fixtures
    return go(Item.objects.get(pk=campaign.pk), "review", by=planner, at=AT)


def said(owner, **fields) -> Said:
    fields = WHOLE | {"action_owner": owner, "action_due_on": date(2026, 11, 27)} | fields
    return Said(**fields)


@pytest.mark.parametrize(
    ("left_out", "words"), [("keep", "保留什么"), ("change", "改什么"), ("action", "行动"), ("everything", "保留什么")]
)
def test_a_campaign_is_not_closed_before_all_three_are_there(at_review, planner, left_out, words):  # noqa: F811
    handovers.tick(at_review, by=planner, at=AT)
    if left_out != "everything":
        reviews.write(at_review, said(planner, **{left_out: " "}), by=planner, at=AT)

    with pytest.raises(NotAllowedNow, match=words):
        stages.move(at_review, by=planner, at=AT)
    reviews.write(at_review, said(planner), by=planner, at=AT)
    assert not stages.move(at_review, by=planner, at=AT).is_open


def test_an_action_has_an_owner_of_the_team_and_a_day_to_come(at_review, planner, outsider):  # noqa: F811
    for fields, words in (
        ({"action_owner": None}, "谁来做"),
        ({"action_due_on": None}, "谁来做"),
        ({"action_owner": outsider}, "不能"),
        ({"action_due_on": date(2026, 11, 19)}, "已过"),
    ):
        with pytest.raises(NotAllowedNow, match=words):
            reviews.write(at_review, said(planner, **fields), by=planner, at=AT)
    assert not Review.objects.exists()


def test_closing_keeps_the_numbers_gives_the_action_and_teaches(at_review, planner, manager):  # noqa: F811
    put(at_review.subject, "biz.participants", {START: 800})
    spend(make_budget(manager), D("4200.50"), by=planner, item=at_review, day=date(2026, 11, 10), at=AT)
    reviews.write(at_review, said(planner), by=planner, at=AT)
    handovers.tick(at_review, by=planner, at=AT)
    stages.move(at_review, by=planner, at=AT)

    kept = Review.objects.get().numbers
    assert kept["targets"] == [["biz.participants", "1000", "800.000000"]]
    assert kept["budget"] == ["5000.00", "4200.50"]
    action = Action.objects.get()
    assert (action.text, action.owner, action.due_on) == ("写成拼团手册", planner, date(2026, 11, 27))
    assert sorted(Lesson.objects.values_list("side", "text")) == [("change", "券要设总数"), ("keep", "提前一天建群")]


def taught(by, title, *, code="campaign", topics="", text="提前一天建群", **fields) -> Lesson:
    item = start(by, code=code, title=title, **fields)
    return reviews.teach(text, by=by, at=AT, kind=item.kind, topics=topics, item=item)


@pytest.mark.parametrize(
    ("title", "variety", "comes_back"),
    [
        ("双十二拼团", "lottery", True),  # a topic word
        ("年终盛典", "group_buying", True),  # the same kind of campaign
        ("双十一返场", "lottery", True),  # neighbouring characters of the other title
        ("年终盛典", "lottery", False),
        ("2026", "", False),
    ],
)
def test_lessons_of_something_similar_come_back(team, member, title, variety, comes_back):
    lesson = taught(member, "2026 双十一会场", topics="拼团，秒杀", kind="group_buying")

    found = lessons.similar(team, "campaign", title, variety=variety)

    assert found == ([lesson] if comes_back else [])


def test_lessons_of_another_kind_or_team_do_not_come_back(team, other_team, member):
    taught(member, "双十一拼团", code="content", topics="拼团")

    assert lessons.similar(team, "campaign", "双十二拼团") == []
    assert lessons.similar(other_team, "content", "双十二拼团") == []
    assert len(lessons.similar(team, "content", "双十二拼团")) == 1


def test_what_an_item_taught_itself_is_no_news_to_it(member):
    lesson = taught(member, "双十一拼团", topics="拼团")

    assert lessons.of_item(lesson.item) == []


def test_the_page_of_a_review_is_filled_in_and_saves_unfinished(browse, at_review, planner):  # noqa: F811
    put(at_review.subject, "biz.participants", {START: 800})
    client, url = browse(planner), reverse("campaigns:items-review", args=["brook", at_review.pk])

    page = client.get(url).text
    assert "80%" in page
    assert "复盘还缺" in page
    assert client.post(url, {"keep": "提前建群"}).status_code == 302
    assert client.post(url, {"keep": "提前建群", "action": "写手册"}).status_code == 409


def test_lessons_are_searched_and_offered_to_what_starts(browse, member):
    taught(member, "双十一拼团", topics="拼团")
    client = browse(member)

    assert "提前一天建群" in client.get(reverse("campaigns:lessons", args=["brook"]), {"q": "拼团"}).text
    assert "提前一天建群" not in client.get(reverse("campaigns:lessons", args=["brook"]), {"q": "直播"}).text
    similar = client.get(
        reverse("campaigns:lessons-similar", args=["brook"]), {"kind": "campaign", "title": "双旦拼团"}
    )
    assert "提前一天建群" in similar.text


def test_the_item_page_shows_how_a_campaign_runs_and_takes_notes(browse, campaign, planner, manager):  # noqa: F811
    client, address = browse(planner), reverse("campaigns:items-beside", args=["brook", campaign.pk, "run"])

    page = client.get(address).text
    assert "运行中" in page
    url = reverse("campaigns:items-day", args=["brook", campaign.pk])
    client.post(url, {"day": "2026-11-02", "text": "开团顺利", "so-far-biz.participants": "120"})
    page = client.get(address).text
    assert "开团顺利" in page
    assert "120" in page


@pytest.mark.parametrize(
    ("day", "status"), [("2026-13-02", 422), ("2027-03-01", 409)], ids=["no such day", "not a day of the campaign"]
)
def test_a_note_that_is_refused_stands_in_its_form(browse, campaign, planner, day, status):  # noqa: F811
    url = reverse("campaigns:items-day", args=["brook", campaign.pk])

    answer = browse(planner).post(url, {"day": day, "text": "奖品晚到一天", "so-far-biz.participants": "120"})

    assert answer.status_code == status
    [panel] = [one for one in answer.context["panels"]["wide"] if one.template == "campaigns/_run.html"]
    assert panel.words["note_form"]["text"].value() == "奖品晚到一天"
    assert "奖品晚到一天" in answer.text
    assert not campaign.daily_notes.exists()


def test_a_resource_that_cant_be_asked_for_stands_in_its_form(browse, campaign, planner):  # noqa: F811
    url = reverse("campaigns:items-ask", args=["brook", campaign.pk])

    answer = browse(planner).post(url, {"what": "直播间两名助理", "kind": "people", "needed_by": "gestern"})

    assert answer.status_code == 422
    assert 'value="直播间两名助理"' in answer.text
    assert not campaign.resources.exists()
