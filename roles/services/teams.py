"""Making teams and keeping their particulars."""

from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roles.models import LevelGrant, Member, StaffingTemplate, Team
from roles.permissions import Level, Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow

# A team's working hours; when its stand-ups may be written; what it says about the end of a month.
HOURS = ("work_starts_at", "work_ends_at")
STAND_UP = ("stand_up_opens_at", "stand_up_due_at")
MONTH_END = ("self_review_days", "review_days", "dispute_days", "appeal_days", "adjustment_limit")


@transaction.atomic
def found(*, name: str, slug: str, at: datetime, staffing: StaffingTemplate | None = None) -> Team:
    """Make a team that nobody is in yet. Raise ``NotAllowedNow`` if the address is taken."""
    if Team.objects.filter(slug=slug).exists():
        raise NotAllowedNow(_("The address %(slug)s is taken.") % {"slug": slug})
    return Team.objects.create(name=name.strip(), slug=slug, staffing=staffing, made_at=at)


@transaction.atomic
def make_team(*, name: str, slug: str, by: Member, at: datetime, staffing: StaffingTemplate | None = None) -> Member:
    """An owner makes a further team and is its owner. Return them as its member."""
    need(by, Permission.MAKE_TEAMS, team=by.team_id)
    team = found(name=name, slug=slug, at=at, staffing=staffing)
    today = timezone.localdate(at)
    member = Member.objects.create(team=team, person=by.person, joined_on=today)
    LevelGrant.objects.create(member=member, level=Level.OWNER, from_on=today, granted_at=at)
    return member


@transaction.atomic
def edit(
    team: Team, *, name: str, staffing: StaffingTemplate | None, stand_up_at: time, by: Member, **settings: Any
) -> Team:
    """Change what can be changed about a team; of ``HOURS``, ``STAND_UP`` and ``MONTH_END`` what is named. Its address
    never changes: links to it stand in other places.

    Raise ``TypeError`` for anything else, ``NotAllowedNow`` if stand-ups would be due after they start, or the day
    would end before it begins."""
    if unknown := settings.keys() - {*HOURS, *STAND_UP, *MONTH_END}:
        raise TypeError(unknown)
    need(by, Permission.EDIT_TEAM, team=team)
    if staffing is not None and staffing.team_id not in (None, team.pk):
        raise NotAllowedNow(_("This staffing template belongs to another team."))
    team = Team.objects.select_for_update().get(pk=team.pk)
    team.name, team.staffing, team.stand_up_at = name.strip(), staffing, stand_up_at
    for setting, value in settings.items():
        setattr(team, setting, value)
    if team.stand_up_due_at > stand_up_at:
        raise NotAllowedNow(_("A stand-up is due before it starts, not after."))
    if team.work_ends_at <= team.work_starts_at:
        raise NotAllowedNow(_("Work ends after it starts, not before."))
    team.save(update_fields=["name", "staffing", "stand_up_at", *settings])
    return team
