"""Who holds which role: assigning, changing the share, ending, taking back."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from roles.models import Assignment, Member, Role
from roles.permissions import Permission
from roles.services.rights import need, others_who_may
from teamops.lib.exceptions import NotAllowedNow

DAY = timedelta(days=1)
LAST_DAY = date.max


@transaction.atomic
def assign(
    member: Member,
    role: Role,
    *,
    from_on: date,
    by: Member,
    at: datetime,
    share: int = 100,
    until_on: date | None = None,
) -> Assignment:
    """Let ``member`` hold ``role`` from a day on, perhaps until a day (both included), for a share of their time.

    Raise ``NotAllowedNow`` for another team's member, one who has left, oneself where somebody else could do it,
    the same role held on one of these days already, and days or a share that make no sense.
    """
    member = Member.objects.select_for_update().select_related("person").get(pk=member.pk)
    _need_a_say(by, member, on=timezone.localdate(at))
    _need_sense(from_on=from_on, until_on=until_on, share=share)
    if not member.person.is_active or (member.left_on is not None and member.left_on <= from_on):
        raise NotAllowedNow(_("%(name)s is not in the team any more.") % {"name": member})
    if from_on < member.joined_on:
        raise NotAllowedNow(
            _("%(name)s joined the team on %(day)s: the role can't begin before.")
            % {"name": member, "day": member.joined_on}
        )
    _need_room(member, role, from_on=from_on, until_on=until_on)
    return Assignment.objects.create(
        member=member, role=role, from_on=from_on, until_on=until_on, share=share, assigned_by=by, assigned_at=at
    )


@transaction.atomic
def end(assignment: Assignment, *, until_on: date | None, by: Member, at: datetime) -> Assignment:
    """Let the member hold the role until that day; without a day, until further notice."""
    assignment = _locked(assignment, by=by, at=at)
    if until_on is not None and until_on < assignment.from_on:
        raise NotAllowedNow(
            _("This assignment begins on %(day)s. It can't end before; take it back instead.")
            % {"day": assignment.from_on}
        )
    _need_room(assignment.member, assignment.role, from_on=assignment.from_on, until_on=until_on, besides=assignment)
    assignment.until_on = until_on
    assignment.save(update_fields=["until_on"])
    return assignment


@transaction.atomic
def change_share(assignment: Assignment, *, share: int, from_on: date, by: Member, at: datetime) -> Assignment:
    """Change the share from a day on: what held until the day before stays as it was, in a row of its own."""
    assignment = _locked(assignment, by=by, at=at)
    until_on = assignment.until_on
    _need_sense(from_on=from_on, until_on=until_on, share=share)
    if from_on < assignment.from_on:
        raise NotAllowedNow(_("This assignment begins on %(day)s.") % {"day": assignment.from_on})
    if share == assignment.share:
        return assignment
    if from_on == assignment.from_on:
        assignment.share = share
        assignment.save(update_fields=["share"])
        return assignment
    assignment.until_on = from_on - DAY
    assignment.save(update_fields=["until_on"])
    return Assignment.objects.create(
        member=assignment.member,
        role=assignment.role,
        from_on=from_on,
        until_on=until_on,
        share=share,
        assigned_by=by,
        assigned_at=at,
    )


@transaction.atomic
def change(
    assignment: Assignment, *, share: int, from_on: date, until_on: date | None, by: Member, at: datetime
) -> Assignment:
    """Set the share from a day on, and the last day, in one step. Raise ``NotAllowedNow`` as its two halves do."""
    if share != assignment.share:
        assignment = change_share(assignment, share=share, from_on=from_on, by=by, at=at)
    if until_on != assignment.until_on:
        assignment = end(assignment, until_on=until_on, by=by, at=at)
    return assignment


@transaction.atomic
def take_back(assignment: Assignment, *, by: Member, at: datetime) -> None:
    """Undo an assignment that begins today or later. One that has held for a day is ended, not undone."""
    assignment = _locked(assignment, by=by, at=at)
    if assignment.from_on < timezone.localdate(at):
        raise NotAllowedNow(_("This assignment has held since %(day)s: end it instead.") % {"day": assignment.from_on})
    assignment.delete()


def _locked(assignment: Assignment, *, by: Member, at: datetime) -> Assignment:
    """The row as it stands now, once ``by`` may change it."""
    Member.objects.select_for_update().get(pk=assignment.member_id)
    locked = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("member__person", "role")
        .filter(pk=assignment.pk)
        .first()
    )
    if locked is None:
        raise NotAllowedNow(_("This assignment isn't there any more. Load the page again."))
    _need_a_say(by, locked.member, on=timezone.localdate(at))
    return locked


def _need_a_say(by: Member, member: Member, *, on: date) -> None:
    need(by, Permission.ASSIGN_ROLES, team=member.team_id)
    if by.pk == member.pk and others_who_may(Permission.ASSIGN_ROLES, besides=by, on=on):
        raise NotAllowedNow(_("Nobody assigns roles to themselves. Ask another lead."))


def _need_sense(*, from_on: date, until_on: date | None, share: int) -> None:
    if until_on is not None and until_on < from_on:
        raise NotAllowedNow(_("The last day is before the first one."))
    if not 1 <= share <= 100:  # noqa: PLR2004 - percent
        raise NotAllowedNow(_("A share is between 1 and 100 percent."))


def _need_room(
    member: Member, role: Role, *, from_on: date, until_on: date | None, besides: Assignment | None = None
) -> None:
    same = Assignment.objects.filter(member=member, role=role).overlapping(first=from_on, last=until_on or LAST_DAY)
    if besides is not None:
        same = same.exclude(pk=besides.pk)
    if held := same.order_by("from_on").first():
        raise NotAllowedNow(
            _("%(name)s holds the role %(role)s from %(day)s already. Change that assignment instead.")
            % {"name": member, "role": role, "day": held.from_on}
        )
