"""The words of an item: what holds it up at compliance and after it, what doesn't, and when legal is asked."""

import pytest

from campaigns import mine
from campaigns.services import approvals, publishing, stages, texts
from teamops.lib.exceptions import NotAllowedNow
from tests.building import make_channel
from tests.campaigns.conftest import AT, go, make_holder, start
from tests.campaigns.words.conftest import fresh, publish_list, waive, words_of

EVASIONS = ["全网最佳", "全网最 佳", "全网最·佳", "全网最\u200b佳", "國家級的霜", "第一品牌", "ＮＯ．１ 的霜"]
ALLOWED = ["请第一时间告诉我们", "我们说了三遍", "普通的一句话"]


@pytest.mark.parametrize("text", EVASIONS)
def test_a_disguised_word_holds_the_item_up(text, at_compliance, minder):
    item = at_compliance(f"先停。{text}。后养。")
    with pytest.raises(NotAllowedNow, match="禁用词"):
        approvals.approve(item, by=minder, at=AT)


@pytest.mark.parametrize("text", ALLOWED)
def test_an_allowed_phrase_does_not(text, at_compliance, minder):
    item = at_compliance(f"先停。{text}。后养。")
    approvals.approve(item, by=minder, at=AT)
    assert fresh(item).now.stage.code == "schedule"


def test_a_warning_does_not_hold_it_up(at_compliance, minder):
    item = at_compliance("也可以转发给朋友。")
    assert words_of(item).found
    approvals.approve(item, by=minder, at=AT)
    assert fresh(item).now.stage.code == "schedule"


@pytest.mark.parametrize("field", ["title", "digest", "image_texts"])
def test_every_part_of_the_text_is_looked_at(field, at_compliance, minder):
    item = at_compliance("先停。", **{field: "全网最佳"})
    assert [one.mark.field for one in words_of(item).blocking] == [field]
    with pytest.raises(NotAllowedNow, match="「最佳」"):
        approvals.approve(item, by=minder, at=AT)


def test_a_remark_that_quotes_a_word_holds_nothing_up(at_compliance, minder, browse):
    item = at_compliance("先停。")
    texts.comment(item, by=minder, at=AT, text="别再写全网最佳")
    assert "评论里也有" in browse(minder).get(f"/t/brook/items/{item.pk}/beside/trail/").text
    approvals.approve(item, by=minder, at=AT)


def test_an_edit_clears_it_without_anything_left_behind(at_compliance, minder, writer):
    item = at_compliance()
    texts.write(item, by=writer, at=AT, title=item.title, body="先停，再修。")
    approvals.approve(fresh(item), by=minder, at=AT)
    assert fresh(item).now.stage.code == "schedule"


def test_legal_is_asked_where_the_list_asks_and_only_there(at_compliance, team, lead, minder):
    lawyer = make_holder(team, "lawyer", "legal_reviewer")
    item = at_compliance("先停。比竹林温和。")
    publish_list(team, "竹林", severity="warn", asks_legal=True, by=lead)
    approvals.approve(item, by=minder, at=AT)
    assert fresh(item).now.stage.code == "compliance"
    approvals.approve(fresh(item), by=lawyer, at=AT)
    assert fresh(item).now.stage.code == "schedule"


def test_it_waits_among_the_work_of_legal_where_the_newest_text_asks_for_that(at_compliance, team, lead, writer):
    lawyer = make_holder(team, "lawyer", "legal_reviewer")
    item = at_compliance("先停。比竹林温和。")
    assert mine.of_member(lawyer, at=AT).to_approve == []
    publish_list(team, "竹林", severity="warn", asks_legal=True, by=lead)
    assert mine.of_member(lawyer, at=AT).to_approve == [item]

    texts.write(item, by=writer, at=AT, title=item.title, body="先停。比清水温和。")
    assert mine.of_member(lawyer, at=AT).to_approve == []


def test_a_waiver_of_compliance_does_not_spare_legal(at_compliance, team, lead, minder):
    make_holder(team, "lawyer", "legal_reviewer")
    item = at_compliance("先停。比竹林温和。")
    publish_list(team, "竹林", asks_legal=True, by=lead)
    waive(item, by=minder)
    approvals.approve(fresh(item), by=minder, at=AT)
    assert fresh(item).now.stage.code == "compliance"


def test_a_word_forbidden_after_the_yes_keeps_the_item_from_going_out(approved, team, lead, planner):
    publish_list(team, "再修", by=lead)
    item = fresh(approved)
    with pytest.raises(NotAllowedNow, match="再修"):
        go(item, "publish", by=planner)
    with pytest.raises(NotAllowedNow, match="再修"):
        publishing.publish(item, by=planner, at=AT, published_at=AT, channel=make_channel(team))


def test_what_is_out_already_goes_on(approved, team, lead, planner):
    item = go(fresh(approved), "publish", by=planner)
    publishing.publish(item, by=planner, at=AT, published_at=AT, channel=make_channel(team))
    publish_list(team, "再修", by=lead)
    item = fresh(item)
    assert not [reason for reason in stages.against_moving(item, at=AT) if "禁用词" in reason]


def test_work_without_a_compliance_review_is_not_held_up(planner, lead):
    item = start(planner, code="finding", title="全网最佳")
    assert words_of(item).blocking
    assert not [reason for reason in stages.against_moving(item, at=AT) if "禁用词" in reason]


def test_the_page_lists_the_words_with_rule_and_suggestion(at_compliance, minder, writer, browse):
    item = at_compliance()
    page, minders = (browse(one).get(f"/t/brook/items/{item.pk}/").content.decode() for one in (writer, minder))
    found = words_of(item).blocking[0]
    mark = found.mark
    assert mark.written in page
    assert mark.entry.rule in page
    assert "合规专员" in page
    assert [f"/waive/{found.key}/" in one for one in (page, minders)] == [False, True]
