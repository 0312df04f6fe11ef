"""The course of goals at night: read by the metrics' formulas, measured by what was promised first, announced once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kpis.goals import attention as doors
from kpis.goals import courses
from kpis.models import Goal, ProgressDay
from kpis.services import goal_moves, milestones
from kpis.services import goals as services
from metrics.models import Point
from notices.models import Notice
from tests.building import attribute, each_day, make_channel, put
from tests.conftest import make_member
from tests.kpis.goals import AT, END, START, under_way

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)

NOW = timezone.now()


def day(n: int) -> date:
    """The n-th day of the goal, from 1."""
    return START + (n - 1) * A_DAY


@pytest.fixture
def channel(team):
    return make_channel(team, watermark=date(2027, 12, 31))


def gain(channel, values: dict[int, int], code="oa.followers_new") -> None:
    put(channel.subject, code, {day(n): value for n, value in values.items()})


def days_of(goal) -> dict[int, ProgressDay]:
    return {(one.day - START).days + 1: one for one in goal.days.all()}


def colours(goal) -> list[str]:
    return [one.colour for one in goal.days.order_by("day")]


def test_a_days_row_is_the_arithmetic_worked_by_hand(team, lead, manager, channel):
    """400 in 40 days: 2.5 points a day. Six days of ten are 60 of 400, 15 points, on plan."""
    gain(channel, dict.fromkeys(range(1, 7), 10))
    goal = under_way(lead, manager)

    assert courses.update(team, through=day(6), at=NOW) == 6

    sixth = days_of(goal)[6]
    assert (sixth.planned, sixth.actual, sixth.progress, sixth.gap, sixth.colour) == (
        D("15.00"), D(60), D("15.00"), D(0), "green",
    )  # fmt: skip


def test_a_series_of_days_worked_by_hand_rises_at_once_and_falls_after_two(team, lead, manager, channel):
    """Nothing for twelve days: 10 points behind after the 4th, 20 after the 8th, 30 after the 12th. Then 100 a day:
    on the 13th 25 of 32.5, on the 14th 50 of 35: two better days."""
    gain(channel, dict.fromkeys(range(1, 13), 0) | {13: 100, 14: 100, 15: 100})
    goal = under_way(lead, manager)

    courses.update(team, through=day(15), at=NOW)

    assert colours(goal) == [*["green"] * 3, *["yellow"] * 4, *["orange"] * 4, "red", "red", "green", "green"]
    goal.refresh_from_db()
    assert (goal.colour, goal.serious_since) == ("green", None)


def test_night_by_night_gives_the_same_days_as_all_at_once(team, lead, manager, channel):
    gain(channel, dict.fromkeys(range(1, 13), 0) | {13: 100, 14: 100, 15: 100})
    goal = under_way(lead, manager)
    for n in range(1, 16):
        courses.update(team, through=day(n), at=NOW)
    nightly = list(goal.days.order_by("day").values_list("day", "planned", "progress", "colour"))

    ProgressDay.objects.all().delete()
    courses.update(team, through=day(15), at=NOW)

    assert list(goal.days.order_by("day").values_list("day", "planned", "progress", "colour")) == nightly


def test_a_second_night_writes_and_tells_nothing(team, lead, manager, channel):
    gain(channel, dict.fromkeys(range(1, 9), 0))
    under_way(lead, manager)
    courses.update(team, through=day(8), at=NOW)
    told = Notice.objects.count()

    assert courses.update(team, through=day(8), at=NOW) == 0
    assert courses.update(team, through=day(5), at=NOW) == 0  # an earlier night by hand doesn't turn the clock back
    assert Notice.objects.count() == told


def test_each_change_of_colour_is_told_once_and_red_to_those_above_too(team, member, lead, manager, owner, channel):
    gain(channel, dict.fromkeys(range(1, 13), 0) | {13: 200, 14: 200})
    goal = under_way(member, manager)
    for n in range(1, 15):
        courses.update(team, through=day(n), at=NOW)

    told = Notice.objects.filter(kind__startswith="goal_").exclude(kind=Notice.Kind.GOAL_APPROVED)
    mine = told.filter(member=member).order_by("pk")
    assert [one.kind for one in mine] == ["goal_yellow", "goal_orange", "goal_red", "goal_green"]
    assert mine[1].arguments["gap"] == "20"
    assert {one.member for one in told.exclude(member=member)} == {lead, manager}
    assert {one.kind for one in told.exclude(member=member)} == {"goal_red"}
    assert mine[0].url == f"/t/brook/goals/{goal.pk}/"


def test_moving_the_date_and_the_target_doesnt_hide_the_delay(team, lead, manager, channel):
    gain(channel, dict.fromkeys(range(1, 13), 0))
    goal = under_way(lead, manager)
    courses.update(team, through=day(11), at=NOW)
    before = colours(goal)
    goal_moves.propose(goal, by=lead, at=AT, end_on=END + 360 * A_DAY, target=D(50), reason="来不及")

    goal_moves.approve(goal, by=manager, at=AT)
    courses.update(team, through=day(12), at=NOW)

    assert colours(goal) == [*before, "red"]
    assert days_of(goal)[12].planned == D("30.00")
    shown = Goal.objects.for_list().get()
    assert (shown.moves, shown.end_on, shown.colour) == (1, END + 360 * A_DAY, "red")


def test_a_red_goal_is_on_the_agenda_and_its_note_asked_for_until_written(team, lead, manager, channel, other_team):
    gain(channel, dict.fromkeys(range(1, 13), 0))
    goal = under_way(lead, manager)
    courses.update(team, through=day(12), at=NOW)

    assert list(doors.red(team)) == [goal]
    assert list(doors.red(other_team)) == []
    assert list(doors.owing_a_note(lead)) == [goal]
    services.write_note(
        goal, by=lead, at=datetime(2026, 10, 13, 2, 0, tzinfo=UTC), reason="投放停了", plan="换渠道，周五恢复"
    )
    assert list(doors.owing_a_note(lead)) == []
    assert goal.notes.get().gap == D("30.00")


def test_days_after_the_watermark_are_gaps_and_no_delay(team, lead, manager, channel):
    channel.watermark = day(6)
    channel.save()
    gain(channel, dict.fromkeys(range(1, 7), 10))
    goal = under_way(lead, manager)

    courses.update(team, through=day(30), at=NOW)

    rows = days_of(goal)
    assert (rows[6].actual, rows[7].actual, rows[30].actual) == (D(60), None, None)
    assert {one.colour for one in rows.values()} == {"green"}


def test_the_slowest_of_several_channels_says_how_far_the_numbers_reach(team, lead, manager, channel):
    slow = make_channel(team, "视频号", watermark=day(3))
    gain(channel, dict.fromkeys(range(1, 7), 10))
    gain(slow, {1: 5, 2: 5, 3: 5})
    goal = under_way(lead, manager)

    courses.update(team, through=day(6), at=NOW)

    assert days_of(goal)[3].actual == D(45)
    assert days_of(goal)[4].actual is None


def test_a_correction_of_long_ago_is_carried_through_the_whole_course(team, lead, manager, channel):
    """Ten a day for a hundred days; then the first comes to 120: a cumulative course never falls between two days."""
    put(channel.subject, "oa.followers_new", each_day(START, day(100), 10))
    goal = under_way(lead, manager, end_on=START + 400 * A_DAY, target=D(4010))
    courses.update(team, through=day(100), at=NOW)
    Point.objects.filter(subject=channel.subject, day=day(1)).update(value=120)

    assert courses.update(team, through=day(100), at=NOW) == 100

    rows = days_of(goal)
    assert [rows[n].actual for n in (1, 2, 37, 38, 39, 100)] == [D(120), D(130), D(480), D(490), D(500), D(1110)]
    assert courses.update(team, through=day(100), at=NOW) == 0


def test_a_correction_in_the_middle_rewrites_the_days_from_there_and_no_other(team, lead, manager, channel):
    put(channel.subject, "oa.followers_new", each_day(START, day(100), 10))
    goal = under_way(lead, manager, end_on=START + 400 * A_DAY, target=D(4010))
    courses.update(team, through=day(100), at=NOW)
    Point.objects.filter(subject=channel.subject, day=day(21)).update(value=20)

    assert courses.update(team, through=day(100), at=NOW) == 80
    assert [days_of(goal)[n].actual for n in (20, 21, 100)] == [D(200), D(220), D(1010)]


def test_colours_and_the_serious_days_follow_a_correction_of_long_ago(team, lead, manager, channel):
    """Nothing in a hundred of 400 days is 25 points behind, orange from the 80th; 400 on the first day are on plan."""
    put(channel.subject, "oa.followers_new", each_day(START, day(100), 0))
    goal = under_way(lead, manager, end_on=day(400), target=D(400))
    courses.update(team, through=day(100), at=NOW)
    goal.refresh_from_db()
    assert (goal.colour, goal.serious_since, colours(goal)[78:80]) == ("orange", day(80), ["yellow", "orange"])
    Point.objects.filter(subject=channel.subject, day=day(1)).update(value=400)

    courses.update(team, through=day(100), at=NOW)

    goal.refresh_from_db()
    assert (goal.colour, goal.serious_since, set(colours(goal))) == ("green", None, {"green"})


def test_a_missing_old_day_is_written_again(team, lead, manager, channel):
    put(channel.subject, "oa.followers_new", each_day(START, day(100), 10))
    goal = under_way(lead, manager, end_on=day(400), target=D(4000))
    courses.update(team, through=day(100), at=NOW)
    goal.days.filter(day=day(4)).delete()

    assert courses.update(team, through=day(100), at=NOW) == 1
    assert goal.days.count() == 100


def test_a_stock_is_its_last_known_value_and_unknown_after_thirty_days(team, lead, manager, channel):
    gain(channel, {1: 1000, 8: 1100}, "oa.followers_total")
    goal = under_way(
        lead, manager, metric="oa.followers_total", baseline=D(1000), target=D(2000), period=Goal.Period.RECENT
    )

    courses.update(team, through=day(40), at=NOW)

    rows = days_of(goal)
    assert (rows[7].actual, rows[8].actual, rows[37].actual, rows[38].actual) == (D(1000), D(1100), D(1100), None)


def test_a_rate_is_sum_by_sum_over_the_last_thirty_days_and_may_be_better_lower(team, lead, manager, channel):
    """From 35 % to 10 %: 60 of 300 marketing messages are 20 %, 60 points of the way."""
    gain(channel, {1: 100, 2: 200}, "group.messages")
    gain(channel, {1: 50, 2: 10}, "group.marketing_messages")
    goal = under_way(
        lead, manager, metric="group.marketing_share", baseline=D("0.35"), target=D("0.10"), period=Goal.Period.RECENT
    )

    courses.update(team, through=day(32), at=NOW)

    rows = days_of(goal)
    assert (rows[1].actual, rows[2].actual, rows[2].progress) == (D("0.5"), D("0.2"), D("60.00"))
    assert rows[31].actual == D("0.05")  # the first day has left the window
    assert rows[32].actual is None


def test_days_on_which_only_one_side_is_there_dont_count_for_a_rate(team, lead, manager, channel):
    gain(channel, {1: 100, 2: 200, 3: 400}, "group.messages")
    gain(channel, {1: 50, 3: 10}, "group.marketing_messages")
    goal = under_way(
        lead, manager, metric="group.marketing_share", baseline=D("0.35"), target=D("0.10"), period=Goal.Period.RECENT
    )

    courses.update(team, through=day(3), at=NOW)

    assert days_of(goal)[3].actual == D("0.12")


def test_opening_ratios_take_the_stock_before_the_window(team, lead, manager, channel):
    put(channel.subject, "group.members", {START - 40 * A_DAY: 200, day(2): 500})
    gain(channel, {1: 10, 2: 10}, "group.left")
    goal = under_way(
        lead, manager, metric="group.leave_rate", baseline=D("0.35"), target=D("0.10"), period=Goal.Period.RECENT
    )

    courses.update(team, through=day(2), at=NOW)

    assert days_of(goal)[2].actual == D("0.1")


def test_own_numbers_are_those_that_the_owner_answers_for_with_their_share(team, lead, member, manager, channel):
    other = make_channel(team, "另一号", watermark=date(2026, 12, 31))
    attribute(channel.subject, member, share=60, until_on=day(2))
    gain(channel, {1: 10, 2: 10, 3: 10})
    gain(other, {1: 99})
    goal = under_way(member, manager, numbers="own")

    courses.update(team, through=day(3), at=NOW)

    assert days_of(goal)[3].actual == D(12)


def test_a_quantified_milestone_is_met_by_the_numbers_on_its_day(team, lead, manager, channel):
    gain(channel, dict.fromkeys(range(1, 7), 50))
    goal = under_way(lead, manager)
    stop = milestones.add(goal, by=lead, at=AT, name="一半", due_on=day(20), value=D(200))
    courses.update(team, through=day(3), at=NOW)
    stop.refresh_from_db()
    assert stop.met_on is None

    courses.update(team, through=day(6), at=NOW)

    stop.refresh_from_db()
    assert stop.met_on == day(4)


def test_a_late_milestone_is_told_once(team, lead, manager):
    goal = under_way(lead, manager)
    milestones.add(goal, by=lead, at=AT, name="手册", due_on=day(3))

    assert courses.tell_of_late_milestones(team, on=day(3)) == 0
    for n in (4, 5):
        assert courses.tell_of_late_milestones(team, on=day(n)) == 1
    assert Notice.objects.get(kind=Notice.Kind.MILESTONE_LATE).member == lead


def test_drafts_closed_goals_and_those_to_come_have_no_days(team, lead, manager, channel):
    gain(channel, {1: 10})
    to_come = under_way(lead, manager, start_on=day(20))
    closed = under_way(lead, manager)
    services.close(closed, by=manager, at=AT, comment="不做了")

    assert courses.update(team, through=day(3), at=NOW) == 0
    assert not to_come.days.exists()


def test_the_night_asks_equally_often_for_5_goals_and_for_50(team, manager, channel):
    owners = [make_member(team, f"m{n}") for n in range(10)]
    for one in owners:
        attribute(channel.subject, one, share=10)
    gain(channel, dict.fromkeys(range(1, 7), 10))
    gain(channel, {1: 100, 2: 200}, "group.messages")
    gain(channel, {1: 50, 2: 10}, "group.marketing_messages")
    rate = {"metric": "group.marketing_share", "baseline": D("0.9"), "target": D("0.1"), "period": Goal.Period.RECENT}

    def add(count):
        for n in range(count):
            numbers = "own" if n % 2 else "team"
            goal = under_way(owners[n % 10], manager, numbers=numbers, **(rate if n % 3 else {}))
            milestones.add(goal, by=manager, at=AT, name="一半", due_on=END, value=(goal.baseline + goal.target) / 2)

    def night(through):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert courses.update(team, through=through, at=NOW)
        return [query["sql"] for query in captured.captured_queries]

    add(5)
    few = night(day(2))
    add(45)
    many = night(day(3))

    assert len(many) == len(few), "\n".join(query[:200] for query in many)
    assert len(many) <= 22


def test_the_job_of_the_night_brings_goals_up_to_date(team, lead, manager, channel):
    from jobs.registry import Run, named  # noqa: PLC0415

    gain(channel, {1: 10, 2: 10})
    goal = under_way(lead, manager)

    named("night").function(Run(team.slug, day(2), datetime(2026, 10, 3, 0, 0, tzinfo=UTC), lambda done, total: None))

    assert days_of(goal)[2].actual == D(20)
