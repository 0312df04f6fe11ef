"""Content items and attributions over REST: the same rooms as the pages."""

from datetime import date

import pytest

from metrics.models import Attribution, ContentKey, Subject
from tests.building import attribute, make_channel, make_content, put

pytestmark = pytest.mark.django_db

CONTENT, ATTRIBUTIONS = "/api/v1/content/", "/api/v1/attributions/"


def test_an_item_says_under_what_it_is_known_and_who_answers(program, member, account):
    item = make_content(account)
    attribute(item, member, share=60)
    ContentKey.objects.create(subject=item, channel=account, kind="msgid", value="7_1")

    told = program(member).get(f"{CONTENT}{item.pk}/").json()

    assert (told["team"], told["state"], told["published_on"]) == ("brook", "known", "2026-10-05")
    assert told["keys"] == [{"kind": "msgid", "value": "7_1"}]
    assert told["attributions"][0]["share"] == "60.00"


def test_the_list_is_cut_down(program, member, account):
    make_content(account, "甲", state="new")
    attribute(make_content(account, "乙", published_on=date(2026, 9, 1)), member)

    def found(**query) -> list[str]:
        return [row["name"] for row in program(member).get(CONTENT, query).json()["results"]]

    assert found(state="new") == ["甲"]
    assert found(unanswered="true") == ["甲"]
    assert found(q="乙") == ["乙"]
    assert found(**{"from": "2026-09-01", "to": "2026-09-30"}) == ["乙"]


def test_an_analyst_joins_takes_back_ignores_and_keeps(program, analyst, account):
    into, item = make_content(account, "甲"), make_content(account, "乙", state="new")
    put(item, "oa.readers", {item.published_on: 7})
    client = program(analyst)

    joined = client.post(f"{CONTENT}{item.pk}/join/", {"into": into.pk, "is_confirmed": True})
    assert (joined.status_code, joined.json()["joined_to"], joined.json()["signed_months"]) == (200, into.pk, [])
    assert client.post(f"{CONTENT}{item.pk}/join/", {"into": into.pk}).status_code == 409
    assert client.post(f"{CONTENT}{item.pk}/take-back/").json()["state"] == "new"
    assert client.post(f"{CONTENT}{item.pk}/ignore/").json()["state"] == "ignored"
    assert client.post(f"{CONTENT}{item.pk}/keep/").status_code == 409
    client.post(f"{CONTENT}{item.pk}/take-back/")
    assert client.post(f"{CONTENT}{item.pk}/keep/").json()["state"] == "known"


def test_an_item_of_another_team_is_no_field_to_join_into(program, analyst, account, other_team):
    item = make_content(account)
    theirs = make_content(make_channel(other_team))

    assert program(analyst).post(f"{CONTENT}{item.pk}/join/", {"into": theirs.pk}).status_code == 400
    assert Subject.objects.get(pk=item.pk).state == "known"


def test_who_answers_is_made_changed_and_ended(program, analyst, member, account):
    client = program(analyst)
    asked = {"subject": account.subject_id, "member": member.pk, "share": "60", "from_on": "2026-10-01"}

    made = client.post(ATTRIBUTIONS, asked)
    assert (made.status_code, made.json()["name"], made.json()["signed_months"]) == (201, "Member", [])
    one = f"{ATTRIBUTIONS}{made.json()['id']}/"
    assert client.patch(one, {"share": "80"}).json()["share"] == "80.00"
    assert client.post(f"{one}end/", {"until_on": "2026-10-31"}).json()["until_on"] == "2026-10-31"
    listed = client.get(ATTRIBUTIONS, {"subject": account.subject_id, "on": "2026-11-01"}).json()
    assert listed["results"] == []


def test_over_all_of_it_is_a_conflict(program, analyst, member, other_member, account):
    attribute(account.subject, member)
    asked = {"subject": account.subject_id, "member": other_member.pk, "share": "1", "from_on": "2026-10-01"}

    refused = program(analyst).post(ATTRIBUTIONS, asked)

    assert refused.status_code == 409
    assert "2026-10-01" in refused.json()["detail"]


def test_subjects_and_members_of_other_teams_are_refused(program, analyst, member, outsider, account, other_team):
    client = program(analyst)
    theirs = make_channel(other_team)
    asked = {"share": "60", "from_on": "2026-10-01"}

    assert client.post(ATTRIBUTIONS, asked | {"subject": theirs.subject_id, "member": member.pk}).status_code == 404
    assert client.post(ATTRIBUTIONS, asked | {"subject": account.subject_id, "member": outsider.pk}).status_code == 400
    assert not Attribution.objects.exists()
