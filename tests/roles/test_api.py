"""People and roles over REST: the same rights and the same rules as on the pages."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from roles.models import Assignment, Member, Role
from roles.permissions import Level
from roles.services import tokens
from tests.conftest import TODAY, make_member

API = "/api/v1/"


@pytest.fixture
def call():
    """``call(member, "get", "teams/")`` asks with a token of that member's person."""

    def send(member, verb, path, data=None):
        _token, secret = tokens.issue(member.person, name="t", days=9, at=timezone.now())
        headers = {"Authorization": f"Token {secret}"}
        if verb == "get":
            return Client().get(f"{API}{path}", data, headers=headers)
        return getattr(Client(), verb)(f"{API}{path}", data, content_type="application/json", headers=headers)

    return send


@pytest.fixture
def held(lead, member):
    return Assignment.objects.create(
        member=member, role=Role.objects.get(code="copywriter"), from_on=TODAY, share=60, assigned_by=lead
    )


def rows(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_nothing_is_told_without_a_token_or_a_session(db):
    for resource in ("teams", "members", "roles", "assignments"):
        assert Client().get(f"{API}{resource}/").status_code in (401, 403)


def test_expired_and_revoked_tokens_open_nothing(member):
    now = timezone.now()
    token, secret = tokens.issue(member.person, name="t", days=1, at=now)
    ask = {"Authorization": f"Token {secret}"}
    assert Client().get(f"{API}teams/", headers=ask).status_code == 200
    tokens.revoke(token, at=now)
    assert Client().get(f"{API}teams/", headers=ask).status_code == 401
    _token, old = tokens.issue(member.person, name="t", days=1, at=now - timedelta(days=2))
    assert Client().get(f"{API}teams/", headers={"Authorization": f"Token {old}"}).status_code == 401


def test_each_sees_their_own_teams(team, member, outsider, call, held):
    assert [row["slug"] for row in rows(call(member, "get", "teams/"))] == [team.slug]
    assert {row["username"] for row in rows(call(member, "get", "members/"))} == {"lead", "member"}
    assert rows(call(outsider, "get", "assignments/")) == []
    assert call(outsider, "get", f"assignments/{held.pk}/").status_code == 404
    assert call(outsider, "get", "members/", {"team": team.slug}).status_code == 404


def test_members_come_with_their_level_and_are_filtered(team, lead, auditor, member, call, held):
    found = {row["username"]: row["level"] for row in rows(call(member, "get", "members/"))}
    assert found == {"lead": "lead", "auditor": "auditor", "member": "member"}
    for query, names in [
        ({"level": "lead"}, ["lead"]),
        ({"role": "copywriter"}, ["member"]),
        ({"q": "aud"}, ["auditor"]),
        ({"ordering": "person__name"}, ["auditor", "lead", "member"]),
        ({"left": "true"}, []),
    ]:
        assert [row["username"] for row in rows(call(lead, "get", "members/", query))] == names, query


def test_the_catalogue_is_there_for_everybody_in_a_team(member, call):
    assert len(rows(call(member, "get", "roles/"))) == 21
    assert {row["module"] for row in rows(call(member, "get", "roles/", {"module": "users"}))} == {"users"}
    assert call(member, "get", "roles/copywriter/").json()["name"] == "文案撰写"


def test_a_lead_assigns_changes_ends_and_takes_back(lead, member, call):
    today = timezone.localdate()
    asked = {"member": member.pk, "role": "copywriter", "from_on": today.isoformat(), "share": 60}
    made = call(lead, "post", "assignments/", asked)
    assert made.status_code == 201, made.content
    one = f"assignments/{made.json()['id']}/"

    assert call(lead, "patch", one, {"share": 40}).json()["share"] == 40
    ended = call(lead, "post", f"{one}end/", {"until_on": (today + timedelta(days=3)).isoformat()})
    assert ended.json()["until_on"] == (today + timedelta(days=3)).isoformat()
    assert call(lead, "delete", one).status_code == 204
    assert not Assignment.objects.exists()


def test_a_rule_against_it_is_409_with_its_sentence_and_nonsense_400(lead, member, call, held):
    asked = {"member": member.pk, "role": "copywriter", "from_on": TODAY.isoformat(), "share": 60}
    refused = call(lead, "post", "assignments/", asked)
    assert refused.status_code == 409
    assert member.person.name in refused.json()["detail"]
    assert call(lead, "post", "assignments/", asked | {"role": "no_such"}).status_code == 400
    assert call(lead, "post", "assignments/", asked | {"share": 300}).status_code == 400
    assert Assignment.objects.count() == 1


@pytest.mark.parametrize("level", [Level.MEMBER, Level.ANALYST, Level.AUDITOR])
def test_below_lead_nobody_assigns(team, member, call, held, level):
    by = make_member(team, "by", level)
    asked = {"member": member.pk, "role": "content_planner", "from_on": TODAY.isoformat(), "share": 60}
    assert call(by, "get", "assignments/").status_code == 200
    assert call(by, "post", "assignments/", asked).status_code == 403
    assert call(by, "patch", f"assignments/{held.pk}/", {"share": 1}).status_code == 403
    assert call(by, "delete", f"assignments/{held.pk}/").status_code == 403


def test_a_lead_here_who_is_a_member_there_assigns_here_only(lead, other_team, call):
    Member.objects.create(team=other_team, person=lead.person, joined_on=lead.joined_on)
    theirs = make_member(other_team, "theirs")
    asked = {"member": theirs.pk, "role": "copywriter", "from_on": TODAY.isoformat(), "share": 60}
    assert call(lead, "post", "assignments/", asked).status_code == 403


def test_assignments_are_asked_for_by_day(lead, member, call, held):
    assert len(rows(call(lead, "get", "assignments/", {"on": TODAY.isoformat()}))) == 1
    assert rows(call(lead, "get", "assignments/", {"on": "2026-01-05"})) == []


def test_who_wrote_by_token_stands_in_the_trail(lead, manager, member, call, browse):
    asked = {"member": member.pk, "role": "copywriter", "from_on": TODAY.isoformat(), "share": 60}
    call(lead, "post", "assignments/", asked)
    page = browse(manager).get(f"/t/{lead.team.slug}/team/audit/", {"kind": "roles.assignment"})
    assert page.context["lines"][0].who == lead.person.name


def test_deactivated_people_get_nothing(member, call):
    _token, secret = tokens.issue(member.person, name="t", days=9, at=timezone.now())
    member.person.is_active = False
    member.person.save()
    assert Client().get(f"{API}teams/", headers={"Authorization": f"Token {secret}"}).status_code == 401
