"""What every change here asks first: may this member do that, in this team, to that person."""

from datetime import date

from django.utils.translation import gettext as _

from roles.models import Member, Team
from roles.permissions import Level, Permission, grantable_by
from teamops.lib.exceptions import NotAllowedNow


def need(by: Member, permission: Permission, *, team: Team | int) -> None:
    """``by`` may do that, and in that very team."""
    team_pk = team if isinstance(team, int) else team.pk
    if by.team_id != team_pk:
        raise NotAllowedNow(_("You act in your own team only."))
    if not by.may(permission):
        raise NotAllowedNow(refusal(permission))


def refusal(permission: Permission) -> str:
    return _("Your level doesn't allow you to %(what)s.") % {"what": permission.label}


def level_of(member: Member, *, on: date) -> str:
    """The level that a member has on that day, whether they are in the team or not."""
    return Member.objects.with_level(on=on).get(pk=member.pk).level


def need_reach(by: Member, member: Member, *, on: date) -> None:
    """Nobody decides about somebody above them; about auditors, managers and owners do."""
    level = level_of(member, on=on)
    if level not in grantable_by(by.level):
        raise NotAllowedNow(
            _("%(name)s is %(level)s. Somebody of that level or above has to do this.")
            % {"name": member, "level": Level(level).label}
        )


def others_who_may(permission: Permission, *, besides: Member, on: date) -> bool:
    """Whether the team has somebody else who may do that."""
    members = Member.objects.filter(team=besides.team_id).who_may(permission, on=on)
    return members.exclude(pk=besides.pk).exists()
