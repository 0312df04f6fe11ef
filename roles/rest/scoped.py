"""Rows of the person's own teams, and the permission table asked for each action."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError

from roles.models import Member
from roles.permissions import Permission


class TeamScoped:
    """Mix-in for viewsets: rows of the person's teams, cut down by ``?team=``, permission by action.

    A subclass has ``queryset``, whose class has ``visible_to(member)``, and ``permissions``.
    """

    permissions: dict[str, Permission] = {}
    queryset: QuerySet[Any]
    request: Any  # REST framework's, which wraps Django's
    action: str

    @cached_property
    def memberships(self) -> list[Member]:
        """Whom the person is in their teams today, with levels; narrowed to ``?team=`` where it is given."""
        today = timezone.localdate()
        members = Member.objects.present(on=today).with_level(on=today).filter(person=self.request.user.pk)
        found = list(members.select_related("team", "person"))
        if slug := self.request.query_params.get("team"):
            found = [member for member in found if member.team.slug == slug]
        if not found:
            raise NotFound(_("There is no such team, or you aren't in it."))
        return found

    @property
    def entitled(self) -> list[Member]:
        """The memberships whose level allows the action. Raise 403 if there is none."""
        permission = self.permissions[self.action]
        members = [member for member in self.memberships if member.may(permission)]
        if not members:
            raise PermissionDenied(refusal(permission))
        return members

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = self.queryset.all()
        found: list[QuerySet[Any]] = [rows.visible_to(member) for member in self.entitled]
        return found[0] if len(found) == 1 else reduce(or_, found).distinct()

    def member_in(self, team_pk: int) -> Member:
        """The person as a member of that team. Raise 403 if the action isn't theirs there."""
        for member in self.memberships:
            if member.team_id == team_pk:
                if not member.may(self.permissions[self.action]):
                    raise PermissionDenied(refusal(self.permissions[self.action]))
                return member
        raise NotFound

    def acting_member(self, slug: str = "") -> Member:
        """Who makes something new: the member in the named team, else in the only one. Raise 400, 403 or 404."""
        found = [member for member in self.memberships if not slug or member.team.slug == slug]
        if not found:
            raise NotFound(_("There is no such team, or you aren't in it."))
        if len(found) > 1:
            raise ValidationError({"team": [_("You are in several teams: say which one with ?team=.")]})
        return self.member_in(found[0].team_id)


def refusal(permission: Permission) -> str:
    return _("Your level doesn't allow you to %(what)s.") % {"what": permission.label}
