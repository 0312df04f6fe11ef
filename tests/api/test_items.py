"""Items over REST: read as their pages show them, moved by the same services, refused with the same sentences."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from campaigns.models import CampaignDay, Item
from campaigns.services import handovers, stages, texts
from tests.building import hold, make_budget, make_item, make_risk

pytestmark = pytest.mark.django_db

ITEMS = "/api/v1/items/"


def of(item: Item, act: str = "") -> str:
    return f"{ITEMS}{item.pk}/{act}/" if act else f"{ITEMS}{item.pk}/"


@pytest.fixture
def planner(member):
    hold(member, "content_planner")
    return member


@pytest.fixture
def reviewer(other_member):
    hold(other_member, "content_planner")
    return other_member


@pytest.fixture
def article(planner, reviewer, lead, account) -> Item:
    """An article that the lead wrote; it waits for its first review."""
    item = make_item(planner, "护肤三步", channel=account)
    texts.write(item, by=lead, at=timezone.now(), title=item.title, body="先停，再修，后养。")
    for _stage in range(2):
        handovers.tick(item, by=lead, at=timezone.now())
        item = stages.move(item, by=lead, at=timezone.now())
    return item


def test_the_list_is_cut_down_and_sorted_as_on_its_page(program, planner, article):
    late = make_item(planner, "换季泛红", due_on=date(2026, 1, 5))
    make_item(planner, "双十一拼团", code="campaign")

    def found(**query) -> list[str]:
        answer = program(planner).get(ITEMS, query)
        assert answer.status_code == 200
        return [row["title"] for row in answer.json()["results"]]

    assert found(ordering="title") == ["双十一拼团", "护肤三步", "换季泛红"]
    assert found(kind="content", ordering="number") == ["护肤三步", "换季泛红"]
    assert found(stage="first_review") == ["护肤三步"]
    assert found(due="late") == ["换季泛红"]
    assert found(q=late.code) == ["换季泛红"]
    assert found(state="done") == []


def test_a_row_says_where_it_stands(program, planner, article):
    row = program(planner).get(ITEMS).json()["results"][0]

    assert (row["team"], row["code"], row["workflow"], row["stage"]) == (
        "brook", "C-0001", "content", "first_review",
    )  # fmt: skip
    assert (row["owner"], row["owner_name"], row["is_late"]) == (planner.pk, "Member", False)
    assert row["stage_due_at"] > row["stage_entered_at"]


def test_an_item_tells_its_texts_approvals_and_all_that_happened(program, planner, reviewer, lead, article):
    texts.credit(article, [texts.Part(lead, "text", Decimal(100))], by=lead, at=timezone.now())
    texts.comment(article, by=lead, at=timezone.now(), text="标题短一点")

    told = program(reviewer).get(of(article)).json()

    assert told["text"]["body"] == "先停，再修，后养。"
    assert [version["number"] for version in told["versions"]] == [1]
    assert [run["stage"] for run in told["runs"]] == ["topic", "create", "first_review"]
    assert [run["outcome"] for run in told["runs"]] == ["moved", "moved", ""]
    assert told["credits"] == [{"member": lead.pk, "member_name": "Lead", "part": "text", "share": "100.00"}]
    assert [remark["text"] for remark in told["remarks"]] == ["标题短一点"]
    assert [fact["kind"] for fact in told["facts"]] == ["started", "written", "moved", "moved", "credited"]
    assert told["particulars"]["format"] == "article"
    assert told["standing"]["gates"][0]["deciders"] == [planner.pk, reviewer.pk]
    assert {"approve", "decline", "send-back"} <= set(told["standing"]["may"])
    assert "move" not in told["standing"]["may"]


def test_a_version_is_read_by_its_number(program, planner, article):
    assert program(planner).get(of(article, "versions/1")).json()["body"] == "先停，再修，后养。"
    assert program(planner).get(of(article, "versions/2")).status_code == 404


def test_work_is_begun_with_its_particulars(program, planner, account):
    asked = {
        "workflow": "content", "title": "换季泛红", "due_on": "2026-12-01",
        "particulars": {"channel": account.pk, "format": "poster", "planned_at": "2026-12-01T18:00"},
    }  # fmt: skip

    made = program(planner).post(ITEMS, asked)

    assert made.status_code == 201
    item = Item.objects.get()
    assert (item.title, item.owner, item.due_on) == ("换季泛红", planner, date(2026, 12, 1))
    assert (item.content.format, item.content.channel, item.content.is_original) == ("poster", account, True)
    assert made.json()["particulars"]["planned_at"] == "2026-12-01T18:00:00+08:00"


def test_a_campaign_is_begun_and_planned_anew(program, planner):
    plan = {"targets": {"biz.revenue": "15000"}, "budget": "22000", "starts_on": "2026-12-01", "ends_on": "2026-12-31"}
    client = program(planner)
    made = client.post(ITEMS, {"workflow": "campaign", "title": "拼团", "particulars": plan}).json()

    changed = client.patch(f"{ITEMS}{made['id']}/", {"particulars": {"budget": "30000"}})

    detail = Item.objects.get().campaign
    assert (detail.targets, detail.budget, f"{detail.ends_on}") == ({"biz.revenue": "15000"}, 30000, "2026-12-31")
    assert changed.json()["money"]["planned"] == "30000.00"
    rates = {"shop.repurchase_rate": "0.125", "biz.cac": "≤80"}  # a rate is a fraction of 1 here, as it is stored
    kept = client.patch(f"{ITEMS}{made['id']}/", {"particulars": {"targets": rates}})
    assert kept.json()["particulars"]["targets"] == rates
    gone = client.patch(f"{ITEMS}{made['id']}/", {"particulars": {"targets": {}}})
    assert gone.json()["particulars"]["targets"] == {}


@pytest.mark.parametrize(
    ("particulars", "named"),
    [
        ({"format": "novel"}, "format"),
        ({"length": 5}, "length"),
        ({"planned_at": "soon"}, "planned_at"),
        ({"channel": 99_999}, "channel"),
    ],
)
def test_particulars_that_make_no_sense_are_named(program, planner, particulars, named):
    answer = program(planner).post(ITEMS, {"workflow": "content", "title": "护肤", "particulars": particulars})

    assert (answer.status_code, Item.objects.count()) == (400, 0)
    assert list(answer.json()["particulars"]) == [named]


@pytest.mark.parametrize("targets", [["biz.revenue"], {f"m{n}": 1 for n in range(4)}, {"biz.nothing": 3}])
def test_targets_that_make_no_sense_are_refused(program, planner, targets):
    asked = {"workflow": "campaign", "title": "拼团", "particulars": {"targets": targets}}

    answer = program(planner).post(ITEMS, asked)

    assert (answer.status_code, Item.objects.count()) == (400, 0)


def test_another_workflow_or_owner_is_refused(program, planner, outsider):
    client = program(planner)

    unknown = client.post(ITEMS, {"workflow": "sculpture", "title": "护肤"})
    foreign = client.post(ITEMS, {"workflow": "content", "title": "护肤", "owner": outsider.pk})

    assert (unknown.status_code, list(unknown.json())) == (400, ["workflow"])
    assert (foreign.status_code, Item.objects.count()) == (409, 0)


def test_the_title_of_a_text_is_changed_with_the_text(program, planner, article):
    answer = program(planner).patch(of(article), {"title": "另一个"})

    assert (answer.status_code, list(answer.json())) == (400, ["title"])
    assert Item.objects.get().title == "护肤三步"


def test_an_article_goes_its_way_by_two_programs(program, planner, reviewer, lead, article):
    by_reviewer, by_lead = program(reviewer), program(lead)
    standing = by_reviewer.get(of(article)).json()["standing"]

    refused = by_lead.post(of(article, "approve"), {"read": standing["read"]})
    assert refused.status_code == 409
    assert "You wrote, edited or are credited" in refused.json()["detail"]
    approved = by_reviewer.post(of(article, "approve"), {"seen": standing["seen"], "read": standing["read"]}).json()
    assert (approved["stage"], approved["approvals"][0]["decision"]) == ("revise", "approved")

    early = by_lead.post(of(article, "move"))
    assert (early.status_code, early.json()["detail"][:20]) == (409, "Not handed over yet:")
    ticked = by_lead.post(of(article, "tick")).json()
    assert [line["is_ticked"] for line in ticked["standing"]["handovers"]] == [True]
    assert by_lead.post(of(article, "move")).json()["stage"] == "compliance"
    back = by_lead.post(of(article, "send-back"), {"to": "create", "reason": "封面换了"}).json()
    assert (back["stage"], back["runs"][-2]["outcome"], back["runs"][-2]["comment"]) == (
        "create", "sent_back", "封面换了",
    )  # fmt: skip


def test_who_decides_about_another_text_than_there_is_is_told(program, reviewer, lead, article):
    read = program(reviewer).get(of(article)).json()["standing"]["read"]
    written = program(lead).post(of(article, "versions"), {"body": "先停，再养。", "base": 1})
    assert (written.status_code, written.json()["text"]["number"]) == (201, 2)

    answer = program(reviewer).post(of(article, "approve"), {"read": read})

    assert (answer.status_code, answer.json()["detail"][:30]) == (409, "It was edited since you read i")
    assert Item.objects.get().now.stage.code == "first_review"


def test_who_moves_what_has_moved_on_is_told(program, planner, reviewer, article):
    seen = program(planner).get(of(article)).json()["standing"]["seen"]
    program(reviewer).post(of(article, "decline"), {"reason": "开头太长"})

    answer = program(planner).post(of(article, "move"), {"seen": seen})

    assert answer.status_code == 409
    assert "nothing of yours was done" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("act", "asked", "named"),
    [
        ("send-back", {"to": "moon", "reason": "重写"}, "to"),
        ("send-back", {"to": "topic"}, "reason"),
        ("approve", {"gate": 99_999}, "gate"),
        ("reassign", {"to": 99_999}, "to"),
        ("publish", {"channel": 99_999, "published_at": "2026-11-01T10:00"}, "channel"),
        ("versions", {"title": ""}, "title"),
        ("credits", {"credits": []}, "credits"),
    ],
)
def test_what_makes_no_sense_is_named(program, reviewer, article, act, asked, named):
    answer = program(reviewer).post(of(article, act), asked)

    assert (answer.status_code, list(answer.json())) == (400, [named])


def test_words_are_found_and_waived_by_compliance_alone(program, planner, lead, auditor, other_manager, article):
    hold(other_manager, "compliance_specialist")
    texts.write(article, by=lead, at=timezone.now(), title=article.title, body="这是全网最佳。")
    found = program(planner).get(of(article, "words")).json()
    asked = {"key": found[0]["key"], "reason": "原话", "evidence": "报告.pdf", "until_on": f"{timezone.localdate()}"}

    assert (found[0]["blocks"], found[0]["passage"]) == (True, "这是全网最佳")
    assert program(planner).post(of(article, "waive"), asked).status_code == 409
    assert program(auditor).post(of(article, "waive"), asked).status_code == 403
    assert program(other_manager).post(of(article, "waive"), asked).status_code == 200
    after = program(planner).get(of(article, "words")).json()
    assert (after[0]["blocks"], after[0]["waived_until"]) == (False, f"{timezone.localdate()}")


def test_a_request_says_when_it_was_answered(program, planner):
    item = make_item(planner, "查一下小程序", code="request")

    stopped = program(planner).post(of(item, "clocks/respond"), {"happened_at": timezone.now().isoformat()}).json()

    clocks = {clock["kind"]: clock for clock in stopped["clocks"]}
    assert (clocks["respond"]["is_in_time"], clocks["deliver"]["stopped_at"]) == (True, None)
    assert program(planner).post(of(item, "clocks/recover"), {"happened_at": "2026-01-01"}).status_code == 409


def test_the_money_risks_and_course_of_a_campaign_are_read(program, lead):
    line = make_budget(lead)
    campaign = make_item(lead, "双十一拼团", code="campaign", budget=100)
    words = {"day": date(2026, 11, 2), "what_for": "奖品", "by": lead, "at": timezone.now()}
    line.entries.create(kind="commitment", amount=30, item=campaign, **words)
    line.entries.create(amount=50, item=campaign, **words)
    line.entries.create(amount=7, **words)
    make_risk(lead, item=campaign)
    make_risk(lead, "竞品降价", closed_at=timezone.now(), closed_by=lead)
    CampaignDay.objects.create(item=campaign, day=date(2026, 11, 2), planned=10, progress=4, colour="yellow")
    client = program(lead)

    assert client.get(of(campaign)).json()["money"] == {
        "planned": "100.00", "committed": "30.00", "spent": "50.00", "left": "20.00", "percent": "80.00",
    }  # fmt: skip
    entries = client.get("/api/v1/budget-entries/", {"item": campaign.pk}).json()
    assert [row["amount"] for row in entries["results"]] == ["50.00", "30.00"]
    budget = client.get("/api/v1/budgets/").json()["results"][0]
    assert (budget["quarter"], budget["name"]) == ("2026-10-01", "2026-Q4")
    lines = client.get(f"/api/v1/budgets/{budget['id']}/").json()["lines"]
    assert [(row["name"], row["money"]["spent"]) for row in lines] == [("活动", "57.00")]
    risks = client.get("/api/v1/risks/", {"item": campaign.pk}).json()["results"]
    assert [(row["title"], row["score"]) for row in risks] == [("群主号被限制", 12)]
    assert client.get("/api/v1/risks/", {"open": "false"}).json()["count"] == 1
    assert client.get(of(campaign, "course")).json()[0]["gap"] == "6.00"


def test_other_teams_work_is_not_found(program, outsider, article, other_team):
    client = program(outsider)

    assert client.get(ITEMS).json()["count"] == 0
    assert client.get(of(article)).status_code == 404
    assert client.post(of(article, "move")).status_code == 404
