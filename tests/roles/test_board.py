"""The role board: what each role's state is, how long it is vacant, who carries too much, and the page."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from roles.board import Board, State
from roles.models import Assignment, Member, Role, StaffingLine, StaffingTemplate
from roles.permissions import Level
from tests.conftest import TODAY, make_member

DAY = timedelta(days=1)


@pytest.fixture
def staffed(team):
    """The team wants one copywriter, one or two community managers, perhaps a visual designer, one data analyst."""
    staffing = StaffingTemplate.objects.create(team=team, code="own", name="自定", name_en="Own")
    for code, low, high in [
        ("copywriter", 1, 1),
        ("community_manager", 1, 2),
        ("visual_designer", 0, 1),
        ("data_analyst", 1, 1),
    ]:
        StaffingLine.objects.create(template=staffing, role=Role.objects.get(code=code), minimum=low, maximum=high)
    team.staffing = staffing
    team.made_at = timezone.now() - timedelta(days=100)
    team.save()
    return team


def hold(member, code, share=100, from_on=date(2026, 2, 1), until_on=None):
    return Assignment.objects.create(
        member=member, role=Role.objects.get(code=code), from_on=from_on, until_on=until_on, share=share
    )


def row(team, code, on=TODAY):
    return next(row for row in Board.of(team, on=on).rows if row.role.code == code)


def test_a_role_with_as_many_holders_as_wanted_is_filled(staffed, member):
    hold(member, "copywriter")
    found = row(staffed, "copywriter")
    assert (found.state, found.headcount, found.vacant_days) == (State.FILLED, "1", None)


def test_a_role_that_nobody_holds_is_vacant_and_says_how_much_is_missing(staffed):
    found = row(staffed, "community_manager")
    assert (found.state, found.missing, found.headcount) == (State.VACANT, 1, "1–2")


@pytest.mark.parametrize(("last_day", "days"), [(TODAY - DAY, 1), (TODAY - 14 * DAY, 14)])
def test_a_vacancy_counts_from_the_day_after_the_last_one_held(staffed, member, last_day, days):
    hold(member, "copywriter", until_on=last_day)
    assert row(staffed, "copywriter").vacant_days == days


def test_a_role_held_through_today_is_not_vacant_today(staffed, member):
    hold(member, "copywriter", until_on=TODAY)
    assert row(staffed, "copywriter").state is State.FILLED
    assert row(staffed, "copywriter", on=TODAY + DAY).vacant_days == 1


def test_a_role_never_held_is_vacant_since_the_team_was_made(staffed):
    made_on = timezone.localdate(staffed.made_at)
    assert row(staffed, "copywriter").vacant_days == (TODAY - made_on).days + 1


def test_an_interrupted_vacancy_counts_from_its_newest_gap(staffed, member, other_member):
    hold(member, "copywriter", until_on=date(2026, 3, 1))
    hold(other_member, "copywriter", from_on=date(2026, 6, 1), until_on=TODAY - 5 * DAY)
    assert row(staffed, "copywriter").vacant_days == 5


def test_too_few_of_several_is_vacant_since_there_were_too_few(staffed, member, other_member):
    StaffingLine.objects.filter(template=staffed.staffing, role__code="community_manager").update(minimum=2)
    hold(member, "community_manager")
    hold(other_member, "community_manager", until_on=TODAY - 3 * DAY)
    found = row(staffed, "community_manager")
    assert (found.state, found.missing, found.vacant_days) == (State.VACANT, 1, 3)


def test_more_holders_than_wanted_is_over(staffed, member, other_member):
    hold(member, "copywriter")
    hold(other_member, "copywriter")
    found = row(staffed, "copywriter")
    assert (found.state, found.surplus) == (State.OVER, 1)


def test_a_role_covered_from_outside_alone_is_outsourced(staffed, team, member):
    outside = make_member(team, "outside", employment=Member.Employment.OUTSOURCED)
    hold(outside, "community_manager")
    assert row(staffed, "community_manager").state is State.OUTSOURCED
    hold(member, "community_manager")
    assert row(staffed, "community_manager").state is State.FILLED


def test_a_role_all_of_whose_holders_do_more_elsewhere_is_shared(staffed, member, other_member):
    hold(member, "copywriter", share=30)
    hold(member, "community_manager", share=70)
    assert row(staffed, "copywriter").state is State.SHARED
    assert row(staffed, "community_manager").state is State.FILLED


def test_equal_shares_are_not_shared(staffed, member):
    hold(member, "copywriter", share=50)
    hold(member, "community_manager", share=50)
    assert row(staffed, "copywriter").state is State.FILLED


def test_a_role_that_may_stay_empty_is_open(staffed):
    assert row(staffed, "visual_designer").state is State.OPEN


def test_a_role_beyond_the_template_is_there_once_held(staffed, member):
    assert "legal_reviewer" not in {found.role.code for found in Board.of(staffed, on=TODAY).rows}
    hold(member, "legal_reviewer")
    found = row(staffed, "legal_reviewer")
    assert (found.state, found.headcount) == (State.EXTRA, "")


def test_a_load_over_a_hundred_is_named_with_its_largest_role(staffed, member):
    hold(member, "copywriter", share=75)
    hold(member, "community_manager", share=50)
    (over,) = Board.of(staffed, on=TODAY).overloads
    assert (over.member, over.percent, over.surplus, over.largest.share) == (member, 125, 25, 75)


def test_a_load_of_exactly_a_hundred_is_fine(staffed, member):
    hold(member, "copywriter", share=100)
    assert Board.of(staffed, on=TODAY).overloads == []


def test_a_key_role_that_only_one_person_has_ever_done_is_single(staffed, member, other_member):
    hold(member, "data_analyst")
    hold(member, "copywriter")
    assert [found.role.code for found in Board.of(staffed, on=TODAY).singles] == ["data_analyst"]
    hold(other_member, "data_analyst", until_on=date(2026, 3, 1))
    assert Board.of(staffed, on=TODAY).singles == []


def test_what_is_planned_stands_in_its_cell_and_counts_for_nothing(staffed, member):
    planned = hold(member, "copywriter", from_on=TODAY + 3 * DAY)
    found = row(staffed, "copywriter")
    assert found.state is State.VACANT
    assert [cell.planned for cell in found.cells] == [planned]
    assert row(staffed, "copywriter", on=TODAY + 3 * DAY).state is State.FILLED


def test_the_board_of_a_day_gone_by_is_as_it_was(staffed, member, other_member):
    hold(member, "copywriter", until_on=date(2026, 6, 30))
    hold(other_member, "copywriter", from_on=date(2026, 7, 1))
    was = row(staffed, "copywriter", on=date(2026, 6, 30))
    assert [one.member for one in was.holders] == [member]


def test_who_has_left_is_not_on_the_board(staffed, member):
    hold(member, "copywriter")
    member.left_on = TODAY
    member.save()
    board = Board.of(staffed, on=TODAY)
    assert board.members == []
    assert row(staffed, "copywriter").state is State.VACANT


def test_vacancies_come_longest_first(staffed, member):
    hold(member, "copywriter", until_on=TODAY - 2 * DAY)
    assert [found.role.code for found in Board.of(staffed, on=TODAY).vacancies][-1] == "copywriter"


def test_the_page_asks_the_same_number_of_times_for_2_and_for_200(staffed, lead, browse):
    client, address = browse(lead), f"/t/{staffed.slug}/team/"
    counts = []
    for many in (2, 198):
        for number in range(many):
            hold(make_member(staffed, f"m{many}-{number}"), "copywriter")
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_lead_assigns_on_the_page_and_the_vacancy_goes(staffed, lead, member, browse):
    client, role = browse(lead), Role.objects.get(code="copywriter")
    address = f"/t/{staffed.slug}/team/"
    assert client.get(address).context["board"].counts[State.VACANT] == 3

    form = client.get(f"{address}assign/?role={role.pk}&member={member.pk}")
    assert form.context["form"].initial["share"] == 100
    answer = client.post(
        f"{address}assign/",
        {"role": role.pk, "member": member.pk, "from_on": timezone.localdate().isoformat(), "share": 40},
        follow=True,
    )

    assert answer.context["board"].counts[State.VACANT] == 2
    assert Assignment.objects.get().assigned_by == lead


def test_the_popover_gets_the_form_alone_and_then_the_board(staffed, lead, member, browse):
    client, role = browse(lead), Role.objects.get(code="copywriter")
    address, ask = f"/t/{staffed.slug}/team/assign/", {"HX-Request": "true"}
    form = client.get(f"{address}?role={role.pk}&member={member.pk}", headers=ask).content.decode()
    assert "<html" not in form
    assert 'hx-post="' in form
    typed = {"role": role.pk, "member": member.pk, "from_on": "2020-01-01", "share": 40}

    refused = client.post(address, typed, headers=ask)
    assert (refused.status_code, refused["HX-Retarget"]) == (422, "#pop")
    assert 'value="40"' in refused.content.decode()

    taken = client.post(address, typed | {"from_on": timezone.localdate().isoformat()}, headers=ask)
    assert taken.status_code == 200
    assert 'id="board"' in taken.content.decode()
    assert "data-toast" in taken.content.decode()


@pytest.mark.parametrize("level", [Level.MEMBER, Level.ANALYST, Level.AUDITOR])
def test_who_may_not_assign_sees_no_empty_cells_to_click(staffed, team, browse, level):
    client = browse(make_member(team, "reader", level))
    assert 'class="plus"' not in client.get(f"/t/{team.slug}/team/").content.decode()
    assert client.get(f"/t/{team.slug}/team/assign/").status_code == 403


def test_a_day_gone_by_is_shown_and_cannot_be_changed(staffed, lead, member, browse):
    hold(member, "copywriter", until_on=date(2026, 6, 30))
    page = browse(lead).get(f"/t/{staffed.slug}/team/?on=2026-06-30")
    assert page.context["board"].on == date(2026, 6, 30)
    assert 'class="plus"' not in page.content.decode()
    assert browse(lead).get(f"/t/{staffed.slug}/team/?on=nonsense").status_code == 200


def test_another_teams_assignment_is_not_there(lead, outsider, browse):
    theirs = hold(outsider, "copywriter")
    assert browse(lead).get(f"/t/{lead.team.slug}/team/assignments/{theirs.pk}/").status_code == 404


def test_a_share_is_changed_and_an_assignment_taken_back_on_the_page(staffed, lead, member, browse):
    client, today = browse(lead), timezone.localdate()
    held = hold(member, "copywriter", from_on=today)
    address = f"/t/{staffed.slug}/team/assignments/{held.pk}/"

    client.post(address, {"share": 30, "from_on": today.isoformat(), "until_on": ""})
    assert Assignment.objects.get().share == 30
    client.post(f"{address}take-back/")
    assert not Assignment.objects.exists()
