"""Who is missing hears of it once, when four fifths of the window are over; the leads get a report when it closes."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from meetings.models import StandUp
from meetings.services import reminding
from meetings.window import Window
from notices.models import Notice
from roles.models import DayOverride, Leave

BEIJING = ZoneInfo("Asia/Shanghai")
# A Tuesday.
DAY = date(2026, 11, 17)


def at(clock: str, day=DAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=BEIJING)


def told(kind: str) -> list[str]:
    return sorted(str(one.member) for one in Notice.objects.filter(kind=kind))


@pytest.mark.parametrize(
    ("opens", "due", "reminds"),
    [
        ("18:00", "09:30", "08:24"),  # 4 h in the evening, 1.5 h in the morning: 4.4 h are 80 %
        ("21:00", "10:00", "09:24"),  # 1 h and 2 h: 2.4 h
        ("23:00", "09:00", "08:48"),  # the morning alone
    ],
)
def test_the_night_between_counts_for_nothing(opens, due, reminds):
    window = Window.of(
        DAY,
        day_before=DAY - timedelta(days=1),
        opens_at=time.fromisoformat(opens),
        due_at=time.fromisoformat(due),
        zone=BEIJING,
    )

    assert window.reminds == at(reminds)


def test_a_window_without_waking_hours_counts_as_it_is():
    window = Window.of(DAY, day_before=DAY - timedelta(days=1), opens_at=time(22), due_at=time(8), zone=BEIJING)

    assert window.reminds == at("06:00")


@pytest.mark.django_db
def test_only_who_is_missing_is_reminded_and_once(team, member, other_member, lead, auditor):
    StandUp.objects.create(member=other_member, day=DAY, plan="改稿", written_at=at("08:00"))
    Leave.objects.create(member=lead, from_on=DAY, until_on=DAY)

    assert reminding.look(at("08:23")) == 0
    assert reminding.look(at("08:24")) == 1
    assert reminding.look(at("08:25")) == 0
    assert told("stand_up_due") == ["Member"]


@pytest.mark.django_db
def test_the_leads_get_one_report_when_the_window_closes(team, member, other_member, lead):
    StandUp.objects.create(member=other_member, day=DAY, plan="改稿", written_at=at("08:00"))

    assert reminding.look(at("09:31")) == 1
    assert reminding.look(at("12:00")) == 0
    words = Notice.objects.get(kind="stand_up_report").arguments
    assert (words["written"], words["expected"], words["missing"]) == (1, 3, "Member、Lead")


@pytest.mark.django_db
def test_on_a_day_off_nobody_is_told_anything(team, member, lead):
    DayOverride.objects.create(team=team, day=DAY, is_working=False)

    assert [reminding.look(at(clock)) for clock in ("08:30", "09:31")] == [0, 0]
    assert not Notice.objects.exists()
