"""A team's own grades: written as a whole ladder, or given up for the shipped one."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from kpis.models import Grade
from roles.models import Member, Team
from teamops.lib.exceptions import NotAllowedNow


@transaction.atomic
def write(*, by: Member, ladder: Sequence[tuple[str, Decimal]]) -> None:
    """Write the team's grades anew: (name, from which total), in any order; none at all brings the shipped back.

    Raise ``NotAllowedNow`` if two have the same name or number, or the lowest doesn't begin at 0.
    """
    Team.objects.select_for_update().get(pk=by.team_id)
    names, bounds = [name for name, _bound in ladder], [bound for _name, bound in ladder]
    if len({*names}) < len(names) or len({*bounds}) < len(bounds):
        raise NotAllowedNow(_("Two grades have the same name or begin at the same total."))
    if bounds and min(bounds) != 0:
        raise NotAllowedNow(_("The lowest grade begins at 0, so that every total has one."))
    Grade.objects.filter(team=by.team_id).delete()
    Grade.objects.bulk_create(Grade(team=by.team, name=name, from_total=bound) for name, bound in ladder)
