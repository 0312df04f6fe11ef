"""Writing a stand-up: one's own, on its day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from meetings.models import StandUp
from meetings.services import stand_ups as services
from teamops.lib.exceptions import NotAllowedNow

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 23)
# 09:30 in Beijing.
AT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


def write(member, *, at=AT, day=DAY, done="", plan="改稿", blockers=""):
    return services.write(member, day=day, done=done, plan=plan, blockers=blockers, at=at)


def test_a_stand_up_is_kept_without_the_blanks_around_it(member):
    stand_up = write(member, done="  选题会\n\n排期 ", plan="改稿\n", blockers=" ")

    stand_up.refresh_from_db()
    assert stand_up.done_lines == ["选题会", "排期"]
    assert stand_up.plan_lines == ["改稿"]
    assert stand_up.blocker_lines == []
    assert stand_up.written_at == AT


def test_writing_again_changes_it_and_says_when(member):
    write(member)
    write(member, plan="交稿", at=AT + timedelta(hours=2))

    stand_up = StandUp.objects.get()
    assert stand_up.plan == "交稿"
    assert stand_up.written_at == AT
    assert stand_up.edited_at == AT + timedelta(hours=2)


def test_it_can_be_changed_until_midnight_in_the_teams_time(member):
    last_minute = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)
    write(member, at=last_minute)

    with pytest.raises(NotAllowedNow, match="11-23"):
        write(member, plan="too late", at=last_minute + timedelta(minutes=1))
    assert StandUp.objects.get().plan == "改稿"


def test_the_next_working_days_may_be_written_from_the_evening_before(member):
    """The 23rd is a Monday; the team's window opens at 18:00."""
    evening = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

    with pytest.raises(NotAllowedNow, match="11-23 18:00"):
        write(member, day=DAY + timedelta(days=1), at=evening - timedelta(minutes=1))
    assert not write(member, day=DAY + timedelta(days=1), at=evening).is_late
    with pytest.raises(NotAllowedNow):
        write(member, day=DAY + timedelta(days=2), at=evening)


def test_mondays_may_be_written_on_friday_evening(member):
    friday_evening = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)

    assert write(member, at=friday_evening).day == DAY


def test_it_is_late_after_the_teams_deadline_and_stays_so_whatever_the_team_sets_later(member):
    assert not write(member, at=AT).is_late
    other = write(member, day=DAY + timedelta(days=1), at=AT + timedelta(days=1, minutes=1))

    assert other.is_late
    member.team.stand_up_due_at = time(9, 45)
    member.team.save()
    other.refresh_from_db()
    assert other.is_late


def test_each_member_has_their_own(member, other_member):
    write(member, plan="改稿")
    write(other_member, plan="排期")

    assert StandUp.objects.get(member=member).plan == "改稿"
    assert StandUp.objects.get(member=other_member).plan == "排期"
