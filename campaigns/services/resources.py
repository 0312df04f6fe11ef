"""Resources of a campaign: asked for by a day, in place, or needed no more."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Fact, Item, Resource
from campaigns.services.access import locked, need_a_hand
from campaigns.services.telling import note
from roles.models import Member
from teamops.lib.exceptions import NotAllowedNow


@transaction.atomic
def ask(item: Item, *, kind: str, what: str, needed_by: date, by: Member, at: datetime) -> Resource:
    """Ask for something that the campaign needs by a day. Raise ``NotAllowedNow`` without words, or for a day gone."""
    item = locked(item, by=by)
    need_a_hand(item, by=by, at=at)
    if item.kind != Item.Kind.CAMPAIGN:
        raise NotAllowedNow(_("Only campaigns ask for resources."))
    if not what.strip():
        raise NotAllowedNow(_("Say what is needed."))
    if needed_by < timezone.localdate(at):
        raise NotAllowedNow(_("That day is over. Say by which day to come it is needed."))
    made = Resource.objects.create(
        item=item, kind=kind, what=what.strip(), needed_by=needed_by, asked_by=by, asked_at=at
    )
    note(item, Fact.Kind.ASKED_FOR, by=by, at=at, text=f"{made.what} ({needed_by:%m-%d})")
    return made


@transaction.atomic
def put_in_place(resource: Resource, *, by: Member, at: datetime) -> Resource:
    """It is there. Raise ``NotAllowedNow`` if that was said before, or it isn't needed any more."""
    resource = _waited_for(resource, by=by, at=at)
    resource.in_place_on = timezone.localdate(at)
    resource.save(update_fields=["in_place_on"])
    note(resource.item, Fact.Kind.IN_PLACE, by=by, at=at, text=resource.what)
    return resource


@transaction.atomic
def withdraw(resource: Resource, *, by: Member, at: datetime) -> Resource:
    """It isn't needed after all. Once its day is over it counts all the same. Raise as ``put_in_place``."""
    resource = _waited_for(resource, by=by, at=at)
    resource.withdrawn_on = timezone.localdate(at)
    resource.save(update_fields=["withdrawn_on"])
    note(resource.item, Fact.Kind.WITHDREW, by=by, at=at, text=resource.what)
    return resource


def _waited_for(resource: Resource, *, by: Member, at: datetime) -> Resource:
    item = locked(resource.item, by=by)
    need_a_hand(item, by=by, at=at)
    found = Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
    found.item = item
    if not found.is_waited_for:
        raise NotAllowedNow(_("“%(what)s” is settled already.") % {"what": found.what})
    return found
