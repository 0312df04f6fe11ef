"""The calendar: what stands on which day, what is one too many, who is reached twice."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from campaigns import work_calendar
from campaigns.models import ContentDetail, Item
from campaigns.services import sending, stages
from roles.models import DayOverride
from teamops.lib.months import Span
from tests.building import make_channel
from tests.campaigns.conftest import AT, moment, start

pytestmark = pytest.mark.django_db

NOVEMBER = Span.month(date(2026, 11, 1))


@pytest.fixture
def account(team):
    return make_channel(team)


def planned(by, channel, day: str, clock: str = "12:00", **words) -> Item:
    title = words.pop("title", f"{day} {clock}")
    return start(by, title=title, channel=channel, planned_at=moment(clock, day), **words)


def calendar_of(reader, span=NOVEMBER, **how):
    return work_calendar.of_team(reader, span, at=how.pop("at", AT), **how)


def on(calendar, day: date) -> list[str]:
    return [
        one.content.item.title
        for week in calendar.weeks
        for cell in week.days
        if cell.date == day
        for one in cell.entries
    ]


def test_each_piece_stands_on_its_day_in_the_order_of_the_day(planner, account):
    planned(planner, account, "2026-11-25", "18:00", title="晚")
    planned(planner, account, "2026-11-25", "08:00", title="早")
    planned(planner, account, "2026-12-02", title="下月")
    stages.drop(planned(planner, account, "2026-11-25"), by=planner, at=AT, reason="撞题")
    found = calendar_of(planner)
    assert on(found, date(2026, 11, 25)) == ["早", "晚"]
    assert len(found.entries) == 2
    assert on(found, date(2026, 12, 2)) == ["下月"]


def test_what_is_out_stands_on_the_day_it_came_out(planner, account):
    item = planned(planner, account, "2026-11-25", title="提前了")
    ContentDetail.objects.filter(item=item).update(published_at=moment("09:00", "2026-11-24"))
    late = planned(planner, account, "2026-11-20", title="没发")
    found = calendar_of(planner)
    assert on(found, date(2026, 11, 24)) == ["提前了"]
    assert [(one.content.pk, one.is_late) for one in found.entries] == [(late.pk, True), (item.pk, False)]


def test_a_day_begins_at_midnight_in_the_teams_city(planner, account):
    planned(planner, account, "2026-11-30", "23:30", title="月底")
    planned(planner, account, "2026-12-01", "00:00", title="月初")
    assert [one.content.item.title for one in calendar_of(planner).entries] == ["月底"]


def test_weeks_are_whole_from_monday_to_sunday(planner):
    found = calendar_of(planner)
    days = [day.date for week in found.weeks for day in week.days]
    assert (days[0], days[-1], len(days)) == (date(2026, 10, 26), date(2026, 12, 6), 42)
    assert len(found.days) == 30


def test_what_is_past_the_quota_is_marked_and_the_use_counted(planner, lead, account):
    for day in ("2026-11-23", "2026-11-24", "2026-11-25"):
        planned(planner, account, day)
    planned(planner, account, "2026-11-23")
    sending.set_quota(account, at_most=2, per="month", by=lead, at=AT)
    found = calendar_of(planner)
    assert [one.day.day for one in found.over] == [25]
    assert [(use.taken, use.is_over, use.left) for use in found.uses] == [(3, True, 0)]


def test_the_quota_of_a_month_is_judged_in_a_week_too(planner, lead, account):
    for day in ("2026-11-02", "2026-11-24"):
        planned(planner, account, day)
    sending.set_quota(account, at_most=1, per="month", by=lead, at=AT)
    week = calendar_of(planner, Span(date(2026, 11, 23), date(2026, 11, 29)))
    assert [one.day.day for one in week.over] == [24]


CLASHES = {
    "within a day": (("2026-11-24", "20:00", "会员"), True),
    "however it is written": (("2026-11-24", "20:00", " VIP "), False),
    "a day apart": (("2026-11-25", "12:00", "会员"), False),
    "another audience": (("2026-11-24", "20:00", "新客"), False),
    "everybody": (("2026-11-24", "20:00", ""), False),
}


@pytest.mark.parametrize("case", CLASHES)
def test_two_sends_to_one_audience_within_a_day_clash(case, planner, account, team):
    (day, clock, audience), clashes = CLASHES[case]
    one = planned(planner, account, "2026-11-24", audience="会员")
    other = planned(planner, make_channel(team, "视频号", "video_account"), day, clock, audience=audience)
    found = {one.content.pk: [other.pk for other in one.clashes] for one in calendar_of(planner).clashing}
    assert found == ({one.pk: [other.pk], other.pk: [one.pk]} if clashes else {})


def test_audiences_are_one_in_small_and_capital_letters(planner, account, team):
    planned(planner, account, "2026-11-24", audience="VIP")
    planned(planner, account, "2026-11-24", "15:00", audience="vip ")
    assert len(calendar_of(planner).clashing) == 2


def test_articles_of_one_send_dont_clash(planner, account):
    planned(planner, account, "2026-11-24", audience="会员")
    planned(planner, account, "2026-11-24", audience="会员")
    assert calendar_of(planner).clashing == []


def test_a_clash_over_the_months_end_is_seen(planner, account, team):
    planned(planner, account, "2026-11-30", "20:00", audience="会员")
    planned(planner, account, "2026-12-01", "08:00", audience="会员")
    assert len(calendar_of(planner).clashing) == 1


def test_campaigns_lie_over_their_weeks(lead):
    item = start(lead, code="campaign", starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 24))
    bars = [
        (week.days[0].date.day, bar.before, bar.days, bar.after)
        for week in calendar_of(lead).weeks
        for bar in week.bars
    ]
    assert bars == [(16, 4, 3, 0), (23, 0, 2, 5)]
    assert [one.pk for one in calendar_of(lead).campaigns] == [item.pk]


def test_blackout_days_and_days_off_are_said(lead, team):
    sending.black_out(first_on=date(2026, 11, 5), last_on=date(2026, 11, 6), reason="封网", by=lead, at=AT)
    DayOverride.objects.create(team=team, day=date(2026, 11, 9), is_working=False)
    days = {day.date.day: day for day in calendar_of(lead).days}
    assert [one.reason for one in days[6].blackouts] == ["封网"]
    assert not days[7].blackouts
    assert not days[9].work.is_worked


def test_one_channel_is_shown_and_all_are_judged(planner, account, team):
    other = make_channel(team, "视频号", "video_account")
    planned(planner, account, "2026-11-24", audience="会员")
    planned(planner, other, "2026-11-24", "15:00", audience="会员")
    found = calendar_of(planner, channel=str(account.pk))
    assert [len(one.clashes) for one in found.entries] == [1]


@pytest.mark.parametrize(
    "asked", ["", "?month=2026-11", "?week=2026-11-25", "?month=nonsense", "?week=9999-99-99", "?month=0001-01"]
)
def test_the_page_opens_for_whatever_is_asked(asked, planner, account, browse):
    planned(planner, account, "2026-11-25")
    start(planner, title="还没排")
    page = browse(planner).get(reverse("campaigns:calendar", args=["brook"]) + asked)
    assert page.status_code == 200
    assert "还没排" in page.content.decode()
    assert "month=" in page.content.decode()


def test_another_teams_plans_arent_seen(planner, outsider, account):
    planned(planner, account, "2026-11-25")
    assert calendar_of(outsider).entries == []


@pytest.mark.parametrize(("today", "folded"), [("2026-11-26", True), ("2026-11-24", False)])
def test_the_phones_agenda_says_what_is_wrong_on_days_that_are_folded_away(
    today, folded, planner, lead, account, browse
):
    planned(planner, account, "2026-11-25", "18:00", audience="会员")
    planned(planner, account, "2026-11-25", "19:00", audience="会员")
    sending.set_quota(account, at_most=1, per="day", by=lead, at=AT)
    with time_machine.travel(moment("09:00", today), tick=False):
        page = browse(planner).get(reverse("campaigns:calendar", args=["brook"])).content.decode()
    summary = page.partition("<summary>")[2].partition("</summary>")[0]

    said = ["1 篇超配额", "2 篇未发出", "2 篇受众重复"]
    assert [words for words in said if words in summary] == (said if folded else [])
