"""Giving and ending levels: nothing above one's own, nothing to oneself, never a team without an owner."""

from datetime import timedelta

import pytest
from django.utils import timezone

from roles.models import LevelGrant, Member
from roles.permissions import Level
from roles.services import levels
from roles.services.rights import level_of
from teamops.lib.exceptions import NotAllowedNow
from tests.conftest import make_member

RUNGS = ["member", "analyst", "lead", "manager", "owner"]
# Who may hand out what; everything that isn't here is refused.
MAY_GRANT = {
    "lead": {"member", "analyst", "lead"},
    "manager": {"member", "analyst", "lead", "manager", "auditor"},
    "owner": {"member", "analyst", "lead", "manager", "owner", "auditor"},
}


def give(member, level, by, **options):
    now = timezone.now()
    return levels.grant(member, level=level, by=by, from_on=timezone.localdate(now), at=now, **options)


@pytest.mark.parametrize("by_level", [*RUNGS, "auditor"])
@pytest.mark.parametrize("level", [*RUNGS, "auditor"])
def test_nobody_grants_above_their_own_level(team, owner, member, by_level, level):
    by = make_member(team, "granter", by_level)

    if level in MAY_GRANT.get(by_level, set()):
        give(member, level, by)
        assert level_of(member, on=timezone.localdate()) == level
    else:
        with pytest.raises(NotAllowedNow):
            give(member, level, by)
        assert level_of(member, on=timezone.localdate()) == "member"


@pytest.mark.parametrize("by_level", RUNGS)
@pytest.mark.parametrize("their_level", [*RUNGS, "auditor"])
def test_nobody_decides_about_somebody_above_them(team, owner, by_level, their_level):
    by = make_member(team, "granter", by_level)
    them = make_member(team, "them", their_level)

    if their_level in MAY_GRANT.get(by_level, set()):
        give(them, "member", by)
        assert level_of(them, on=timezone.localdate()) == "member"
    else:
        with pytest.raises(NotAllowedNow):
            give(them, "member", by)
        assert level_of(them, on=timezone.localdate()) == their_level


@pytest.mark.parametrize("who", ["lead", "manager", "owner"])
def test_nobody_changes_their_own_level(request, team, who):
    make_member(team, "second_owner", Level.OWNER)
    by = request.getfixturevalue(who)

    with pytest.raises(NotAllowedNow, match=r"自己|own level"):
        give(by, "member", by, reason="I want it")


def test_a_teams_only_owner_acts_alone_with_a_reason_on_record(owner, manager):
    with pytest.raises(NotAllowedNow):
        give(owner, "owner", owner)

    given = give(owner, "owner", owner, reason="There is nobody else")

    assert given.granted_by == owner
    assert given.reason == "There is nobody else"


def test_the_only_owner_cannot_step_down(owner):
    with pytest.raises(NotAllowedNow):
        give(owner, "manager", owner, reason="I am tired")
    assert level_of(owner, on=timezone.localdate()) == "owner"


def test_two_owners_cannot_leave_the_team_without_one(team, owner):
    second = make_member(team, "second_owner", Level.OWNER)
    give(second, "member", owner)

    with pytest.raises(NotAllowedNow):
        give(owner, "member", owner, reason="me too")


def test_an_owner_for_a_while_does_not_let_the_last_lasting_one_go(team, owner, member):
    now = timezone.now()
    give(member, "owner", owner, until_on=timezone.localdate(now) + timedelta(days=30))
    for_a_while = Member.objects.with_level(on=timezone.localdate(now)).get(pk=member.pk)

    with pytest.raises(NotAllowedNow):
        give(owner, "lead", for_a_while)


def test_a_level_counts_from_its_day_until_its_day(owner, member):
    today = timezone.localdate()
    levels.grant(
        member,
        level="lead",
        by=owner,
        from_on=today + timedelta(days=2),
        until_on=today + timedelta(days=3),
        at=timezone.now(),
    )

    held = [level_of(member, on=today + timedelta(days=day)) for day in range(1, 5)]

    assert held == ["member", "lead", "lead", "member"]


def test_days_gone_by_and_days_in_the_wrong_order_are_refused(owner, member):
    today, now = timezone.localdate(), timezone.now()
    with pytest.raises(NotAllowedNow):
        levels.grant(member, level="lead", by=owner, from_on=today - timedelta(days=1), at=now)
    with pytest.raises(NotAllowedNow):
        levels.grant(member, level="lead", by=owner, from_on=today, until_on=today - timedelta(days=1), at=now)


def test_another_teams_owner_grants_nothing_here(outsider, member):
    with pytest.raises(NotAllowedNow):
        give(member, "lead", outsider)


def test_a_level_is_ended_or_taken_back_before_it_begins(owner, member):
    today, now = timezone.localdate(), timezone.now()
    given = give(member, "lead", owner)
    planned = levels.grant(member, level="analyst", by=owner, from_on=today + timedelta(days=9), at=now)

    levels.end(given, by=owner, last_on=today, at=now)
    levels.end(planned, by=owner, last_on=today, at=now)

    given.refresh_from_db()
    assert given.until_on == today
    assert not LevelGrant.objects.filter(pk=planned.pk).exists()


def test_a_lead_does_not_end_a_managers_level(lead, manager):
    given = manager.levels.get()
    with pytest.raises(NotAllowedNow):
        levels.end(given, by=lead, last_on=timezone.localdate(), at=timezone.now())
