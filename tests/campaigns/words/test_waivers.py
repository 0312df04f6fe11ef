"""Waivers: who may give them, for what they hold, when they end."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from campaigns.models import Credit, Fact, Waiver
from campaigns.services import approvals, rechecking, texts, waivers
from campaigns.services.texts import Part
from notices.models import Notice
from roles.models import Leave
from teamops.lib.exceptions import NotAllowedNow
from tests.building import hold
from tests.campaigns.conftest import AT, make_holder
from tests.campaigns.words.conftest import BODY, fresh, publish_list, today, waive, words_of


def test_a_waived_word_holds_nothing_up_and_stands_on_record(at_compliance, minder, planner):
    item = at_compliance()
    waiver = waive(item, by=minder)
    approvals.approve(fresh(item), by=minder, at=AT)
    assert fresh(item).now.stage.code == "schedule"
    assert waiver.passage == "这是全网最佳的修护霜"
    fact = Fact.objects.get(item=item, kind=Fact.Kind.WAIVED)
    assert (fact.by, fact.text, fact.particulars["evidence"]) == (minder, "第三方评测的原话", "评测报告.pdf")
    assert Notice.objects.filter(member=planner, kind=Notice.Kind.ITEM_WAIVED).exists()


@pytest.mark.parametrize(
    ("body", "holds"),
    [
        (BODY + "多写一句。", True),
        ("换了开头。这是全网最佳的修护霜！", True),
        ("先停，再修。这是全网最佳的面霜！明天见。", False),
        ("先停，再修。这是全网最 佳的修护霜！", False),
        (BODY + "也是全网最佳的面霜。", False),
    ],
)
def test_it_holds_while_the_same_passage_stands(body, holds, at_compliance, minder, writer):
    item = at_compliance()
    waive(item, by=minder)
    texts.write(fresh(item), by=writer, at=AT, title=item.title, body=body)
    assert (not words_of(item).blocking) is holds


def test_it_holds_for_its_part_of_the_text_alone(at_compliance, minder, writer):
    item = at_compliance()
    waive(item, by=minder)
    texts.write(fresh(item), by=writer, at=AT, title="这是全网最佳的修护霜", body=BODY)
    assert [one.mark.field for one in words_of(item).blocking] == ["title"]


@pytest.fixture
def cast(team, writer, planner, minder, owner, lead, manager, member, auditor, outsider, article):
    """Each who tries, by what they are to the article."""
    edited = make_holder(team, "edited", "compliance_specialist")
    credited = make_holder(team, "credited", "compliance_specialist")
    superuser = make_holder(team, "superuser", "copywriter")
    superuser.person.is_superuser = True
    return {
        "author": writer, "editor": edited, "credited": credited, "owner": owner,
        "lead": lead, "manager": manager, "member": member, "auditor": auditor, "outsider": outsider,
        "superuser": superuser, "compliance": minder, "who answers for it": planner,
    }  # fmt: skip


@pytest.mark.parametrize(
    "who",
    ["author", "editor", "credited", "owner", "manager", "member", "auditor", "outsider",
     "superuser", "who answers for it"],
)  # fmt: skip
def test_nobody_else_waives(who, cast, at_compliance, writer):
    hold(writer, "compliance_specialist")
    item = at_compliance()
    texts.write(fresh(item), by=cast["editor"], at=AT, title=item.title, body=BODY + "。")
    shares = [Part(cast["credited"], Credit.Part.TEXT, Decimal(60)), Part(writer, Credit.Part.TOPIC, Decimal(40))]
    texts.credit(fresh(item), shares, by=writer, at=AT)
    with pytest.raises(NotAllowedNow):
        waive(fresh(item), by=cast[who])
    assert not Waiver.objects.exists()
    waive(fresh(item), by=cast["compliance"])


AWAY = {"from_on": date(2026, 11, 1), "until_on": date(2027, 11, 1)}


def test_a_deputy_who_wrote_it_does_not_waive_a_lead_does(at_compliance, minder, writer, lead):
    Leave.objects.create(member=minder, deputy=writer, **AWAY)
    item = at_compliance()
    with pytest.raises(NotAllowedNow):
        waive(item, by=writer)
    assert waive(item, by=lead).by == lead


def test_a_deputy_of_who_is_away_waives(at_compliance, minder, member):
    Leave.objects.create(member=minder, deputy=member, **AWAY)
    item = at_compliance()
    with pytest.raises(NotAllowedNow):
        waive(item, by=minder)
    assert waive(item, by=member).by == member


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"reason": " "}, "为什么"),
        ({"evidence": ""}, "证据"),
        ({"until_on": date(2020, 1, 1)}, "今天"),
        ({"until_on": date(2099, 1, 1)}, "一年"),
    ],
)
def test_without_grounds_nothing_is_waived(fields, says, at_compliance, minder):
    item = at_compliance()
    with pytest.raises(NotAllowedNow, match=says):
        waive(item, by=minder, **fields)
    assert not Waiver.objects.exists()


def test_a_warning_is_not_waived_and_nothing_twice(at_compliance, minder):
    item = at_compliance("这是全网最佳。也可以转发给朋友。")
    waive(item, by=minder)
    said = {one.mark.entry.blocks: one.key for one in words_of(item).found}
    for key, words in ((said[True], "已经豁免"), (said[False], "不用豁免"), ("0" * 16, "不在那里")):
        with pytest.raises(NotAllowedNow, match=words):
            waivers.waive(item, key=key, grounds=_grounds(), by=minder, at=timezone.now())


def _grounds():
    return waivers.Grounds("原话", "报告.pdf", today())


def test_it_is_over_after_its_last_day(at_compliance, minder, planner):
    item = at_compliance()
    waive(item, by=minder, until_on=today())
    approvals.approve(fresh(item), by=minder, at=AT)
    assert not words_of(item).blocking
    tomorrow = timezone.now() + timedelta(days=1)
    assert words_of(item, on=today() + timedelta(days=1)).blocking
    with time_machine.travel(tomorrow, tick=False):
        assert [one.pk for one in rechecking.look_again(item.team, at=tomorrow)] == [item.pk]
        assert rechecking.look_again(item.team, at=tomorrow) == []
    blocked = Notice.objects.filter(kind=Notice.Kind.ITEM_BLOCKED)
    assert {notice.member for notice in blocked} >= {planner, minder}


def test_taken_back_the_word_counts_again_and_is_told_of_again(at_compliance, minder, planner):
    item = at_compliance()
    waiver = waive(item, by=minder)
    approvals.approve(fresh(item), by=minder, at=AT)
    waivers.take_back(waiver, by=minder, at=timezone.now())
    assert words_of(item).blocking
    assert Notice.objects.filter(member=planner, kind=Notice.Kind.ITEM_BLOCKED).count() == 1
    waiver = waive(fresh(item), by=minder)
    waivers.take_back(waiver, by=minder, at=timezone.now())
    assert Notice.objects.filter(member=planner, kind=Notice.Kind.ITEM_BLOCKED).count() == 2
    with pytest.raises(NotAllowedNow, match="收回"):
        waivers.take_back(waiver, by=minder, at=timezone.now())


def test_who_may_not_waive_may_not_take_back(at_compliance, minder, lead):
    waiver = waive(at_compliance(), by=minder)
    with pytest.raises(NotAllowedNow):
        waivers.take_back(waiver, by=lead, at=timezone.now())


def test_a_new_list_is_held_against_what_compliance_let_through(approved, team, lead, planner, minder):
    publish_list(team, "再修", by=lead)
    assert Fact.objects.get(item=approved, kind=Fact.Kind.BLOCKED).text == "「再修」"
    told = set(Notice.objects.filter(kind=Notice.Kind.ITEM_BLOCKED).values_list("member", flat=True))
    assert told == {planner.pk, minder.pk}
    publish_list(team, "后养", by=lead, name="另一份")
    assert Fact.objects.filter(item=approved, kind=Fact.Kind.BLOCKED).count() == 2
    assert rechecking.look_again(team, at=timezone.now()) == []


def test_what_waits_for_compliance_or_another_teams_is_not_told_of(at_compliance, team, lead):
    at_compliance("先停。")
    publish_list(team, "先停", by=lead)
    assert not Notice.objects.filter(kind=Notice.Kind.ITEM_BLOCKED).exists()


def test_a_waiver_that_ends_soon_is_told_of_once(at_compliance, minder, planner, team):
    item = at_compliance()
    waiver = waive(item, by=minder, until_on=today() + timedelta(days=3))
    assert rechecking.tell_of_ending_waivers(team, on=today() - timedelta(days=1)) == 0
    for _night in range(2):
        rechecking.tell_of_ending_waivers(team, on=today())
    told = Notice.objects.filter(kind=Notice.Kind.WAIVER_ENDS, about=f"{waiver.pk}")
    assert sorted(told.values_list("member", flat=True)) == sorted([planner.pk, minder.pk])


def test_on_the_page_a_word_is_waived_and_taken_back(at_compliance, minder, lead, browse):
    item = at_compliance()
    path = f"/t/brook/items/{item.pk}/waive/{words_of(item).blocking[0].key}/"
    typed = {"reason": "评测原话", "evidence": "https://example.com/r", "until_on": f"{today()}"}
    refused = browse(lead).post(path, typed)
    assert refused.status_code == 422
    assert "评测原话" in refused.content.decode()
    assert browse(minder).post(path, typed | {"evidence": ""}).status_code == 422
    assert browse(minder).post(path, typed).status_code == 302
    page = browse(lead).get(f"/t/brook/items/{item.pk}/").content.decode()
    assert "Minder 豁免到" in page
    assert 'href="https://example.com/r"' in page
    waiver = Waiver.objects.get()
    browse(minder).post(f"/t/brook/items/waivers/{waiver.pk}/take-back/")
    assert words_of(item).blocking
    assert "Minder 于" in browse(lead).get(f"/t/brook/items/{item.pk}/").content.decode()


def test_an_address_that_runs_script_is_no_link(at_compliance, minder, lead, browse):
    item = at_compliance()
    waive(item, by=minder, evidence="javascript:alert(1)")
    assert 'href="javascript' not in browse(lead).get(f"/t/brook/items/{item.pk}/").content.decode()
