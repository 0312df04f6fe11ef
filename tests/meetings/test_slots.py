"""The minutes that a team gives each section."""

from datetime import date, time

import pytest
from django.utils import timezone

from meetings.agenda.headlines import MOST, SHIPPED
from meetings.agenda.writing import agenda_of
from meetings.models import Meeting, Series
from metrics.models import Metric
from tests.building import make_channel, put

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


CHOSEN = {"headlines": list(SHIPPED)}


def address(series) -> str:
    return f"/t/brook/meetings/series/{series.pk}/slots/"


def test_what_differs_is_kept_and_the_agenda_follows(browse, lead, series):
    shown = browse(lead).get(address(series)).content.decode()
    browse(lead).post(address(series), WEEKLY | CHOSEN | {"numbers": 20, "gaps": 0, "late": 7})

    series.refresh_from_db()
    meeting = Meeting.objects.create(series=series, day="2026-11-19", starts_at=time(16, 0), minutes=60, chair=lead)
    meeting.refresh_from_db()
    minutes = {one.code: one.minutes for one in agenda_of(meeting, at=meeting.begins)}
    assert 'value="15"' in shown
    assert series.slots == {"numbers": 20, "gaps": 0, "late": 7}
    assert series.headlines == []
    assert (minutes["numbers"], minutes["late"], "gaps" in minutes) == (20, 7, False)


def test_more_minutes_than_the_meeting_has_are_refused(browse, lead, series):
    answer = browse(lead).post(address(series), WEEKLY | CHOSEN | {"numbers": 16})

    series.refresh_from_db()
    assert answer.status_code == 422
    assert "61" in answer.content.decode()
    assert series.slots == {}


def test_a_member_may_not(browse, member, series):
    assert browse(member).post(address(series), WEEKLY | CHOSEN).status_code == 403


def agenda(series, lead):
    meeting = Meeting.objects.create(series=series, day="2026-11-19", starts_at=time(16, 0), minutes=60, chair=lead)
    meeting.refresh_from_db()
    return next(one for one in agenda_of(meeting, at=meeting.begins) if one.code == "numbers")


def test_a_series_looks_at_the_numbers_that_were_chosen(browse, lead, series):
    channel = make_channel(series.team).subject
    for code in ("oa.readers", "oa.followers_lost"):
        put(channel, code, {date(2026, 11, 18): 90, date(2026, 11, 11): 60})
    shipped = [line.figures.metric["en"] for line in agenda(series, lead).lines]
    assert shipped == ["Readers", "Net new followers"]
    Meeting.objects.all().delete()

    page = browse(lead).get(address(series)).content.decode()
    browse(lead).post(address(series), WEEKLY | {"headlines": ["oa.followers_lost"]})

    series.refresh_from_db()
    (line,) = agenda(series, lead).lines
    assert 'value="oa.readers" checked' in page
    assert series.headlines == ["oa.followers_lost"]
    assert line.key.endswith(":oa.followers_lost")
    assert line.figures.tone == "bad"


@pytest.mark.parametrize("chosen", [[], ["process.stand_up_rate"], [f"own.{n}" for n in range(MOST + 1)]])
def test_no_number_a_strange_one_or_too_many_are_refused(chosen, browse, lead, series):
    answer = browse(lead).post(address(series), WEEKLY | {"headlines": chosen})

    series.refresh_from_db()
    assert answer.status_code == 422
    assert series.headlines == []


def test_without_the_section_no_number_needs_to_be_chosen(browse, lead, series):
    assert browse(lead).post(address(series), WEEKLY | {"numbers": 0}).status_code == 302


def test_a_chosen_metric_that_was_retired_is_left_out(series, lead):
    own = Metric.objects.create(team=series.team, code="own.calls", name="电话", group="oa", unit="count", fold="flow")
    channel = make_channel(series.team).subject
    put(channel, "own.calls", {date(2026, 11, 18): 90, date(2026, 11, 11): 60})
    Series.objects.update(headlines=["own.calls"])
    series.refresh_from_db()
    assert [line.figures.metric["zh"] for line in agenda(series, lead).lines] == ["电话"]
    Meeting.objects.all().delete()

    Metric.objects.filter(pk=own.pk).update(retired_at=timezone.now())

    assert agenda(series, lead).lines == []


def test_of_two_who_change_it_at_once_the_second_is_told_and_keeps_what_was_typed(browse, lead, manager, series):
    first = browse(lead).get(address(series)).context["seen"]
    browse(manager).post(address(series), WEEKLY | CHOSEN | {"late": 7, "seen": first})

    told = browse(lead).post(address(series), WEEKLY | CHOSEN | {"content": 9, "seen": first})
    series.refresh_from_db()
    assert told.status_code == 409
    assert 'value="9"' in told.content.decode()
    assert series.slots == {"late": 7}

    browse(lead).post(address(series), WEEKLY | CHOSEN | {"content": 9, "seen": told.context["seen"]})
    series.refresh_from_db()
    assert series.slots == {"content": 9}


def test_a_series_is_ended_on_its_own_page_once_the_consequence_was_read(browse, lead, series):
    client, all_of_them = browse(lead), "/t/brook/meetings/series/"
    assert "/end/" not in client.get(all_of_them).content.decode()
    assert f"{all_of_them}{series.pk}/end/" in client.get(f"{all_of_them}{series.pk}/edit/").content.decode()

    client.post(f"{all_of_them}{series.pk}/end/")

    series.refresh_from_db()
    assert series.ended_on == timezone.localdate()
