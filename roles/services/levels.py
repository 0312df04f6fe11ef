"""Giving and ending levels."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roles.models import LevelGrant, Member, Team
from roles.permissions import Level, Permission, grantable_by
from roles.services.rights import need, need_reach
from teamops.lib.exceptions import NotAllowedNow

DAY = timedelta(days=1)


@transaction.atomic
def grant(
    member: Member,
    *,
    level: str,
    by: Member,
    from_on: date,
    at: datetime,
    until_on: date | None = None,
    reason: str = "",
) -> LevelGrant:
    """Give ``member`` a level from a day on, perhaps until a day (both included).

    Raise ``NotAllowedNow`` for another team's member, a level above ``by``'s own, somebody who stands above ``by``,
    oneself (but a team's only owner may act alone, with a reason), days gone by, and a team left without an owner.
    """
    team = _locked_team(member)
    today = timezone.localdate(at)
    need(by, Permission.GRANT_LEVELS, team=team)
    if level not in grantable_by(by.level):
        raise NotAllowedNow(
            _("You can't give the level %(level)s: it takes somebody who may hand it out.")
            % {"level": Level(level).label}
        )
    if member.pk == by.pk:
        _need_to_be_alone(by, reason=reason, on=today)
    else:
        need_reach(by, member, on=today)
    is_about_an_owner = is_owner_some_day(member)
    if from_on < today:
        raise NotAllowedNow(_("A level counts from today at the earliest."))
    if until_on is not None and until_on < from_on:
        raise NotAllowedNow(_("The last day is before the first one."))
    given = LevelGrant.objects.create(
        member=member, level=level, from_on=from_on, until_on=until_on, reason=reason, granted_by=by, granted_at=at
    )
    if is_about_an_owner:
        need_an_owner(team, from_on=today)
    return given


@transaction.atomic
def end(given: LevelGrant, *, by: Member, last_on: date, at: datetime) -> None:
    """Let a level end on ``last_on``; one that hasn't begun is taken back altogether.

    Raise ``NotAllowedNow`` as ``grant`` does, and for a last day that is over.
    """
    member = given.member
    team = _locked_team(member)
    given = LevelGrant.objects.select_for_update().get(pk=given.pk)
    today = timezone.localdate(at)
    need(by, Permission.GRANT_LEVELS, team=team)
    if given.level not in grantable_by(by.level):
        raise NotAllowedNow(
            _("You can't take the level %(level)s away: it takes somebody who may hand it out.")
            % {"level": Level(given.level).label}
        )
    if member.pk == by.pk:
        _need_to_be_alone(by, reason=given.reason, on=today)
    else:
        need_reach(by, member, on=today)
    if given.until_on is not None and given.until_on < today:
        raise NotAllowedNow(_("This level has ended already."))
    if given.from_on > today:
        given.delete()
    else:
        if last_on < today:
            raise NotAllowedNow(_("The last day can be today at the earliest."))
        given.until_on = last_on
        given.save(update_fields=["until_on"])
    if given.level == Level.OWNER:
        need_an_owner(team, from_on=today)


def _locked_team(member: Member) -> Team:
    """Changes of a team's levels go one after the other, so that two owners can't remove each other at once."""
    return Team.objects.select_for_update().get(pk=member.team_id)


def _need_to_be_alone(by: Member, *, reason: str, on: date) -> None:
    """Nobody gives themselves a level, unless the team has no other owner; then the reason goes on record."""
    owners = Member.objects.filter(team=by.team_id).present(on=on).at_level(Level.OWNER, on=on)
    if by.level != Level.OWNER or owners.exclude(pk=by.pk).exists():
        raise NotAllowedNow(_("Nobody changes their own level. Ask somebody else who may."))
    if not reason.strip():
        raise NotAllowedNow(_("You are the team's only owner: say why, it goes on record."))


def is_owner_some_day(member: Member) -> bool:
    return LevelGrant.objects.filter(member=member, level=Level.OWNER).exists()


def need_an_owner(team: Team, *, from_on: date) -> None:
    """After a change about an owner, the team has one on each day from that one on."""
    members = list(Member.objects.filter(team=team).present(on=from_on))
    grants = list(LevelGrant.objects.filter(member__in=members).order_by("from_on", "pk"))
    ends = {given.until_on + DAY for given in grants if given.until_on is not None}
    turns = {from_on, *(given.from_on for given in grants), *ends}
    for day in sorted(turn for turn in turns if turn >= from_on):
        if Level.OWNER not in _levels(grants, on=day).values():
            raise NotAllowedNow(_("The team would be without an owner. Make somebody else owner first."))


def _levels(grants: list[LevelGrant], *, on: date) -> dict[int, str]:
    """Each member's level: the newest of their grants in force (``grants`` come oldest first)."""
    return {
        given.member_id: given.level
        for given in grants
        if given.from_on <= on and (given.until_on is None or given.until_on >= on)
    }
