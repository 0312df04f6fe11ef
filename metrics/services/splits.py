"""Several content items shared among the same people, in one go: 60 to one and 40 to the other."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from metrics.models import Subject
from metrics.services import attribution
from metrics.services.attribution import Outcome, Share
from roles.models import Member
from teamops.lib.exceptions import NotAllowedNow


@transaction.atomic
def split(
    items: Iterable[Subject], shares: Sequence[tuple[Member, Decimal]], *, at: datetime
) -> list[tuple[Subject, Outcome]]:
    """Let exactly these members answer for each item, in the place of whoever does so now. All items or none.

    Raise ``NotAllowedNow`` with the item that can't be shared so, or if nobody is named.
    """
    if not shares:
        raise NotAllowedNow(_("Choose who answers, and for what share."))
    outcomes = []
    for item in sorted(items, key=lambda one: one.pk):
        first = item.published_on or at.date()
        there = dict(item.attributions.filter(until_on=None).values_list("member", "pk"))
        asked = [Share(member, share, first, pk=there.get(member.pk)) for member, share in shares]
        try:
            outcomes.append((item, attribution.put(item, asked, at=at)))
        except NotAllowedNow as reason:
            told = {"name": item.name, "reason": reason}
            raise NotAllowedNow(_("“%(name)s”: %(reason)s Nothing was changed.") % told) from reason
    return outcomes
