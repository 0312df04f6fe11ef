"""Campaigns while they run: the approved plan, notes of the day, colours over days, catching up."""

from datetime import date, time, timedelta
from decimal import Decimal as D

import pytest

from campaigns import courses
from campaigns.models import CampaignDay, DailyNote, Item
from campaigns.services import approvals, items, stages, watching
from meetings.agenda.writing import agenda_of
from meetings.models import Meeting, Series
from notices.models import Notice
from roles.permissions import Level
from teamops.lib.exceptions import NotAllowedNow
from tests.building import put
from tests.campaigns.conftest import go, make_holder, moment, start

pytestmark = pytest.mark.django_db
START, END = date(2026, 11, 1), date(2026, 11, 10)  # ten days: ten points a day
TEN = D(10)


@pytest.fixture
def chief(team):
    return make_holder(team, "chief", "team_lead", Level.LEAD)


@pytest.fixture
def planner(team):
    return make_holder(team, "planner", "campaign_planner")


@pytest.fixture
def campaign(planner, chief, manager) -> Item:
    """A campaign for 1,000 participants that is approved and runs."""
    plan = {"starts_on": START, "ends_on": END, "targets": {"biz.participants": "1000"}, "budget": D(5000)}
    item = start(planner, code="campaign", title="双十一拼团", contingency="人手不够就停投放", **plan)
    item = go(item, "approval", by=planner)
    approvals.approve(item, by=chief, at=moment("10:00", "2026-10-30"))
    return Item.objects.select_related("team", "campaign").get(pk=item.pk)


def run(item: Item, *gained: int, first=START) -> list[str]:
    """Let so many take part each day; the colours of the days."""
    for n, count in enumerate(gained):
        put(item.subject, "biz.participants", {first + timedelta(days=n): count})
        day = first + timedelta(days=n)
        courses.update(item.team, through=day, at=moment("06:10", f"{day + timedelta(days=1)}"))
    item.campaign.refresh_from_db()
    return list(CampaignDay.objects.filter(item=item).order_by("day").values_list("colour", flat=True))


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind).values_list("member__person__username", flat=True))


def test_what_was_approved_is_kept_when_the_last_yes_is_said(campaign, chief):
    kept = campaign.promises.get()

    assert (kept.number, kept.starts_on, kept.ends_on, kept.by) == (1, START, END, chief)
    assert (kept.targets, kept.budget) == ({"biz.participants": "1000"}, 5000)
    assert campaign.now.stage.code == "run"


@pytest.mark.parametrize(
    ("gained", "colours"),
    [
        ([100, 100, 100], ["green", "green", "green"]),
        ([1, 100, 100], ["green", "green", "green"]),
        ([0, 100], ["yellow", "yellow"]),
        ([0, 0, 100], ["yellow", "orange", "orange"]),
        ([0, 0, 0, 0], ["yellow", "orange", "red", "red"]),
        ([0, 0, 150, 150, 150, 100], ["yellow", "orange", "orange", "yellow", "yellow", "green"]),
        ([0, 0, 0, 200, 200, 100], ["yellow", "orange", "red", "red", "orange", "yellow"]),
        ([0, 0, 0, 300, 200, 100], ["yellow", "orange", "red", "red", "yellow", "green"]),
    ],
)
def test_a_colour_rises_at_once_and_falls_after_two_better_days(campaign, gained, colours):
    assert run(campaign, *gained) == colours


def test_each_colour_is_told_once_and_red_to_leads_and_managers(campaign, chief, manager):
    run(campaign, 0, 0, 0, 0, 0)
    courses.update(campaign.team, through=date(2026, 11, 5), at=moment("09:15", "2026-11-06"))

    assert told(Notice.Kind.CAMPAIGN_YELLOW) == told(Notice.Kind.CAMPAIGN_ORANGE) == ["planner"]
    assert told(Notice.Kind.CAMPAIGN_RED) == ["chief", "manager", "planner"]


def test_a_day_without_a_number_is_a_gap_and_keeps_the_colour(campaign):
    run(campaign, 0)
    courses.update(campaign.team, through=date(2026, 11, 3), at=moment("06:10", "2026-11-04"))

    days = list(CampaignDay.objects.order_by("day").values_list("progress", "colour"))
    assert days == [(0, "yellow"), (None, "yellow"), (None, "yellow")]


def test_moving_the_end_does_not_hide_the_delay_and_is_counted(campaign, planner, chief):
    at = moment("10:00", "2026-11-03")
    item = Item.objects.get(pk=campaign.pk)
    items.change(item, by=planner, at=at, title=item.title, owner=planner, due_on=None, ends_on=date(2026, 11, 30))
    item = stages.send_back(item, to=item.workflow.stages.get(code="approval"), by=planner, at=at, reason="延期再批")
    approvals.approve(item, by=chief, at=at)

    assert watching.moves(item) == 1
    assert run(campaign, 0, 0, 0)[-1] == "red"


def test_a_rate_should_be_at_its_target_all_the_time(planner, chief):
    plan = {"starts_on": START, "ends_on": END, "targets": {"biz.conversion_rate": "0.10"}}
    item = go(start(planner, code="campaign", title="抽奖", contingency="停", **plan), "approval", by=planner)
    approvals.approve(item, by=chief, at=moment("10:00", "2026-10-30"))
    for n in range(6):
        put(item.subject, "biz.participants", {START + timedelta(days=n): 100})
        put(item.subject, "biz.converted", {START + timedelta(days=n): 5})
    courses.update(item.team, through=date(2026, 11, 6), at=moment("06:10", "2026-11-07"))

    days = list(CampaignDay.objects.order_by("day").values_list("planned", "progress", "colour"))
    assert days[0] == (10, 5, "green")
    assert days[5] == (60, 30, "red")


def test_a_note_keeps_where_the_targets_stood_then(campaign, planner):
    run(campaign, 90, 80)

    note = watching.write_note(campaign, by=planner, at=moment("20:00", "2026-11-02"), day=date(2026, 11, 2), text="稳")

    assert note.numbers == {"biz.participants": "170.000000"}
    assert watching.missing_days(campaign, on=date(2026, 11, 4)) == [date(2026, 11, 1), date(2026, 11, 3)]


def test_typed_numbers_count_where_no_source_knows_them(campaign, planner):
    for day, so_far in ((1, 0), (2, 0), (3, 0)):
        watching.write_note(
            campaign, by=planner, at=moment("20:00", f"2026-11-0{day}"), day=date(2026, 11, day), text="手工数",
            typed={"biz.participants": D(so_far), "biz.spend": D(9)},
        )  # fmt: skip
    courses.update(campaign.team, through=date(2026, 11, 3), at=moment("06:10", "2026-11-04"))

    assert list(CampaignDay.objects.order_by("day").values_list("colour", flat=True)) == ["yellow", "orange", "red"]
    assert "biz.spend" not in DailyNote.objects.latest("day").typed


@pytest.mark.parametrize("day", [date(2026, 10, 31), date(2026, 11, 4), date(2026, 11, 11)])
def test_only_days_of_the_campaign_until_today_have_notes(campaign, planner, day):
    with pytest.raises(NotAllowedNow, match="不是活动"):
        watching.write_note(campaign, by=planner, at=moment("20:00", "2026-11-03"), day=day, text="稳")


def test_before_its_approval_a_campaign_has_no_notes(planner):
    item = start(planner, code="campaign", title="抽奖", starts_on=START, ends_on=END)

    with pytest.raises(NotAllowedNow, match="审批通过"):
        watching.write_note(item, by=planner, at=moment("20:00", "2026-11-03"), day=START, text="稳")


def test_orange_asks_for_a_note_until_it_is_written_and_red_for_another(campaign, planner):
    run(campaign, 0, 0)
    assert watching.owes_note(campaign)

    note = watching.catch_up(campaign, by=planner, at=moment("10:00", "2026-11-03"), reason="投放停了", plan="加社群")
    assert (note.colour, note.gap) == ("orange", 20)
    assert not watching.owes_note(campaign)

    run(campaign, 0, first=date(2026, 11, 3))
    assert watching.owes_note(campaign)


def test_on_plan_there_is_nothing_to_catch_up(campaign, planner):
    run(campaign, 100)

    with pytest.raises(NotAllowedNow, match="没有要追赶的"):
        watching.catch_up(campaign, by=planner, at=moment("10:00", "2026-11-03"), reason="无", plan="无")


def test_a_campaign_that_fell_behind_stands_on_the_weekly_agenda_until_it_is_better(campaign, chief):
    run(campaign, 0, 0, 0)
    series = Series.objects.create(
        team=chief.team, kind="weekly", name="周复盘", frequency="weekly", weekday=2, first_on=START,
        starts_at=time(16, 0), minutes=60, chair=chief,
    )  # fmt: skip
    meeting = Meeting.objects.create(
        series=series, day=date(2026, 11, 4), starts_at=time(16, 0), minutes=60, chair=chief
    )

    sections = {one.code: one for one in agenda_of(meeting, at=moment("15:00", "2026-11-04"))}

    line = sections["colours"].lines[0]
    assert (line.title, line.tone, line.chip_words) == ("双十一拼团", "red", "差 30 点")
