"""The one-time link with which a person sets their password."""

from datetime import date

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from django.utils.translation import gettext as _

from roles.models import Member, Person
from roles.permissions import Permission, grantable_by
from roles.services.rights import need, need_reach
from teamops.lib.exceptions import NotAllowedNow


def one_time_link(person: Person) -> str:
    """The path of a page where the person sets a password. It works once, and for as long as the settings say."""
    key = default_token_generator.make_token(person)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": key})


def new_link(member: Member, *, by: Member, on: date) -> str:
    """A new link for somebody who can't sign in.

    Who has the link has the account, so it takes somebody who stands above the person (or level with them) in each
    team that the person is in. Raise ``NotAllowedNow`` otherwise, and for who is deactivated.
    """
    need(by, Permission.ADD_MEMBERS, team=member.team_id)
    if not member.person.is_active or (member.left_on is not None and member.left_on <= on):
        raise NotAllowedNow(_("%(name)s is deactivated. Reactivate them first.") % {"name": member})
    if member.pk == by.pk:
        raise NotAllowedNow(_("Change your own password in your profile."))
    need_reach(by, member, on=on)
    elsewhere = Member.objects.filter(person=member.person_id).exclude(pk=member.pk).present(on=on).with_level(on=on)
    mine = {mine.team_id: mine for mine in Member.objects.filter(person=by.person_id).present(on=on).with_level(on=on)}
    for other in elsewhere:
        here = mine.get(other.team_id)
        if here is None or not here.may(Permission.ADD_MEMBERS) or other.level not in grantable_by(here.level):
            raise NotAllowedNow(
                _(
                    "%(name)s is in another team too, and whoever has the link has that access as well. "
                    "Ask somebody who leads both teams, or let them reset the password by e-mail."
                )
                % {"name": member}
            )
    return one_time_link(member.person)
