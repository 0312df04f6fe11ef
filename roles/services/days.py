"""A team's own exceptions to the working days."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from roles.calendar import is_officially_worked
from roles.models import DayOverride, Member, Team
from roles.permissions import Permission
from roles.services.rights import need


@transaction.atomic
def set_day(team: Team, *, day: date, is_working: bool, by: Member, note: str = "") -> DayOverride | None:
    """Let the team work on that day, or not. What the official calendar says anyway needs no row: ``None``."""
    need(by, Permission.EDIT_TEAM, team=team)
    Team.objects.select_for_update().get(pk=team.pk)
    override = DayOverride.objects.filter(team=team, day=day).first()
    if is_working == is_officially_worked(day):
        if override is not None:
            override.delete()
        return None
    override = override or DayOverride(team=team, day=day)
    override.is_working, override.note = is_working, note.strip() or _default_note(is_working=is_working)
    override.save()
    return override


def _default_note(*, is_working: bool) -> str:
    return _("The team works") if is_working else _("The team is off")
