"""Series of meetings over REST: the same rooms by another door."""

import pytest
from django.utils import timezone

from meetings.models import Meeting, Series

pytestmark = pytest.mark.django_db

LIST = "/api/v1/series/"
JSON = {"content_type": "application/json"}


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def asked(lead, member, today) -> dict:
    return {
        "kind": "own", "name": "选题会", "frequency": "weekly", "weekday": 2, "first_on": f"{today}",
        "starts_at": "10:00", "minutes": 30, "chair": lead.pk, "attendees": [member.pk],
    }  # fmt: skip


@pytest.fixture
def series(browse, lead, asked) -> Series:
    return Series.objects.get(pk=browse(lead).post(LIST, asked, **JSON).json()["id"])


def test_a_lead_sets_one_up_and_its_meetings_stand_in_the_calendar(browse, lead, member, asked, today):
    answer = browse(lead).post(LIST, asked, **JSON)

    assert answer.status_code == 201
    told = answer.json()
    assert (told["team"], told["weekday"], told["attendees"], told["ended_on"]) == ("brook", 2, [member.pk], None)
    days = Meeting.objects.filter(series=told["id"]).values_list("day", flat=True)
    assert len(days) >= 4
    assert all(day >= today for day in days)


def test_the_list_holds_the_teams_series_and_no_others(browse, series, member, outsider):
    assert [row["name"] for row in browse(member).get(LIST, {"kind": "own"}).json()["results"]] == ["选题会"]
    assert browse(member).get(LIST, {"running": "false"}).json()["results"] == []
    assert browse(outsider).get(f"{LIST}{series.pk}/").status_code == 404


def test_a_change_of_one_thing_keeps_the_rest_and_plans_anew(browse, lead, member, series):
    answer = browse(lead).patch(f"{LIST}{series.pk}/", {"weekday": 3}, **JSON)

    assert answer.status_code == 200
    assert (answer.json()["name"], answer.json()["attendees"]) == ("选题会", [member.pk])
    assert {day.weekday() for day in series.meetings.values_list("day", flat=True)} <= {3, 4, 0}


def test_an_ended_one_has_no_further_meetings_and_ends_once(browse, lead, series, today):
    client = browse(lead)

    assert client.post(f"{LIST}{series.pk}/end/").json()["ended_on"] == f"{today}"
    assert not series.meetings.exists()
    assert client.post(f"{LIST}{series.pk}/end/").status_code == 409


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"weekday": None}, "weekday"),
        ({"weekday": 7}, "weekday"),
        ({"frequency": "monthly"}, "month_day"),
        ({"every": 0}, "every"),
        ({"minutes": 4}, "minutes"),
        ({"first_on": "0026-11-27"}, "first_on"),
        ({"name": "选\0题"}, "name"),
    ],
)
def test_what_makes_no_rule_is_said_at_its_field(browse, lead, asked, wrong, field):
    answer = browse(lead).post(LIST, asked | wrong, **JSON)

    assert answer.status_code == 400
    assert list(answer.json()) == [field]
    assert not Series.objects.filter(name="选题会").exists()


def test_only_people_of_the_team_chair_and_attend(browse, lead, outsider, asked):
    for field, people in (("chair", outsider.pk), ("attendees", [outsider.pk])):
        assert list(browse(lead).post(LIST, asked | {field: people}, **JSON).json()) == [field]


def test_one_that_is_never_held_is_a_conflict(browse, lead, asked):
    answer = browse(lead).post(LIST, asked | {"weekday": 6, "moves": False}, **JSON)

    assert answer.status_code == 409


def test_members_set_nothing_up(browse, member, series, asked):
    client = browse(member)

    assert client.post(LIST, asked, **JSON).status_code == 403
    assert client.patch(f"{LIST}{series.pk}/", {"weekday": 3}, **JSON).status_code == 403
    assert client.post(f"{LIST}{series.pk}/end/").status_code == 403
    assert series.meetings.exists()
