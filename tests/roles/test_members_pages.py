"""The list of members, a member's page, adding people, levels and deactivation in the browser."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roles.models import Assignment, Member, Person, Role
from roles.permissions import Level
from roles.services.rights import level_of
from tests.conftest import make_member


def address(team, rest=""):
    return f"/t/{team.slug}/team/members/{rest}"


def names(page):
    return {member.person.username for member in page.context["page"]}


def test_the_list_is_searched_and_filtered(team, lead, member, auditor, browse):
    outside = make_member(team, "outside", employment=Member.Employment.OUTSOURCED)
    Assignment.objects.create(
        member=member, role=Role.objects.get(code="copywriter"), from_on=date(2026, 2, 1), share=60
    )
    client = browse(lead)
    for query, found in [
        ({}, {"lead", "member", "auditor", "outside"}),
        ({"q": "OUTS"}, {"outside"}),
        ({"role": "copywriter"}, {"member"}),
        ({"level": "auditor"}, {"auditor"}),
        ({"employment": "outsourced"}, {"outside"}),
        ({"left": "on"}, set()),
        ({"role": "no_such_role"}, {"lead", "member", "auditor", "outside"}),
    ]:
        assert names(client.get(address(team), query)) == found, query
    outside.left_on = timezone.localdate()
    outside.save()
    assert names(client.get(address(team), {"left": "on"})) == {"outside"}


def test_the_list_asks_the_same_number_of_times_for_2_and_22(team, lead, browse):
    client, counts = browse(lead), []
    for many in (2, 20):
        for number in range(many):
            one = make_member(team, f"m{many}-{number}")
            Assignment.objects.create(member=one, role=Role.objects.get(code="copywriter"), from_on=date(2026, 2, 1))
        client.get(address(team))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(team))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_lead_adds_somebody_and_sees_the_link_once(team, lead, browse):
    client = browse(lead)
    typed = {"name": "新人", "username": "xinren", "level": "member", "employment": "staff"}

    page = client.post(address(team, "add/"), typed, follow=True)

    url = page.context["url"]
    assert url.startswith("http://testserver/account/password/reset/key/")
    assert url in page.content.decode()
    added = Member.objects.get(person__username="xinren")
    again = client.get(address(team, f"{added.pk}/link/"))
    assert again.status_code == 302
    assert not Client().get(url, follow=True).context_data.get("token_fail")


def test_what_was_typed_stays_where_it_is_refused(team, lead, member, browse):
    typed = {"name": "新人", "username": "member", "level": "member", "employment": "staff"}
    page = browse(lead).post(address(team, "add/"), typed)
    assert page.status_code == 422
    assert 'value="新人"' in page.content.decode()
    assert page.context["form"].non_field_errors()


def test_a_lead_is_offered_no_level_above_their_own(team, lead, browse):
    form = browse(lead).get(address(team, "add/")).context["form"]
    assert [level for level, _label in form.fields["level"].choices] == ["member", "analyst", "lead"]
    typed = {"name": "新人", "username": "xinren", "level": "owner", "employment": "staff"}
    assert browse(lead).post(address(team, "add/"), typed).status_code == 422
    assert not Person.objects.filter(username="xinren").exists()


@pytest.mark.parametrize("level", [Level.MEMBER, Level.ANALYST, Level.AUDITOR])
def test_below_lead_there_is_nothing_to_add_or_change(team, member, browse, level):
    client = browse(make_member(team, "reader", level))
    assert client.get(address(team)).status_code == 200
    assert client.get(address(team, f"{member.pk}/")).status_code == 200
    for rest in ("add/", f"{member.pk}/edit/", f"{member.pk}/level/", f"{member.pk}/deactivate/"):
        assert client.get(address(team, rest)).status_code == 403
    assert client.post(address(team, f"{member.pk}/link/")).status_code == 403


def test_anothers_members_are_not_there(team, lead, outsider, browse):
    for rest in ("", "edit/", "level/", "deactivate/"):
        assert browse(lead).get(address(team, f"{outsider.pk}/{rest}")).status_code == 404


def test_a_level_is_given_and_ended_on_the_page(team, owner, member, browse):
    client, today = browse(owner), timezone.localdate()
    typed = {"level": "lead", "from_on": today.isoformat(), "reason": "带内容组"}
    page = client.post(address(team, f"{member.pk}/level/"), typed, follow=True)
    assert "带内容组" in page.content.decode()
    assert level_of(member, on=today) == "lead"

    given = member.levels.get(level="lead")
    client.post(address(team, f"{member.pk}/level/{given.pk}/end/"))

    given.refresh_from_db()
    assert given.until_on == today


def test_a_lead_sees_no_buttons_about_the_owner(team, owner, lead, browse):
    page = browse(lead).get(address(team, f"{owner.pk}/"))
    assert not page.context["may_change"]
    assert browse(lead).post(address(team, f"{owner.pk}/link/"), follow=True).redirect_chain[-1][0] == address(
        team, f"{owner.pk}/"
    )
    assert "one_time_link" not in browse(lead).session


def test_deactivating_asks_once_and_can_be_taken_back(team, lead, member, browse):
    client = browse(lead)
    assert client.get(address(team, f"{member.pk}/deactivate/")).status_code == 200
    member.refresh_from_db()
    assert member.left_on is None

    client.post(address(team, f"{member.pk}/deactivate/"))
    member.refresh_from_db()
    assert member.left_on == timezone.localdate()

    client.post(address(team, f"{member.pk}/reactivate/"))
    member.refresh_from_db()
    assert member.left_on is None


def test_a_name_and_an_email_are_corrected(team, lead, member, browse):
    typed = {"name": "改名", "employment": "part_time", "email": "New@Example.com"}
    browse(lead).post(address(team, f"{member.pk}/edit/"), typed)
    member.refresh_from_db()
    assert (member.person.name, member.person.email, member.employment) == ("改名", "new@example.com", "part_time")
