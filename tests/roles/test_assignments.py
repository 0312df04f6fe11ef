"""Assigning roles: in one's own team, not to oneself, nothing twice; shares change from a day on."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from roles.models import Assignment, Role
from roles.services import assignments
from teamops.lib.exceptions import NotAllowedNow
from tests.conftest import TODAY, make_member

AT = timezone.make_aware(timezone.datetime(2026, 11, 23, 9))
DAY = timedelta(days=1)


@pytest.fixture
def writer(db):
    return Role.objects.get(code="copywriter")


@pytest.fixture
def planner(db):
    return Role.objects.get(code="content_planner")


def assign(member, role, by, from_on=TODAY, **options):
    return assignments.assign(member, role, from_on=from_on, by=by, at=AT, **options)


@pytest.mark.parametrize("level", ["member", "analyst", "auditor"])
def test_below_lead_nobody_assigns(team, member, writer, level):
    with pytest.raises(NotAllowedNow):
        assign(member, writer, make_member(team, "by", level))


@pytest.mark.parametrize("level", ["lead", "manager", "owner"])
def test_leads_and_above_assign(team, member, writer, level):
    by = make_member(team, "by", level)
    made = assign(member, writer, by, share=60)
    assert (made.share, made.assigned_by, made.until_on) == (60, by, None)


def test_a_lead_acts_in_their_own_team_only(lead, outsider, writer):
    with pytest.raises(NotAllowedNow):
        assign(outsider, writer, lead)


def test_nobody_assigns_to_themselves_where_another_lead_is(lead, manager, writer):
    with pytest.raises(NotAllowedNow):
        assign(lead, writer, lead)


def test_a_lead_who_is_alone_may(lead, member, writer):
    assert assign(lead, writer, lead).assigned_by == lead


def test_the_same_role_is_not_held_twice_on_a_day(lead, manager, member, writer, planner):
    assign(member, writer, manager, from_on=TODAY, until_on=TODAY + 9 * DAY)

    with pytest.raises(NotAllowedNow):
        assign(member, writer, manager, from_on=TODAY + 9 * DAY)
    with pytest.raises(NotAllowedNow):
        assign(member, writer, manager, from_on=TODAY - 9 * DAY)
    assign(member, writer, manager, from_on=TODAY + 10 * DAY)
    assign(member, planner, manager)

    assert Assignment.objects.filter(member=member).count() == 3


@pytest.mark.parametrize(
    ("from_on", "until_on", "share"),
    [(TODAY, TODAY - DAY, 50), (TODAY, None, 0), (TODAY, None, 101), (date(2025, 12, 31), None, 50)],
    ids=["ends before it begins", "nothing", "more than all", "before joining"],
)
def test_what_makes_no_sense_is_refused(manager, member, writer, from_on, until_on, share):
    with pytest.raises(NotAllowedNow):
        assign(member, writer, manager, from_on=from_on, until_on=until_on, share=share)
    assert not Assignment.objects.exists()


def test_who_has_left_gets_no_role(manager, member, writer):
    member.left_on = TODAY
    member.save()
    with pytest.raises(NotAllowedNow):
        assign(member, writer, manager)


def test_a_share_changes_from_a_day_on_and_the_past_stays(manager, member, writer):
    made = assign(member, writer, manager, from_on=TODAY - 30 * DAY, share=100)

    changed = assignments.change_share(made, share=40, from_on=TODAY, by=manager, at=AT)

    made.refresh_from_db()
    assert (made.share, made.until_on) == (100, TODAY - DAY)
    assert (changed.share, changed.from_on, changed.until_on) == (40, TODAY, None)


def test_a_share_changed_on_its_first_day_is_the_same_row(manager, member, writer):
    made = assign(member, writer, manager)
    changed = assignments.change_share(made, share=40, from_on=TODAY, by=manager, at=AT)
    assert changed.pk == made.pk
    assert Assignment.objects.get().share == 40


def test_an_assignment_is_ended_and_taken_up_again(manager, member, writer):
    made = assign(member, writer, manager, from_on=TODAY - 30 * DAY)
    assert assignments.end(made, until_on=TODAY, by=manager, at=AT).until_on == TODAY
    assert assignments.end(made, until_on=None, by=manager, at=AT).until_on is None
    with pytest.raises(NotAllowedNow):
        assignments.end(made, until_on=TODAY - 31 * DAY, by=manager, at=AT)


def test_an_end_does_not_run_into_the_next_assignment(manager, member, writer):
    made = assign(member, writer, manager, until_on=TODAY + DAY)
    assign(member, writer, manager, from_on=TODAY + 5 * DAY)
    with pytest.raises(NotAllowedNow):
        assignments.end(made, until_on=None, by=manager, at=AT)


def test_only_what_has_not_held_for_a_day_is_taken_back(manager, member, writer, planner):
    old = assign(member, writer, manager, from_on=TODAY - DAY)
    new = assign(member, planner, manager)
    with pytest.raises(NotAllowedNow):
        assignments.take_back(old, by=manager, at=AT)

    assignments.take_back(new, by=manager, at=AT)

    assert list(Assignment.objects.all()) == [old]
    with pytest.raises(NotAllowedNow):
        assignments.take_back(new, by=manager, at=AT)


def test_nobody_changes_their_own_share_where_another_lead_is(lead, manager, writer):
    made = assign(lead, writer, manager)
    with pytest.raises(NotAllowedNow):
        assignments.change(made, share=10, from_on=TODAY, until_on=None, by=lead, at=AT)
