"""Tokens for programs: made with a name and a last day, revoked when they aren't needed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from roles.models import ApiToken, Person
from teamops.lib.exceptions import NotAllowedNow

LONGEST = 366
MOST = 20


@transaction.atomic
def issue(person: Person, *, name: str, days: int, at: datetime) -> tuple[ApiToken, str]:
    """Make a token for so many days. Return it with its secret, which is shown once and not kept."""
    if not 1 <= days <= LONGEST:
        raise NotAllowedNow(_("A token lasts between 1 and %(days)d days.") % {"days": LONGEST})
    if ApiToken.objects.filter(person=person).usable(at=at).count() >= MOST:
        raise NotAllowedNow(_("You have %(most)d tokens. Revoke one first.") % {"most": MOST})
    return ApiToken.issue(person, name=name.strip(), expires_at=at + timedelta(days=days))


@transaction.atomic
def revoke(token: ApiToken, *, at: datetime) -> None:
    """From now on the token opens nothing. Revoking twice does no harm."""
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
