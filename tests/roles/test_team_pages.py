"""The team's settings, further teams, and the first owner from the command line."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from roles.models import Member, StaffingTemplate, Team
from roles.permissions import Level
from tests.conftest import make_member

HOURS = {
    "work_starts_at": "09:00", "work_ends_at": "18:00", "stand_up_opens_at": "17:00", "stand_up_due_at": "09:20",
}  # fmt: skip
MONTH_END = {
    "self_review_days": 2, "review_days": 4, "dispute_days": 1, "appeal_days": 7, "adjustment_limit": 3,
}  # fmt: skip


def test_a_manager_edits_the_team_but_never_its_address(team, manager, browse):
    standard = StaffingTemplate.objects.get(code="standard")
    typed = {"name": "新名字", "staffing": standard.pk, "stand_up_at": "09:30", "slug": "other"} | HOURS | MONTH_END
    browse(manager).post(f"/t/{team.slug}/team/settings/", typed)
    team.refresh_from_db()
    assert (team.name, team.staffing, team.slug, str(team.stand_up_at)) == ("新名字", standard, "brook", "09:30:00")
    assert {name: getattr(team, name) for name in MONTH_END} == MONTH_END


@pytest.mark.parametrize(
    ("setting", "value"),
    [("self_review_days", 5), ("review_days", 0), ("dispute_days", 21), ("adjustment_limit", 21), ("appeal_days", "")],
)
def test_dates_of_a_months_end_that_make_no_sense_are_refused(setting, value, team, manager, browse):
    typed = {"name": "x", "staffing": "", "stand_up_at": "09:30"} | HOURS | MONTH_END | {setting: value}
    assert browse(manager).post(f"/t/{team.slug}/team/settings/", typed).status_code == 422
    team.refresh_from_db()
    assert team.self_review_days == 3


def test_another_teams_staffing_template_is_refused(team, manager, other_team, browse):
    theirs = StaffingTemplate.objects.create(team=other_team, code="own", name="自定", name_en="Own")
    typed = {"name": "x", "staffing": theirs.pk, "stand_up_at": "09:30"} | HOURS | MONTH_END
    assert browse(manager).post(f"/t/{team.slug}/team/settings/", typed).status_code == 422


def test_an_owner_makes_a_further_team_and_is_its_owner(team, owner, manager, browse):
    address = f"/t/{team.slug}/team/settings/new/"
    typed = {"name": "第二团队", "slug": "second"}
    assert browse(manager).post(address, typed).status_code == 403

    browse(owner).post(address, typed)

    made = Member.objects.with_level(on=owner.joined_on.max).get(team__slug="second")
    assert (made.person, made.level) == (owner.person, Level.OWNER)
    assert browse(owner).get("/t/second/team/").status_code == 200
    assert browse(manager).get("/t/second/team/").status_code == 404


@pytest.mark.parametrize("slug", ["brook", "Upper", "with space", "汉字"])
def test_an_address_that_is_taken_or_no_address_is_refused(team, owner, browse, slug):
    page = browse(owner).post(f"/t/{team.slug}/team/settings/new/", {"name": "x", "slug": slug})
    assert page.status_code == 422
    assert Team.objects.count() == 1


def test_createowner_makes_a_person_and_a_team_and_prints_a_link(db, capsys):
    call_command("createowner", username="zhou", name="周明远", team="溪屿护肤", slug="xiyu")
    link = capsys.readouterr().out.split()[-1]
    page = Client().get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
    assert not page.context_data.get("token_fail")
    assert Member.objects.get(team__slug="xiyu").person.username == "zhou"


def test_createowner_with_a_password_can_sign_in(db):
    call_command("createowner", username="zhou", name="周", team="溪屿", slug="xiyu", password="a-long-secret")
    assert Client().login(username="zhou", password="a-long-secret")


@pytest.mark.parametrize(
    "wrong",
    [{"username": "member"}, {"slug": "brook"}, {"slug": "No Good"}, {"password": "123"}, {"username": "a b"}],
)
def test_createowner_refuses_what_is_taken_or_wrong_and_makes_nothing(member, wrong):
    asked = {"username": "zhou", "name": "周", "team": "溪屿", "slug": "xiyu"} | wrong
    with pytest.raises(CommandError):
        call_command("createowner", **asked)
    assert Team.objects.count() == 1


def test_who_is_in_two_teams_gets_to_the_one_used_last(team, other_team, member, browse):
    make_member(other_team, "boss", Level.OWNER)
    Member.objects.create(team=other_team, person=member.person, joined_on=member.joined_on)
    client = browse(member)
    client.get(f"/t/{other_team.slug}/team/")
    assert client.get("/").headers["Location"].startswith(f"/t/{other_team.slug}/")
