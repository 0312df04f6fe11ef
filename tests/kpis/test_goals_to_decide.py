"""What waits for who decides about goals: on the home page, and on the goal's own."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kpis.goals import attention, courses
from kpis.goals.attention import Decision
from kpis.services import goal_moves
from tests.building import each_day, make_channel, put
from tests.kpis.goals import AT, draft, under_way

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def running(today):
    """The days of a goal that is half over."""
    return {"start_on": today - 20 * A_DAY, "end_on": today + 20 * A_DAY}


def home_of(browse, reader) -> list[tuple[str, str, bool]]:
    found = browse(reader).get(reverse("reports:today", args=["brook"])).context["today"].waiting
    return [(one.title, one.what, one.is_late) for one in found]


def goal_page(browse, reader, goal):
    return browse(reader).get(reverse("goals:list-goal", args=["brook", goal.pk])).content.decode()


def test_drafts_moves_and_goals_that_are_over_wait_for_who_approves(member, lead, manager, today, running):
    new = draft(member, by=lead, name="草稿", **running)
    moved = under_way(member, manager, name="要改期", **running)
    goal_moves.propose(moved, by=lead, at=AT, end_on=today + 40 * A_DAY, target=D(400), reason="晚")
    over = under_way(member, manager, name="到期", start_on=today - 20 * A_DAY, end_on=today - A_DAY)
    under_way(member, manager, name="还在做", **running)
    under_way(member, manager, name="今天到期", start_on=today - 20 * A_DAY, end_on=today)

    assert attention.to_decide(manager, on=today) == [
        (over, Decision.CLOSE),
        (new, Decision.APPROVE),
        (moved, Decision.MOVE),
    ]
    assert attention.to_decide(lead, on=today) == []


def test_they_stand_on_the_home_page_of_who_decides_and_lead_to_the_goal(browse, lead, manager, today, running):
    draft(lead, name="要批准", **running | {"start_on": today + A_DAY})
    under_way(lead, manager, name="到期", start_on=today - 20 * A_DAY, end_on=today - A_DAY)

    assert home_of(browse, manager) == [
        ("到期", "期已满，待结束", True),
        ("要批准", "目标待我批准", False),
    ]
    assert home_of(browse, lead) == []


def test_ones_own_goal_waits_for_somebody_else_and_offers_no_button_that_would_be_refused(
    browse, manager, other_manager, running
):
    own = draft(manager, name="自己的", **running)

    assert home_of(browse, manager) == []
    assert [title for title, _what, _late in home_of(browse, other_manager)] == ["自己的"]
    approving = reverse("goals:list-approve", args=["brook", own.pk])
    assert approving not in goal_page(browse, manager, own)
    assert approving in goal_page(browse, other_manager, own)


def test_a_team_with_one_manager_lets_them_approve_their_own(browse, owner, running):
    own = draft(owner, name="自己的", **running)

    assert reverse("goals:list-approve", args=["brook", own.pk]) in goal_page(browse, owner, own)


def test_a_goal_whose_days_are_over_says_what_happens_next_until_it_is_closed(browse, member, manager, today):
    over = under_way(member, manager, start_on=today - 20 * A_DAY, end_on=today - A_DAY)

    assert "最后一天已过" in goal_page(browse, member, over)
    assert "结束目标" in goal_page(browse, manager, over)
    running = under_way(member, manager, start_on=today - 20 * A_DAY, end_on=today)
    assert "最后一天已过" not in goal_page(browse, member, running)


def test_a_goal_at_its_target_says_so_instead_of_on_plan(browse, team, member, manager, today, running):
    channel = make_channel(team, watermark=today)
    put(channel.subject, "oa.followers_new", each_day(today - 20 * A_DAY, today, 10))
    there = under_way(member, manager, name="到了", **running | {"target": D(210)})
    not_yet = under_way(member, manager, name="差一点", **running | {"target": D(211)})
    courses.update(team, through=today, at=timezone.now())

    assert "已达目标值" in goal_page(browse, member, there)
    assert "已达目标值" not in goal_page(browse, member, not_yet)
    assert "按计划" in goal_page(browse, member, not_yet)


def test_one_query_however_many_wait(member, manager, running, today):
    for n in range(3):
        draft(member, name=f"草稿 {n}", **running)
    with CaptureQueriesContext(connection) as captured:
        assert [one.team.slug + str(one.owner) for one, _decision in attention.to_decide(manager, on=today)]
    assert len(captured) == 1
