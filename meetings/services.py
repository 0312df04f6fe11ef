"""Writing stand-ups."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import StandUp
from roles.models import Member
from teamops.lib.exceptions import NotAllowedNow


@transaction.atomic
def write(member: Member, *, day: date, done: str, plan: str, blockers: str, at: datetime) -> StandUp:
    """Write ``member``'s own stand-up of a day, or change it, as long as the day lasts.

    Any day may have one; who is due is another question (``attendance.due``). Raise ``NotAllowedNow`` on any other
    day than the stand-up's.
    """
    today = timezone.localdate(at)
    if day < today:
        raise NotAllowedNow(
            _("The day is over: the stand-up of %(day)s can't be changed any more.") % {"day": f"{day:%m-%d}"}
        )
    if day > today:
        raise NotAllowedNow(_("A stand-up is written on its own day, not before."))
    words = {"done": done.strip(), "plan": plan.strip(), "blockers": blockers.strip()}
    stand_up, _is_new = StandUp.objects.update_or_create(
        member=member, day=day, defaults=words | {"edited_at": at}, create_defaults=words | {"written_at": at}
    )
    return stand_up
