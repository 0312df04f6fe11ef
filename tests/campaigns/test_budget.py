"""A quarter's budget: what counts, what waits, who is warned, who may say yes."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, transaction

from campaigns import books
from campaigns.models import Budget, BudgetLine, Entry
from campaigns.services import budgets, entries
from notices.models import Notice
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import Span
from tests.building import make_budget, make_item
from tests.campaigns.conftest import AT
from tests.campaigns.money import DAY, asked, commit, spend

pytestmark = pytest.mark.django_db
QUARTER = date(2026, 10, 1)


@pytest.fixture
def line(manager) -> BudgetLine:
    return make_budget(manager, planned=100)


def standing(line: BudgetLine):
    line.refresh_from_db()
    return books.of_lines([line])[line.pk]


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("member__person__username", flat=True))


@pytest.mark.parametrize(
    ("amount", "state", "nearly", "used_up"),
    [
        ("79.99", "counted", 0, 0),
        ("80", "counted", 1, 0),
        ("100", "counted", 0, 1),
        ("100.01", "waiting", 0, 0),
    ],
)
def test_a_spend_counts_up_to_the_plan_and_waits_beyond_it(line, member, manager, amount, state, nearly, used_up):
    made = spend(line, amount, by=member)

    assert made.state == state
    assert Notice.objects.filter(kind=Notice.Kind.BUDGET_NEARLY_USED).count() == nearly
    assert Notice.objects.filter(kind=Notice.Kind.BUDGET_USED_UP).count() == used_up
    assert standing(line).spent == (D(amount) if state == "counted" else 0)


def test_leads_and_managers_hear_of_each_level_once(line, member, lead, manager, owner, analyst):
    for amount in (79, 1, 1, 18, 1):
        spend(line, amount, by=member)
    entries.take_back(Entry.objects.latest("pk"), by=member, at=AT, reason="录重了")
    spend(line, 1, by=member)

    assert told(Notice.Kind.BUDGET_NEARLY_USED) == told(Notice.Kind.BUDGET_USED_UP) == {"lead", "manager"}
    assert Notice.objects.filter(kind=Notice.Kind.BUDGET_NEARLY_USED).count() == 2
    assert Notice.objects.filter(kind=Notice.Kind.BUDGET_USED_UP).count() == 2


def test_another_plan_has_its_own_warnings(line, member, manager):
    spend(line, 85, by=member)
    budgets.plan(line, planned=D(200), reason="双十二加投", by=manager, at=AT)

    spend(line, 80, by=member)

    assert Notice.objects.filter(kind=Notice.Kind.BUDGET_NEARLY_USED).count() == 2


def test_a_spend_on_a_commitment_uses_nothing_more(line, member):
    commitment = commit(line, 90, by=member)
    assert spend(line, 60, by=member, settles=commitment).is_counted
    assert (standing(line).committed, standing(line).spent) == (30, 60)

    assert spend(line, 45, by=member, settles=commitment).is_waiting
    assert spend(line, 40, by=member, settles=commitment).is_counted
    assert (standing(line).committed, standing(line).spent) == (0, 100)


def test_what_waits_asks_all_who_may_but_who_asked(line, manager, other_manager, owner, lead):
    spend(line, 101, by=manager)

    assert told(Notice.Kind.SPENDING_TO_APPROVE) == {"other_manager", "owner"}


def test_somebody_elses_yes_lets_it_count(line, member, manager):
    made = spend(line, 150, by=member)

    entries.approve(made, by=manager, at=AT, comment="双十一")

    assert standing(line).spent == 150
    assert told(Notice.Kind.SPENDING_APPROVED) == {"member"}
    assert told(Notice.Kind.BUDGET_USED_UP) == {"manager"}


@pytest.mark.parametrize(("asks", "words"), [("manager", "你申请的"), ("owner", "你申请的")])
def test_nobody_approves_what_they_asked_for(line, request, asks, words):
    asker = request.getfixturevalue(asks)
    made = spend(line, 101, by=asker)

    for act in (entries.approve, entries.decline):
        with pytest.raises(NotAllowedNow, match=words):
            act(made, by=asker, at=AT, comment="急")
    assert standing(line).spent == 0


def test_nobody_approves_money_for_their_own_campaign(line, owner, manager, member):
    campaign = make_item(owner, "拼团", code="campaign", budget=10)
    made = spend(line, 20, by=member, item=campaign)

    with pytest.raises(NotAllowedNow, match="由你负责"):
        entries.approve(made, by=owner, at=AT)
    assert entries.approve(made, by=manager, at=AT).is_counted


def test_the_database_keeps_nobody_deciding_about_their_own(line, member):
    made = spend(line, 101, by=member)

    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=made.pk).update(state="counted", decided_by=member, decided_at=AT)


@pytest.mark.parametrize("level", ["lead", "analyst", "member", "auditor"])
def test_below_a_manager_nobody_approves(line, request, level, other_member):
    made = spend(line, 101, by=other_member)

    with pytest.raises(NotAllowedNow, match="权限"):
        entries.approve(made, by=request.getfixturevalue(level), at=AT)


def test_a_decision_is_made_once(line, member, manager, other_manager):
    made = spend(line, 101, by=member)
    entries.decline(made, by=manager, at=AT, comment="下季再说")

    with pytest.raises(NotAllowedNow, match="Manager 已在 11-23 10:00 处理：未批准"):
        entries.approve(made, by=other_manager, at=AT)
    assert standing(line).spent == 0


def test_a_campaigns_own_budget_keeps_a_spend_waiting_though_the_line_has_room(line, member, manager, lead):
    campaign = make_item(lead, "拼团", code="campaign", budget=D(50))
    assert spend(line, 40, by=member, item=campaign).is_counted
    assert told(Notice.Kind.BUDGET_NEARLY_USED) == {"lead", "manager"}

    over = spend(line, "10.01", by=member, item=campaign)

    assert over.is_waiting
    assert books.of_campaign(campaign.campaign).used == 40
    entries.approve(over, by=manager, at=AT)
    assert books.of_campaign(campaign.campaign).used == D("50.01")


def test_a_line_is_planned_anew_only_with_a_reason_that_stays(line, manager):
    with pytest.raises(NotAllowedNow, match="为什么"):
        budgets.plan(line, planned=D(120), reason="  ", by=manager, at=AT)

    budgets.plan(line, planned=D(120), reason="加投", by=manager, at=AT)

    change = line.changes.get()
    assert (change.was, change.now, change.reason, change.by) == (100, 120, "加投", manager)


def test_a_lead_does_not_change_the_plan(line, lead):
    with pytest.raises(NotAllowedNow, match="权限"):
        budgets.plan(line, planned=D(120), reason="加投", by=lead, at=AT)


def test_the_next_quarter_begins_with_the_lines_of_the_one_before(line, manager):
    made = budgets.start(date(2027, 2, 3), by=manager, at=AT)

    assert made.quarter == date(2027, 1, 1)
    assert [(one.name, one.planned) for one in made.lines.all()] == [("活动", 100)]
    with pytest.raises(NotAllowedNow, match="2027-Q1"):
        budgets.start(date(2027, 1, 1), by=manager, at=AT)


def test_a_first_budget_has_a_line_for_each_purpose_and_one_for_trials(manager):
    made = budgets.start(QUARTER, by=manager, at=AT)

    assert {one.purpose for one in made.lines.all()} == set(BudgetLine.Purpose)
    assert [one.is_trial for one in made.lines.all()].count(True) == 1
    assert Budget.objects.get().name == "2026-Q4"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"amount": 0}, "至少 1 分"),
        ({"amount": "0.001"}, "至少 1 分"),
        ({"amount": 1, "what_for": " "}, "用在哪里"),
        ({"amount": 1, "day": date(2026, 9, 30)}, "2026-Q4"),
        ({"amount": 1, "day": date(2026, 11, 24)}, "还没到"),
    ],
)
def test_what_cannot_stand_in_the_books_is_refused_in_words(line, member, fields, words):
    with pytest.raises(NotAllowedNow, match=words):
        entries.enter(asked(line, **fields), by=member, at=AT)
    assert not Entry.objects.exists()


def test_only_open_campaigns_of_the_team_get_money(line, member, outsider):
    for item in (make_item(outsider, "别队", code="campaign"), make_item(member, "文章")):
        with pytest.raises(NotAllowedNow, match="本团队的活动"):
            spend(line, 1, by=member, item=item)


def test_a_mistake_is_taken_back_by_who_made_it_or_a_manager(line, member, other_member, manager):
    made = spend(line, 10, by=member)

    with pytest.raises(NotAllowedNow, match="Member"):
        entries.take_back(made, by=other_member, at=AT, reason="重复")
    with pytest.raises(NotAllowedNow, match="为什么"):
        entries.take_back(made, by=member, at=AT, reason="")
    entries.take_back(made, by=manager, at=AT, reason="重复")

    assert standing(line).used == 0
    with pytest.raises(NotAllowedNow, match="不计入"):
        entries.take_back(made, by=member, at=AT, reason="重复")


def test_another_teams_money_is_not_touched(line, outsider):
    with pytest.raises(NotAllowedNow, match="自己的团队"):
        spend(line, 1, by=outsider)


def test_what_was_spent_is_told_by_day_and_campaign(line, team, member, manager):
    campaign = make_item(member, "拼团", code="campaign", budget=D(50))
    spend(line, "10.10", by=member, item=campaign)
    spend(line, "10.20", by=member, item=campaign)
    spend(line, 5, by=member)
    commit(line, 5, by=member)
    spend(line, 5, by=member, day=date(2026, 10, 2))
    spend(line, 500, by=member)

    rows = list(Entry.objects.spent_by_day(team, Span(DAY, DAY)))

    assert {(row["item"], row["item__subject"], row["total"]) for row in rows} == {
        (campaign.pk, campaign.subject_id, D("20.30")),
        (None, None, D(5)),
    }
