"""Stand-ups over REST: the same rooms by another door."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meetings.models import StandUp
from roles.models import Member

pytestmark = pytest.mark.django_db

LIST = "/api/v1/stand-ups/"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def mine(member, today) -> StandUp:
    return StandUp.objects.create(member=member, day=today, plan="改稿", done="选题", written_at=timezone.now())


def test_the_list_holds_the_teams_stand_ups_and_no_others(browse, mine, other_member, outsider, today):
    StandUp.objects.create(member=outsider, day=today, plan="secret", written_at=timezone.now())

    answer = browse(other_member).get(LIST).json()

    assert [row["plan"] for row in answer["results"]] == ["改稿"]
    assert answer["results"][0]["team"] == "brook"


def test_it_is_filtered_by_day_span_and_member(browse, mine, other_member, today):
    StandUp.objects.create(member=other_member, day=today - timedelta(days=1), plan="排期", written_at=timezone.now())
    client = browse(other_member)

    def plans(**query) -> list[str]:
        return [row["plan"] for row in client.get(LIST, query).json()["results"]]

    assert plans() == ["改稿", "排期"]
    assert plans(day=f"{today}") == ["改稿"]
    assert plans(last=f"{today - timedelta(days=1)}") == ["排期"]
    assert plans(member=other_member.pk) == ["排期"]
    assert client.get(LIST, {"team": "hill"}).status_code == 404


def test_one_writes_ones_own(browse, member, today):
    answer = browse(member).post(LIST, {"plan": "改稿"}, content_type="application/json")

    assert answer.status_code == 201
    stand_up = StandUp.objects.get()
    assert (stand_up.member, stand_up.day) == (member, today)


def test_one_changes_ones_own_and_keeps_the_rest(browse, member, mine):
    answer = browse(member).patch(f"{LIST}{mine.pk}/", {"plan": "交稿"}, content_type="application/json")

    assert answer.status_code == 200
    mine.refresh_from_db()
    assert (mine.plan, mine.done) == ("交稿", "选题")


def test_nobody_changes_another_ones(browse, lead, mine):
    answer = browse(lead).patch(f"{LIST}{mine.pk}/", {"plan": "no"}, content_type="application/json")

    assert answer.status_code == 403


def test_a_day_that_is_over_is_a_conflict_with_a_sentence(browse, member, today):
    yesterday = f"{today - timedelta(days=1)}"

    answer = browse(member).post(LIST, {"plan": "改稿", "day": yesterday}, content_type="application/json")

    assert answer.status_code == 409
    assert yesterday[5:] in answer.json()["detail"]


def test_without_a_plan_the_field_is_named(browse, member):
    answer = browse(member).post(LIST, {"done": "选题"}, content_type="application/json")

    assert answer.status_code == 400
    assert "plan" in answer.json()


def test_an_auditor_reads_and_does_not_write(browse, auditor, mine):
    assert browse(auditor).get(LIST).status_code == 200
    assert browse(auditor).post(LIST, {"plan": "no"}, content_type="application/json").status_code == 403


def test_who_is_in_two_teams_says_which(browse, member, other_team, today):
    Member.objects.create(team=other_team, person=member.person, joined_on=today)
    client = browse(member)

    assert client.post(LIST, {"plan": "改稿"}, content_type="application/json").status_code == 400
    assert client.post(f"{LIST}?team=hill", {"plan": "改稿"}, content_type="application/json").status_code == 201
    assert StandUp.objects.get().member.team == other_team


def test_it_cannot_be_deleted(browse, member, mine):
    assert browse(member).delete(f"{LIST}{mine.pk}/").status_code == 405
