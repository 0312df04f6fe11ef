"""Adding people, the one-time link, deactivation."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from roles.models import ApiToken, Assignment, Member, Person, Role
from roles.permissions import Level
from roles.services import assignments, links, people, tokens
from teamops.lib.exceptions import NotAllowedNow
from tests.conftest import make_member


def add(team, by, level="member", username="newcomer", **fields):
    return people.add_person(team, username=username, name="新人", level=level, by=by, at=timezone.now(), **fields)


@pytest.mark.parametrize("level", ["member", "analyst", "auditor"])
def test_below_lead_nobody_adds_people(team, level):
    with pytest.raises(NotAllowedNow):
        add(team, make_member(team, "by", level))


def test_a_lead_adds_up_to_their_own_level(team, lead):
    for level in ("member", "analyst", "lead"):
        assert add(team, lead, level, username=f"new_{level}").is_new_person
    for level in ("manager", "owner", "auditor"):
        with pytest.raises(NotAllowedNow):
            add(team, lead, level, username=f"new_{level}")


def test_a_lead_adds_to_their_own_team_only(lead, other_team):
    with pytest.raises(NotAllowedNow):
        add(other_team, lead)


def test_a_new_person_cannot_sign_in_before_the_link(team, lead, client):
    added = add(team, lead)
    assert not added.member.person.has_usable_password()


def test_a_taken_username_or_email_is_refused(team, lead, outsider):
    add(team, lead, email="New@Example.com")
    with pytest.raises(NotAllowedNow):
        add(team, lead, username="NEWCOMER")
    with pytest.raises(NotAllowedNow):
        add(team, lead, username="somebody", email="new@example.com")
    with pytest.raises(NotAllowedNow):
        add(team, lead, username=outsider.person.username)


def test_somebody_of_another_of_ones_own_teams_comes_with_their_account(team, lead, other_team):
    at_home = make_member(other_team, "colleague")
    Member.objects.create(team=other_team, person=lead.person, joined_on=lead.joined_on)

    added = add(team, lead, username="colleague")

    assert not added.is_new_person
    assert added.member.person == at_home.person
    assert Person.objects.filter(username="colleague").count() == 1


def set_password(client, link, password="another-long-secret"):
    page = client.get(link, follow=True)
    form = page.context_data.get("form")
    if page.context_data.get("token_fail"):
        return page
    assert form is not None
    return client.post(page.redirect_chain[-1][0], {"password1": password, "password2": password}, follow=True)


def test_what_is_wrong_with_a_password_is_said_in_chinese(team, lead):
    link = links.one_time_link(add(team, lead).member.person)

    assert "密码太短，至少 8" in set_password(Client(), link, "k4-7").content.decode()


def test_the_link_sets_the_password_once_and_signs_in(team, lead):
    member = add(team, lead).member
    link = links.one_time_link(member.person)
    client = Client()

    set_password(client, link)

    member.person.refresh_from_db()
    assert member.person.check_password("another-long-secret")
    assert client.session["_auth_user_id"] == str(member.person.pk)
    again = set_password(Client(), link, "a-third-long-secret")
    assert again.context_data["token_fail"]
    member.person.refresh_from_db()
    assert member.person.check_password("another-long-secret")


def test_the_link_expires(team, lead, settings):
    link = links.one_time_link(add(team, lead).member.person)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert Client().get(link).context_data["token_fail"]


@pytest.mark.parametrize("by_level", ["lead", "manager", "owner"])
@pytest.mark.parametrize("their_level", ["member", "lead", "manager", "owner", "auditor"])
def test_a_link_for_somebody_above_is_refused(team, by_level, their_level):
    """Who has the link has the account."""
    by, them = make_member(team, "by", by_level), make_member(team, "them", their_level)
    rungs = ["member", "lead", "manager", "owner"]
    allowed = by_level != "lead" if their_level == "auditor" else rungs.index(their_level) <= rungs.index(by_level)
    if allowed:
        assert links.new_link(them, by=by, on=timezone.localdate())
    else:
        with pytest.raises(NotAllowedNow):
            links.new_link(them, by=by, on=timezone.localdate())


def test_a_link_does_not_open_another_team(team, lead, other_team):
    member = make_member(team, "in_two_teams")
    Member.objects.create(team=other_team, person=member.person, joined_on=member.joined_on)
    with pytest.raises(NotAllowedNow):
        links.new_link(member, by=lead, on=timezone.localdate())


def test_deactivated_people_are_out_at_once(team, lead, member, browse):
    client = browse(member)
    _token, _secret = tokens.issue(member.person, name="script", days=9, at=timezone.now())
    assert client.get(f"/t/{team.slug}/team/").status_code == 200

    people.deactivate(member, by=lead, at=timezone.now())

    assert client.get(f"/t/{team.slug}/team/").status_code == 302
    assert not Client().login(username="member", password="a-long-secret")
    assert not ApiToken.objects.usable(at=timezone.now()).exists()
    signed_in = Client().post("/account/login/", {"login": "member", "password": "a-long-secret"}, follow=True)
    assert not signed_in.wsgi_request.user.is_authenticated


def test_who_is_in_another_team_keeps_it(team, lead, member, other_team, browse):
    Member.objects.create(team=other_team, person=member.person, joined_on=member.joined_on)
    client = browse(member)

    people.deactivate(member, by=lead, at=timezone.now())

    assert client.get(f"/t/{team.slug}/team/").status_code == 404
    assert client.get(f"/t/{other_team.slug}/team/").status_code == 200


def test_what_a_deactivated_member_held_ends_and_what_was_planned_goes(manager, lead, member):
    today = timezone.localdate()
    writer, planner = Role.objects.get(code="copywriter"), Role.objects.get(code="content_planner")
    held = assignments.assign(member, writer, from_on=today - timedelta(days=5), by=lead, at=timezone.now())
    assignments.assign(member, planner, from_on=today + timedelta(days=5), by=lead, at=timezone.now())

    people.deactivate(member, by=manager, at=timezone.now())

    assert list(Assignment.objects.values_list("pk", "until_on")) == [(held.pk, today)]


def test_the_only_owner_and_those_above_are_not_deactivated(team, owner, manager, lead):
    for by, them in [(lead, manager), (manager, owner), (owner, owner)]:
        with pytest.raises(NotAllowedNow):
            people.deactivate(them, by=by, at=timezone.now())
    second = make_member(team, "second_owner", Level.OWNER)
    people.deactivate(second, by=owner, at=timezone.now())
    owner.refresh_from_db()
    assert owner.left_on is None


def test_a_reactivated_member_comes_back_at_their_level(manager, lead, member):
    people.deactivate(member, by=lead, at=timezone.now())
    people.reactivate(member, by=lead, at=timezone.now())
    member.refresh_from_db()
    assert member.left_on is None
    assert Person.objects.get(pk=member.person_id).is_active


def test_a_lead_does_not_bring_an_owner_back(team, owner, lead):
    second = make_member(team, "second_owner", Level.OWNER)
    people.deactivate(second, by=owner, at=timezone.now())
    with pytest.raises(NotAllowedNow):
        people.reactivate(second, by=lead, at=timezone.now())


def test_a_lead_does_not_change_a_managers_email(lead, manager):
    with pytest.raises(NotAllowedNow):
        people.edit(manager, name="M", employment="staff", email="mine@example.com", by=lead, at=timezone.now())


def test_old_sessions_and_tokens_do_not_come_back_with_a_reactivated_person(team, lead, member):
    client = Client()
    client.post("/account/login/", {"login": "member", "password": "a-long-secret"})
    tokens.issue(member.person, name="script", days=9, at=timezone.now())
    assert client.get("/me/").status_code == 200

    people.deactivate(member, by=lead, at=timezone.now())
    people.reactivate(member, by=lead, at=timezone.now())

    assert client.get("/me/").status_code == 302
    assert not ApiToken.objects.usable(at=timezone.now()).exists()
