"""Writing SOPs: a new one, the next version of one, putting one away. A version never changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import Sop, SopStep
from campaigns.models.sops import EARLIEST, LATEST
from roles.models import Member, Team
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow

MOST_STEPS = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A step as it is written: the day, what is done, the words to use."""

    day: int
    name: str
    text: str = ""


@transaction.atomic
def write(
    *, name: str, made_for: str, steps: Sequence[Line], by: Member, at: datetime, instead_of: Sop | None = None
) -> Sop:
    """Write a SOP, or the team's next version of one. What runs goes on in the version that it started with.

    Raise ``NotAllowedNow`` without a name or a step, with too many, for a day out of reach, or if somebody has written
    a newer version meanwhile.
    """
    need(by, Permission.EDIT_SOPS, team=by.team_id)
    Team.objects.select_for_update().get(pk=by.team_id)
    name, steps = name.strip(), checked(steps)
    if not name:
        raise NotAllowedNow(_("Give the SOP a name."))
    if instead_of is not None and not Sop.objects.current(by.team_id).filter(pk=instead_of.pk).exists():
        raise NotAllowedNow(_("Somebody has changed this SOP meanwhile. Load the page again."))
    own = Sop.objects.filter(team=by.team_id)
    code = instead_of.code if instead_of else f"own-{own.values('code').distinct().count() + 1}"
    newest = own.filter(code=code).order_by("-version").first()
    same_name = instead_of is not None and instead_of.name == name
    made = Sop.objects.create(
        team=by.team, code=code, version=newest.version + 1 if newest else 1, name=name,
        name_en=instead_of.name_en if instead_of and same_name else "", made_for=made_for, made_by=by, made_at=at,
        position=instead_of.position if instead_of else 100,
    )  # fmt: skip
    english = dict(instead_of.steps.values_list("name", "name_en")) if instead_of else {}
    SopStep.objects.bulk_create(
        SopStep(
            sop=made, position=place, day=line.day, name=line.name, name_en=english.get(line.name, ""), text=line.text
        )
        for place, line in enumerate(steps, start=1)
    )
    return made


def checked(steps: Sequence[Line]) -> list[Line]:
    """By day, in the order in which they were written. Raise ``NotAllowedNow`` as ``write``."""
    found = [Line(one.day, one.name.strip(), one.text.strip()) for one in steps if one.name.strip()]
    if not found:
        raise NotAllowedNow(_("A SOP has at least one step."))
    if len(found) > MOST_STEPS:
        raise NotAllowedNow(_("A SOP has at most %(most)s steps.") % {"most": MOST_STEPS})
    for one in found:
        if not EARLIEST <= one.day <= LATEST:
            raise NotAllowedNow(
                _("“%(step)s”: days lie between %(first)s and %(last)s.")
                % {"step": one.name, "first": EARLIEST, "last": LATEST}
            )
    return sorted(found, key=lambda one: one.day)


@transaction.atomic
def put_away(sop: Sop, *, by: Member, at: datetime) -> Sop:
    """It isn't started any more; what runs goes on. Raise ``NotAllowedNow`` for a shipped one, or an old version."""
    need(by, Permission.EDIT_SOPS, team=by.team_id)
    if sop.team_id is None:
        raise NotAllowedNow(_("A shipped SOP stays. Write your own version of it."))
    if not Sop.objects.current(by.team_id).filter(pk=sop.pk).exists():
        raise NotAllowedNow(_("Somebody has changed this SOP meanwhile. Load the page again."))
    sop.put_away_at = at
    sop.save(update_fields=["put_away_at"])
    return sop
