"""The board: what stands where, and that putting a card elsewhere is the same as moving it on its page."""

import pytest
from django.urls import reverse

from campaigns import work_board
from campaigns.models import Item, Stage, Workflow
from campaigns.services import handovers, stages
from tests.campaigns.conftest import AT, go, moment, start, write

pytestmark = pytest.mark.django_db


def columns_of(team, *, at=AT, code="content"):
    workflow = Workflow.objects.current(team).get(code=code)
    return work_board.columns(Item.objects.filter(team=team), workflow, at=at)


def titles(team, **how) -> dict[str, list[str]]:
    return {one.code: [card.item.title for card in one.cards] for one in columns_of(team, **how) if one.count}


def card_of(team, item, **how):
    return next(card for one in columns_of(team, **how) for card in one.cards if card.item.pk == item.pk)


def post(client, item, **words):
    return client.post(reverse("campaigns:items-place", args=["brook", item.pk]), words)


def again(item) -> Item:
    return Item.objects.select_related("run__stage").get(pk=item.pk)


def test_open_items_of_one_workflow_stand_at_their_stages(article, planner, writer, lead, team):
    start(planner, title="选题一")
    start(planner, title="别的流程", code="finding")
    stages.drop(start(planner, title="放弃了"), by=planner, at=AT, reason="撞题")
    assert titles(team) == {"topic": ["选题一"], "first_review": ["护肤三步"]}
    assert [one.code for one in columns_of(team)][:3] == ["topic", "create", "first_review"]


def test_what_is_due_first_is_on_top_and_the_rest_is_counted(planner, team):
    for number in range(work_board.AT_FIRST + 3):
        start(planner, title=f"晚 {number}", at=moment("11:00"))
    start(planner, title="早", at=moment("09:30"))
    topic = columns_of(team)[0]
    assert topic.cards[0].item.title == "早"
    assert (len(topic.cards), topic.count, topic.more) == (work_board.AT_FIRST, work_board.AT_FIRST + 4, 4)


def with_a_version_without(team, code: str) -> Workflow:
    """The team's next version of the content workflow, without one of its stages."""
    old = Workflow.objects.current(team).get(code="content")
    new = Workflow.objects.create(team=team, code="content", kind="content", version=9, name="内容", name_en="Content")
    for stage in old.stages.exclude(code=code):
        Stage.objects.create(workflow=new, position=stage.position, code=stage.code, name=stage.name, role=stage.role)
    return new


def test_items_of_an_earlier_version_stand_at_the_stage_of_the_same_code(article, planner, team):
    old = start(planner, title="老版本")
    with_a_version_without(team, "first_review")
    found = columns_of(team)
    assert titles(team) == {"": ["护肤三步"], "topic": ["老版本"]}
    assert found[0].stage is None
    assert card_of(team, old).item.workflow.version == 1


@pytest.mark.parametrize(("at", "is_soon", "is_late"), [("10:30", False, False), ("17:00", True, False)])
def test_a_card_says_when_time_runs_out(at, is_soon, is_late, planner, team):
    item = start(planner, at=moment("09:00"))
    card = card_of(team, item, at=moment(at))
    assert (card.is_soon, card.is_late) == (is_soon, is_late)
    late = card_of(team, item, at=moment("12:00", "2026-11-24"))
    assert (late.is_soon, late.is_late) == (False, True)


def test_a_card_names_the_gravest_thing_that_holds_it_up(article, other_planner, writer, team):
    assert "内容策划" in card_of(team, article).held_up
    topic = article.workflow.stages.get(code="topic")
    stages.send_back(article, to=topic, by=other_planner, at=AT, reason="太宽")
    assert card_of(team, article).held_up.endswith("太宽")
    handovers.tick(again(article), by=other_planner, at=AT)
    stages.move(again(article), by=other_planner, at=AT)
    assert card_of(team, article).held_up == ""


def test_what_nobody_has_taken_on_says_so(planner, team):
    item = start(planner)
    handovers.tick(item, by=planner, at=AT)
    stages.move(item, by=planner, at=AT)
    assert card_of(team, item).held_up == "还没有人领"


def test_onto_the_next_column_is_moving_on(planner, browse):
    item = start(planner)
    handovers.tick(item, by=planner, at=AT)
    response = post(browse(planner), item, where="create", seen=item.run_id)
    assert (response.status_code, again(item).now.stage.code) == (200, "create")
    assert "创作" in response.content.decode()


REFUSED = {
    "not handed over": ("planner", "create", {}, "还没交付"),
    "a stage too far": ("planner", "revise", {}, "要一个环节一个环节地走"),
    "backwards without a reason": ("writer", "topic", {"at": "create"}, "退回"),
    "a stage that isn't there": ("planner", "nowhere", {}, "旧版本"),
    "no hand in it": ("minder", "create", {"ticked": True}, "planner"),
    "done too early": ("planner", "done", {"ticked": True}, "旧版本"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_card_stays_and_says_why(case, planner, writer, minder, browse, request):
    name, where, how, words = REFUSED[case]
    item = start(planner)
    if "at" in how:
        item = go(item, how["at"], by=planner)
    if how.get("ticked"):
        handovers.tick(item, by=planner, at=AT)
    response = post(browse(request.getfixturevalue(name)), item, where=where)
    assert response.status_code == 409
    assert words.lower() in response.content.decode().lower()
    assert again(item).run_id == item.run_id


def test_a_gate_isnt_passed_by_dragging(article, other_planner, browse):
    response = post(browse(other_planner), article, where="revise")
    assert (response.status_code, again(article).now.stage.code) == (409, "first_review")


def test_who_drags_second_is_told_who_was_first(planner, lead, browse):
    item = start(planner)
    seen = item.run_id
    handovers.tick(item, by=planner, at=AT)
    stages.move(item, by=planner, at=AT)
    response = post(browse(lead), item, where="first_review", seen=seen)
    assert response.status_code == 409
    assert "Planner" in response.content.decode()


def test_backwards_with_a_reason_is_sending_back(article, other_planner, browse):
    response = post(browse(other_planner), article, where="create", reason="缺配图")
    assert (response.status_code, again(article).now.stage.code) == (200, "create")


def test_the_last_stage_is_left_by_finishing(lead, browse, team):
    item = go(start(lead, code="customer"), "follow_up", by=lead)
    handovers.tick(item, by=lead, at=AT)
    response = post(browse(lead), item, where="done")
    assert (response.status_code, again(item).state) == (200, Item.State.DONE)


def test_the_page_shares_the_lists_filters(planner, writer, browse):
    mine, theirs = start(planner, title="我的"), start(writer, title="别人的")
    write(theirs, by=writer)
    address = reverse("campaigns:board", args=["brook"])
    shown = browse(planner).get(address, {"workflow": "content", "assignee": planner.pk, "q": mine.code})
    assert [card.item.title for one in shown.context["columns"] for card in one.cards] == ["我的"]
    assert browse(planner).get(address, {"workflow": "no such"}).status_code == 200


def test_a_phone_shows_the_column_asked_for_else_the_first_with_something(article, planner, browse):
    address = reverse("campaigns:board", args=["brook"])
    assert browse(planner).get(address).context["shown"].code == "first_review"
    assert browse(planner).get(address, {"at": "publish"}).context["shown"].code == "publish"


def test_who_may_only_look_gets_no_grips(article, auditor, browse):
    page = browse(auditor).get(reverse("campaigns:board", args=["brook"])).content.decode()
    assert "data-kanban" not in page
    assert "data-place" not in page
