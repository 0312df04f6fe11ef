"""The minutes that a team gives each section."""

from datetime import time

import pytest

from meetings.agenda.writing import agenda_of
from meetings.models import Meeting, Series

pytestmark = pytest.mark.django_db

WEEKLY = {
    "numbers": 15, "content": 10, "late": 10, "colours": 10, "blockers": 8, "actions": 5, "gaps": 2, "topics": 0,
}  # fmt: skip


@pytest.fixture
def series(team, lead):
    return Series.objects.create(
        team=team, kind="weekly", name="周复盘", frequency="weekly", weekday=3, first_on="2026-11-19",
        starts_at=time(16, 0), minutes=60, chair=lead,
    )  # fmt: skip


def address(series) -> str:
    return f"/t/brook/meetings/series/{series.pk}/slots/"


def test_what_differs_is_kept_and_the_agenda_follows(browse, lead, series):
    shown = browse(lead).get(address(series)).content.decode()
    browse(lead).post(address(series), WEEKLY | {"numbers": 20, "gaps": 0, "late": 7})

    series.refresh_from_db()
    meeting = Meeting.objects.create(series=series, day="2026-11-19", starts_at=time(16, 0), minutes=60, chair=lead)
    meeting.refresh_from_db()
    minutes = {one.code: one.minutes for one in agenda_of(meeting, at=meeting.begins)}
    assert 'value="15"' in shown
    assert series.slots == {"numbers": 20, "gaps": 0, "late": 7}
    assert (minutes["numbers"], minutes["late"], "gaps" in minutes) == (20, 7, False)


def test_more_minutes_than_the_meeting_has_are_refused(browse, lead, series):
    answer = browse(lead).post(address(series), WEEKLY | {"numbers": 16})

    series.refresh_from_db()
    assert answer.status_code == 422
    assert "61" in answer.content.decode()
    assert series.slots == {}


def test_a_member_may_not(browse, member, series):
    assert browse(member).post(address(series), WEEKLY).status_code == 403
