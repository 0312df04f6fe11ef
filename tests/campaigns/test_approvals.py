"""A yes is bound to what was read, and nobody says it to what they made."""

from datetime import date
from decimal import Decimal

import pytest

from campaigns.models import Approval, Credit, Fact, Gate, Item
from campaigns.services import approvals, checks, items, stages, texts
from notices.models import Notice
from roles.models import Leave
from roles.permissions import Level
from teamops.lib.exceptions import NotAllowedNow
from tests.building import hold
from tests.campaigns.conftest import AT, go, make_holder, start, write
from tests.conftest import make_member

DAY = date(2026, 11, 23)


def again(item: Item) -> Item:
    return Item.objects.select_related("run__stage").get(pk=item.pk)


WHO_MAY_APPROVE = [
    ("other_planner", True),  # holds the role of the gate
    ("planner", True),  # holds it too, and wrote nothing
    ("writer", False),  # wrote it
    ("minder", False),  # another role
    ("member", False),
    ("lead", False),
    ("manager", False),  # the role is held
    ("owner", False),
    ("auditor", False),
    ("outsider", False),
]


@pytest.mark.parametrize(("who", "may"), WHO_MAY_APPROVE)
def test_who_may_approve_at_the_first_review(request, article, who, may):
    by = request.getfixturevalue(who)
    if may:
        approvals.approve(article, by=by, at=AT)
        assert again(article).now.stage.code == "revise"
    else:
        with pytest.raises(NotAllowedNow):
            approvals.approve(article, by=by, at=AT)
        assert not Approval.objects.exists()


def wrote(item, who):
    write(item, by=who, body="改了一句。")


def is_credited(item, who):
    Credit.objects.create(item=item, member=who, part=Credit.Part.TOPIC, share=100, by=item.owner, at=AT)


@pytest.mark.parametrize("took_part", [wrote, is_credited])
@pytest.mark.parametrize("level", [Level.MEMBER, Level.LEAD, Level.MANAGER, Level.OWNER])
def test_who_took_part_never_approves_whatever_their_level(article, team, took_part, level):
    by = make_holder(team, "somebody", "content_planner", level)
    took_part(article, by)

    with pytest.raises(NotAllowedNow, match="署名"):
        approvals.approve(article, by=by, at=AT)


def test_a_technical_superuser_is_refused_like_anybody(article, writer):
    writer.person.is_superuser = True

    with pytest.raises(NotAllowedNow):
        approvals.approve(article, by=writer, at=AT)


def leave_of(holder, deputy):
    Leave.objects.create(member=holder, from_on=DAY, until_on=DAY, deputy=deputy)


def test_the_deputy_of_who_is_away_approves_on_their_behalf(article, planner, other_planner, member):
    leave_of(other_planner, member)

    said = approvals.approve(article, by=member, at=AT)

    assert said.on_behalf_of == other_planner


def test_a_deputy_who_wrote_it_is_refused_and_the_lead_decides(article, planner, other_planner, writer, lead):
    leave_of(planner, writer)
    leave_of(other_planner, writer)
    with pytest.raises(NotAllowedNow, match="Lead"):
        approvals.approve(article, by=writer, at=AT)

    assert approvals.approve(article, by=lead, at=AT).on_behalf_of in (planner, other_planner)


def test_without_a_holder_a_manager_approves_but_not_what_they_wrote(planner, writer, manager, other_manager):
    item = go(start(writer, owner=planner), "create", by=planner)
    write(item, by=manager)
    texts.credit(item, [texts.Part(planner, "topic", Decimal(100))], by=planner, at=AT)
    item = go(item, "first_review", by=writer)

    with pytest.raises(NotAllowedNow):
        approvals.approve(item, by=manager, at=AT)
    approvals.approve(item, by=other_manager, at=AT)
    assert again(item).now.stage.code == "revise"


def test_an_edit_withdraws_the_approval_and_says_so(approved, writer, planner, minder):
    write(approved, by=writer, body="又改了。")

    with pytest.raises(NotAllowedNow, match="合规审核"):
        go(approved, "publish", by=planner)
    assert Fact.objects.filter(item=approved, kind=Fact.Kind.WITHDRAWN, whom=minder).count() == 1
    assert Notice.objects.filter(member=minder, kind=Notice.Kind.ITEM_WITHDRAWN).count() == 1


def test_what_is_sent_back_after_an_edit_is_approved_anew(approved, writer, planner, minder):
    write(approved, by=writer, body="又改了。")
    compliance = approved.workflow.stages.get(code="compliance")
    stages.send_back(approved, to=compliance, by=planner, at=AT, reason="改过了，再看一遍")

    approvals.approve(approved, by=minder, at=AT)

    assert go(again(approved), "publish", by=planner).now.stage.code == "publish"


def test_writing_where_it_is_meant_to_be_written_withdraws_nothing(article, other_planner, writer):
    approvals.approve(article, by=other_planner, at=AT)
    write(article, by=writer, body="按意见改了。")

    assert go(again(article), "compliance", by=writer).now.stage.code == "compliance"
    assert not Fact.objects.filter(kind=Fact.Kind.WITHDRAWN).exists()


def test_who_read_an_older_version_is_told_to_read_again(article, other_planner, writer):
    read = article.versions.first().sha256
    write(article, by=writer, body="改了。")

    with pytest.raises(NotAllowedNow, match="Writer"):
        approvals.approve(article, by=other_planner, at=AT, read=read)


def test_declining_sends_it_to_where_it_was_written(article, other_planner, writer):
    approvals.decline(article, by=other_planner, at=AT, comment="第二步太绕")

    assert again(article).now.stage.code == "create"
    assert Approval.objects.get().decision == Approval.Decision.DECLINED
    assert Notice.objects.filter(member=writer, kind=Notice.Kind.ITEM_SENT_BACK).exists()


def test_parallel_gates_must_all_be_passed(article, other_planner, member):
    Gate.objects.create(stage=article.now.stage, position=2, level=Level.MANAGER)
    manager = make_member(article.team, "manager", Level.MANAGER)
    approvals.approve(article, by=other_planner, at=AT)
    assert again(article).now.stage.code == "first_review"

    approvals.approve(article, by=manager, at=AT)
    assert again(article).now.stage.code == "revise"


def test_a_gate_that_needs_all_waits_for_each_holder(article, planner, other_planner):
    article.now.stage.gates.update(needs=Gate.Needs.ALL)
    approvals.approve(article, by=other_planner, at=AT)
    with pytest.raises(NotAllowedNow):
        approvals.approve(article, by=other_planner, at=AT)
    assert again(article).now.stage.code == "first_review"

    approvals.approve(article, by=planner, at=AT)
    assert again(article).now.stage.code == "revise"


def test_the_legal_gate_opens_only_if_the_words_ask(approved):
    legal = Gate.objects.get(kind=Gate.Kind.LEGAL, stage__code="compliance", stage__workflow__team=None)

    assert not Approval.objects.filter(gate=legal).exists()
    assert approved.now.stage.code == "schedule"


def test_a_check_keeps_the_gate_shut(article, other_planner, writer, minder, monkeypatch):
    monkeypatch.setattr(checks, "_of_gates", {})
    checks.before_gate(Gate.Kind.COMPLIANCE)(lambda item, *, on: ["2 处禁用词没处理。"])
    approvals.approve(article, by=other_planner, at=AT)
    item = go(again(article), "compliance", by=writer)

    with pytest.raises(NotAllowedNow, match="禁用词"):
        approvals.approve(item, by=minder, at=AT)


def test_a_campaign_without_a_contingency_plan_is_not_approved(team, lead):
    planner = make_holder(team, "campaigner", "campaign_planner")
    boss = make_holder(team, "boss", "team_lead", Level.OWNER)
    item = go(start(planner, code="campaign", title="双旦拼团"), "approval", by=planner)
    with pytest.raises(NotAllowedNow, match="应急预案"):
        approvals.approve(item, by=boss, at=AT)

    items.change(item, by=planner, at=AT, title=item.title, owner=planner, due_on=None, contingency="退款，换赠品。")
    approvals.approve(item, by=boss, at=AT)

    assert again(item).now.stage.code == "run"
    assert item.subject.name == "双旦拼团"


def test_changing_an_approved_budget_withdraws_the_approval(team, lead):
    planner = make_holder(team, "campaigner", "campaign_planner")
    boss = make_holder(team, "boss", "team_lead", Level.OWNER)
    item = start(planner, code="campaign", title="双旦拼团", contingency="退款。")
    approvals.approve(go(item, "approval", by=planner), by=boss, at=AT)
    items.change(again(item), by=planner, at=AT, title="双旦拼团", owner=planner, due_on=None, budget=Decimal(9000))

    with pytest.raises(NotAllowedNow, match="审批"):
        go(again(item), "watch", by=planner)


def test_one_holder_may_sit_for_two(article, planner, other_planner):
    """Needs all, and one of the two is away: the other says yes for both, on record for whom."""
    article.now.stage.gates.update(needs=Gate.Needs.ALL)
    leave_of(planner, other_planner)
    approvals.approve(article, by=other_planner, at=AT)
    approvals.approve(article, by=other_planner, at=AT)

    assert {one.on_behalf_of for one in Approval.objects.all()} == {None, planner}
    assert again(article).now.stage.code == "revise"


def test_a_role_assigned_today_counts_today(article, member, planner, other_planner):
    hold(member, "content_planner", from_on=DAY)

    assert approvals.approve(article, by=member, at=AT).by == member
