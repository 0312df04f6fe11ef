"""Goals are SMART or refused; they nest, are approved by somebody else, handed over, closed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, transaction

from kpis.goals import smart
from kpis.models import Commitment, Goal
from kpis.services import goal_moves, milestones
from kpis.services import goals as services
from notices.models import Notice
from teamops.lib.exceptions import NotAllowedNow
from tests.building import each_day, make_channel, put
from tests.conftest import make_member
from tests.kpis.goals import AT, END, START, aim, draft, under_way

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("metric", None),
        ("baseline", None),
        ("target", None),
        ("target", D(0)),
        ("start_on", None),
        ("end_on", None),
        ("end_on", START),
        ("owner", None),
    ],
)
def test_each_missing_part_is_refused_in_its_place(lead, field, value):
    wanted = replace(aim(lead), **{field: value})

    assert list(smart.lacking(wanted, team=lead.team, on=START)) == [field]
    with pytest.raises(NotAllowedNow, match=r"\w"):
        services.set_goal(wanted, by=lead, at=AT)
    assert not Goal.objects.exists()


def test_all_missing_parts_are_named_at_once(lead):
    wanted = replace(aim(lead), baseline=None, owner=None)

    with pytest.raises(NotAllowedNow) as refused:
        services.set_goal(wanted, by=lead, at=AT)

    assert str(refused.value) == " ".join(smart.lacking(wanted, team=lead.team, on=START).values())


def test_a_growth_is_no_goal(lead):
    assert list(smart.lacking(aim(lead, metric="shop.order_value_growth"), team=lead.team, on=START)) == ["metric"]


def test_nobody_of_another_team_answers_for_it_and_nothing_of_another_team_is_above(lead, outsider):
    elsewhere = services.set_goal(aim(outsider), by=outsider, at=AT)

    assert set(smart.lacking(aim(outsider, parent=elsewhere), team=lead.team, on=START)) == {"owner", "parent"}


def test_the_database_refuses_a_target_that_is_the_baseline(lead):
    goal = draft(lead)

    with pytest.raises(IntegrityError, match="goal_target_differs"), transaction.atomic():
        Goal.objects.filter(pk=goal.pk).update(target=0)


def test_a_part_cant_outlast_the_whole(lead):
    whole = draft(lead)

    assert list(smart.lacking(aim(lead, parent=whole, end_on=END + A_DAY), team=lead.team, on=START)) == ["end_on"]
    assert draft(lead, parent=whole, end_on=END).parent == whole


def test_goals_dont_stand_under_themselves_nor_too_deep(lead):
    chain = [draft(lead)]
    for _level in range(3):
        chain.append(draft(lead, parent=chain[-1]))

    assert list(smart.lacking(aim(lead, parent=chain[-1]), team=lead.team, on=START)) == ["parent"]
    assert list(smart.lacking(aim(lead, parent=chain[2]), team=lead.team, on=START, goal=chain[0])) == ["parent"]


@pytest.mark.parametrize(("days", "term"), [(180, "short"), (366, "short"), (500, "mid"), (731, "mid"), (900, "long")])
def test_the_days_say_the_term(lead, days, term):
    assert draft(lead, end_on=START + timedelta(days=days)).term == term


def test_an_approved_goal_keeps_what_was_agreed(lead, manager):
    goal = under_way(lead, manager)

    baseline = goal.commitments.get()
    assert (baseline.number, baseline.target, baseline.end_on, baseline.decided_by) == (1, D(400), END, manager)
    assert Notice.objects.filter(member=lead, kind=Notice.Kind.GOAL_APPROVED).exists()
    with pytest.raises(NotAllowedNow, match=r"\w"):
        services.edit(goal, aim(lead, target=D(300)), by=lead)
    with pytest.raises(NotAllowedNow, match=r"\w"):
        services.discard(goal, by=lead)


def test_nobody_approves_their_own_where_somebody_else_can(manager, owner):
    goal = draft(manager)

    with pytest.raises(NotAllowedNow, match="Owner"):
        services.approve(goal, by=manager, at=AT)
    assert services.approve(goal, by=owner, at=AT).is_active


def test_the_only_one_who_may_approve_acts_alone(owner):
    assert under_way(owner, owner).approved_by == owner


def test_a_draft_can_be_written_anew_and_discarded(lead):
    goal = services.edit(draft(lead), aim(lead, target=D(300)), by=lead)
    assert goal.target == 300
    milestones.add(goal, by=lead, at=AT, name="一半", due_on=END)
    with pytest.raises(NotAllowedNow, match=r"\w"):
        services.edit(goal, aim(lead, end_on=END - A_DAY), by=lead)

    services.discard(goal, by=lead)

    assert not Goal.objects.exists()


def test_a_goal_with_parts_isnt_discarded(lead):
    whole = draft(lead)
    draft(lead, parent=whole)

    with pytest.raises(NotAllowedNow, match=r"\w"):
        services.discard(whole, by=lead)


def test_another_team_changes_nothing(lead, outsider):
    goal = draft(lead)

    for act in (
        lambda: services.edit(goal, aim(lead), by=outsider),
        lambda: services.discard(goal, by=outsider),
        lambda: services.approve(goal, by=outsider, at=AT),
        lambda: services.hand_over(goal, to=outsider, by=outsider),
        lambda: milestones.add(goal, by=outsider, at=AT, name="一半", due_on=END),
    ):
        with pytest.raises(NotAllowedNow, match=r"\w"):
            act()


def test_a_goal_is_handed_over_within_the_team(lead, member, outsider):
    goal = draft(lead)

    assert services.hand_over(goal, to=member, by=lead).owner == member
    with pytest.raises(NotAllowedNow, match=r"\w"):
        services.hand_over(goal, to=outsider, by=lead)


@pytest.fixture
def followers(team):
    """Ten new followers a day in October and November."""
    channel = make_channel(team, watermark=date(2026, 12, 31))
    put(channel.subject, "oa.followers_new", each_day(date(2026, 10, 1), date(2026, 12, 31), 10))


LATER = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def test_a_goal_whose_number_reaches_the_target_is_met(lead, manager, followers):
    assert services.close(under_way(lead, manager, at=LATER), by=manager, at=LATER).state == Goal.State.MET


def test_a_goal_that_is_over_and_short_is_missed_and_says_why(lead, manager, followers):
    goal = under_way(lead, manager, at=LATER, target=D(4000))

    with pytest.raises(NotAllowedNow, match=r"\w"):
        services.close(goal, by=manager, at=LATER)
    closed = services.close(goal, by=manager, at=LATER, comment="投放停了")
    assert (closed.state, closed.closing_comment) == (Goal.State.MISSED, "投放停了")


def test_a_goal_that_isnt_over_is_given_up(lead, manager, followers):
    goal = under_way(lead, manager, at=LATER, target=D(40_000), end_on=date(2027, 3, 31))

    assert services.close(goal, by=manager, at=LATER, comment="换方向").state == Goal.State.CLOSED
    with pytest.raises(NotAllowedNow, match=r"\w"):
        services.close(goal, by=manager, at=LATER, comment="再来")


def test_a_goal_with_parts_under_way_isnt_closed(lead, manager, followers):
    whole = under_way(lead, manager)
    under_way(lead, manager, parent=whole)

    with pytest.raises(NotAllowedNow, match=r"\w"):
        services.close(whole, by=manager, at=LATER, comment="好了")


def test_a_move_waits_is_counted_and_is_decided_by_somebody_else(lead, manager, owner):
    goal = under_way(lead, manager)
    goal_moves.propose(goal, by=lead, at=AT, end_on=END + 30 * A_DAY, target=D(400), reason="换了投放渠道")
    goal.refresh_from_db()
    assert goal.end_on == END  # not before it is approved
    assert Notice.objects.filter(kind=Notice.Kind.GOAL_TO_DECIDE).count() == 2
    with pytest.raises(NotAllowedNow, match=r"\w"):
        goal_moves.propose(goal, by=lead, at=AT, end_on=END + 9 * A_DAY, target=D(400), reason="再改")

    moved = goal_moves.approve(goal, by=manager, at=AT)

    assert moved.end_on == END + 30 * A_DAY
    assert Goal.objects.with_standing().get(pk=goal.pk).moves == 1
    assert [one.end_on for one in moved.commitments.approved()] == [END, END + 30 * A_DAY]


def test_nobody_approves_the_move_of_their_own_goal(manager, owner):
    goal = under_way(manager, owner)
    goal_moves.propose(goal, by=manager, at=AT, end_on=END + A_DAY, target=D(400), reason="晚一天")

    with pytest.raises(NotAllowedNow, match="Owner"):
        goal_moves.approve(goal, by=manager, at=AT)


def test_a_declined_move_stays_on_record_and_isnt_counted(lead, manager):
    goal = under_way(lead, manager)
    goal_moves.propose(goal, by=lead, at=AT, end_on=END, target=D(300), reason="太高")
    with pytest.raises(NotAllowedNow, match=r"\w"):
        goal_moves.decline(goal, by=manager, at=AT, comment=" ")

    stays = goal_moves.decline(goal, by=manager, at=AT, comment="能做到")

    assert stays.target == 400
    assert stays.commitments.get(number=2).state == Commitment.State.DECLINED
    assert Goal.objects.with_standing().get(pk=goal.pk).moves == 0


@pytest.mark.parametrize(
    "change",
    [
        {"end_on": START},
        {"target": D(0)},
        {"target": D(-5)},
        {},
        {"end_on": END + 30 * A_DAY, "reason": " "},
    ],
)
def test_a_move_that_cant_stand_is_refused(lead, manager, change):
    goal = under_way(lead, manager)

    with pytest.raises(NotAllowedNow, match=r"\w"):
        goal_moves.propose(goal, by=lead, at=AT, **{"end_on": END, "target": D(400), "reason": "因为"} | change)


def test_a_move_keeps_whole_and_parts_together(lead, manager):
    whole = under_way(lead, manager)
    part = under_way(lead, manager, parent=whole)

    with pytest.raises(NotAllowedNow, match=r"\w"):
        goal_moves.propose(part, by=lead, at=AT, end_on=END + A_DAY, target=D(400), reason="晚")
    with pytest.raises(NotAllowedNow, match=r"\w"):
        goal_moves.propose(whole, by=lead, at=AT, end_on=END - A_DAY, target=D(400), reason="早")


def test_a_judged_milestone_takes_evidence_and_another_judge(lead, manager, owner):
    goal = under_way(lead, manager)
    stop = milestones.add(goal, by=lead, at=AT, name="100 个标签", due_on=START + 9 * A_DAY)
    on = {"at": LATER, "met_on": START + 11 * A_DAY}

    with pytest.raises(NotAllowedNow, match="Manager"):
        milestones.judge(stop, by=lead, evidence="见标签表", **on)
    with pytest.raises(NotAllowedNow, match=r"\w"):
        milestones.judge(stop, by=manager, evidence=" ", **on)
    with pytest.raises(NotAllowedNow, match=r"\w"):
        milestones.judge(stop, by=manager, evidence="见标签表", at=LATER, met_on=date(2026, 11, 21))
    met = milestones.judge(stop, by=manager, evidence="见标签表", link="https://docs.example.com/1", **on)

    assert (met.judged_by, met.days_late(on=date(2026, 12, 1))) == (manager, 2)
    with pytest.raises(NotAllowedNow, match=r"\w"):
        milestones.move(met, by=lead, due_on=END)


def test_a_moved_milestone_is_late_by_its_promised_day(lead, manager):
    goal = under_way(lead, manager)
    stop = milestones.add(goal, by=lead, at=AT, name="手册", due_on=START + 9 * A_DAY)

    moved = milestones.move(stop, by=lead, due_on=START + 20 * A_DAY)

    assert (moved.moves, moved.days_late(on=START + 12 * A_DAY)) == (1, 3)


def test_a_milestone_lies_on_the_way(lead, manager):
    goal = under_way(lead, manager)

    for wrong in ({"value": D(500)}, {"value": D(0)}, {"due_on": END + A_DAY}, {"name": ""}):
        with pytest.raises(NotAllowedNow, match=r"\w"):
            milestones.add(goal, by=lead, at=AT, **{"name": "一半", "due_on": END} | wrong)
    stop = milestones.add(goal, by=lead, at=AT, name="一半", due_on=END, value=D(200))
    with pytest.raises(NotAllowedNow, match=r"\w"):
        milestones.judge(stop, by=manager, at=LATER, met_on=END, evidence="看到了")
    with pytest.raises(NotAllowedNow, match=r"\w"):
        milestones.drop(stop, by=lead)


def test_history_says_what_is_behind_and_what_nobody_reached(lead, followers):
    on = date(2026, 12, 31)
    months = {"start_on": on, "end_on": on + 29 * A_DAY}

    assert smart.doubts(aim(lead, target=D(250), **months), team=lead.team, on=on) == []
    assert "300" in smart.doubts(aim(lead, target=D(900), **months), team=lead.team, on=on)[0]
    recent = {"period": Goal.Period.RECENT, "baseline": D(100), **months}
    assert "300" in smart.doubts(aim(lead, target=D(290), **recent), team=lead.team, on=on)[0]
    assert "300" in smart.doubts(aim(lead, target=D(310), **recent), team=lead.team, on=on)[0]
    assert len(smart.doubts(aim(lead, metric="biz.leads", **months), team=lead.team, on=on)) == 1


def test_a_note_is_written_by_who_answers_or_leads_while_the_goal_is_behind(team, lead, manager, member):
    goal = under_way(member, manager)
    words = {"reason": "投放停了", "plan": "下周恢复"}
    with pytest.raises(NotAllowedNow, match=r"\w"):
        services.write_note(goal, by=member, at=AT, **words)
    Goal.objects.filter(pk=goal.pk).update(colour="orange", serious_since=date(2026, 9, 30))
    with pytest.raises(NotAllowedNow, match="Member"):
        services.write_note(goal, by=make_member(team, "peer"), at=AT, **words)
    with pytest.raises(NotAllowedNow, match=r"\w"):
        services.write_note(goal, by=member, at=AT, reason="投放停了", plan="")
    assert Goal.objects.with_standing().get().owes_note

    services.write_note(goal, by=member, at=AT, **words)

    assert not Goal.objects.with_standing().get().owes_note
    Goal.objects.update(colour="red")
    assert Goal.objects.with_standing().get().owes_note  # red asks for another way
    services.write_note(goal, by=lead, at=AT, **words)
    assert not Goal.objects.with_standing().get().owes_note
