"""Goals over REST: set, approved, moved, noted, read with their course."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kpis.models import Goal
from tests.building import each_day, make_channel, put
from tests.conftest import Level, make_member

pytestmark = pytest.mark.django_db

LIST = "/api/v1/goals/"
A_DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def wanted(member, today):
    return {
        "name": "New followers", "metric": "oa.followers_new", "subject_kind": "channel", "baseline": "0",
        "target": "400", "start_on": f"{today - 50 * A_DAY}", "end_on": f"{today + 49 * A_DAY}", "owner": member.pk,
    }  # fmt: skip


@pytest.fixture
def zeros(team, today):
    channel = make_channel(team, watermark=today)
    put(channel.subject, "oa.followers_new", each_day(today - 50 * A_DAY, today - A_DAY, 0))


def test_a_goal_is_set_approved_and_read_with_its_course(program, lead, manager, member, wanted, zeros):
    made = program(lead).post(f"{LIST}?team=brook", wanted)
    assert (made.status_code, made.json()["state"], made.json()["days"]) == (201, "draft", [])
    one = f"{LIST}{made.json()['id']}/"

    approved = program(manager).post(f"{one}approve/")

    said = approved.json()
    assert (approved.status_code, said["state"], said["colour"], said["owes_note"]) == (200, "active", "red", True)
    assert said["standing"]["gap"] == "50.00"
    assert (len(said["days"]), said["commitments"][0]["number"]) == (50, 1)
    listed = program(member).get(LIST, {"team": "brook", "colour": "red"}).json()["results"]
    assert [goal["id"] for goal in listed] == [said["id"]]


def test_what_smart_lacks_is_409_with_every_sentence(program, lead, wanted):
    response = program(lead).post(LIST, {"name": "", "metric": wanted["metric"]})

    assert response.status_code == 409
    assert "Specific" in response.json()["detail"]
    assert "Time-bound" in response.json()["detail"]
    assert "Achievable" in response.json()["detail"]


def test_a_note_a_move_a_milestone_and_the_end(program, lead, manager, member, wanted, zeros, today):
    one = f"{LIST}{program(lead).post(LIST, wanted).json()['id']}/"
    program(manager).post(f"{one}approve/")

    noted = program(member).post(f"{one}notes/", {"reason": "ads stopped", "plan": "start again on Monday"})
    assert (noted.status_code, noted.json()["owes_note"]) == (201, False)
    move = {"end_on": f"{today + 90 * A_DAY}", "target": "400", "reason": "late start"}
    assert program(lead).post(f"{one}move/", move).status_code == 200
    assert program(lead).post(f"{one}move/", move).status_code == 409
    moved = program(manager).post(f"{one}move/approve/").json()
    assert (moved["moves"], moved["end_on"], moved["colour"]) == (1, move["end_on"], "red")
    stop = program(lead).post(f"{one}milestones/", {"name": "manual", "due_on": f"{today}"}).json()["milestones"][0]
    judged = program(lead).post(f"{one}milestones/{stop['id']}/judge/", {"met_on": f"{today}", "evidence": "seen"})
    assert judged.json()["milestones"][0]["judged_by"] == lead.pk
    closed = program(manager).post(f"{one}close/", {"comment": "given up"})
    assert closed.json()["state"] == "closed"


def test_a_draft_is_changed_in_parts_and_discarded(program, lead, wanted):
    client = program(lead)
    one = f"{LIST}{client.post(LIST, wanted).json()['id']}/"

    assert client.patch(one, {"target": "300"}).json()["target"] == "300.000000"
    assert client.patch(one, {"target": "0"}).status_code == 409
    assert client.delete(one).status_code == 204
    assert not Goal.objects.exists()


def test_a_move_is_declined_with_a_reason(program, lead, manager, wanted, today):
    one = f"{LIST}{program(lead).post(LIST, wanted).json()['id']}/"
    program(manager).post(f"{one}approve/")
    program(lead).post(f"{one}move/", {"end_on": f"{today + 90 * A_DAY}", "target": "400", "reason": "late"})

    assert program(manager).post(f"{one}move/decline/", {}).status_code == 409
    declined = program(manager).post(f"{one}move/decline/", {"comment": "no"}).json()
    assert (declined["moves"], declined["commitments"][1]["state"]) == (0, "declined")


def test_another_teams_metric_owner_and_goal_stay_out(program, lead, outsider, wanted):
    client = program(lead)
    theirs = program(outsider).post(LIST, wanted | {"owner": outsider.pk}).json()["id"]

    assert client.get(f"{LIST}{theirs}/").status_code == 404
    assert client.post(LIST, wanted | {"owner": outsider.pk}).status_code == 409
    assert client.post(LIST, wanted | {"parent": theirs}).status_code == 409


def test_somebody_in_two_teams_reads_both_and_says_where_to_write(program, lead, other_team, wanted):
    other = make_member(other_team, "both", Level.LEAD)
    other.person = lead.person
    other.save()
    client = program(lead)
    client.post(f"{LIST}?team=brook", wanted)
    client.post(f"{LIST}?team=hill", wanted | {"owner": other.pk})

    assert {goal["team"] for goal in client.get(LIST).json()["results"]} == {"brook", "hill"}
    assert client.post(LIST, wanted).status_code == 400
