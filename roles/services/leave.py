"""Who is away when, and who stands in."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roles.models import Leave, Member
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow


@transaction.atomic
def enter(
    member: Member, *, from_on: date, until_on: date, by: Member, deputy: Member | None = None, note: str = ""
) -> Leave:
    """Put down that ``member`` is away from a day until a day (both included).

    One's own leave is entered by anybody but an auditor, others' by a lead. Raise ``NotAllowedNow`` otherwise, for
    days that are leave already, and for a deputy of another team or who is away on one of these days.
    """
    member = Member.objects.select_for_update(of=("self",)).select_related("person").get(pk=member.pk)
    _need_a_say(by, member)
    if until_on < from_on:
        raise NotAllowedNow(_("The last day is before the first one."))
    if taken := Leave.objects.filter(member=member).overlapping(first=from_on, last=until_on).first():
        raise NotAllowedNow(
            _("%(name)s is away from %(first)s until %(last)s already.")
            % {"name": member, "first": taken.from_on, "last": taken.until_on}
        )
    if deputy is not None:
        _need_a_deputy(deputy, of=member, from_on=from_on, until_on=until_on)
    return Leave.objects.create(member=member, from_on=from_on, until_on=until_on, deputy=deputy, note=note.strip())


@transaction.atomic
def take_back(leave: Leave, *, by: Member, at: datetime) -> None:
    """Take leave back: all of it, or from today on what is left of it. What is over stays on record."""
    leave = Leave.objects.select_for_update(of=("self",)).select_related("member__person").get(pk=leave.pk)
    _need_a_say(by, leave.member)
    today = timezone.localdate(at)
    if leave.until_on < today:
        raise NotAllowedNow(_("This leave is over."))
    if leave.from_on >= today:
        leave.delete()
        return
    leave.until_on = date.fromordinal(today.toordinal() - 1)
    leave.save(update_fields=["until_on"])


def _need_a_say(by: Member, member: Member) -> None:
    own = by.pk == member.pk
    need(by, Permission.ASK_FOR_LEAVE if own else Permission.EDIT_LEAVE, team=member.team_id)


def _need_a_deputy(deputy: Member, *, of: Member, from_on: date, until_on: date) -> None:
    if deputy.pk == of.pk:
        raise NotAllowedNow(_("Nobody is their own deputy."))
    is_gone = not deputy.person.is_active or deputy.left_on is not None
    if deputy.team_id != of.team_id or is_gone:
        raise NotAllowedNow(_("The deputy has to be in the same team."))
    if Leave.objects.filter(member=deputy).overlapping(first=from_on, last=until_on).exists():
        raise NotAllowedNow(_("%(name)s is away on one of these days too.") % {"name": deputy})
