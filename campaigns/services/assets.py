"""What an item is made with: put beside it, and taken away again."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import Asset, Fact, Item
from campaigns.services.access import locked
from campaigns.services.telling import note
from roles.models import Member
from teamops.lib.exceptions import NotAllowedNow


@transaction.atomic
def add(
    item: Item,
    *,
    by: Member,
    at: datetime,
    name: str,
    address: str,
    licence: str = "",
    expires_on: date | None = None,
) -> Asset:
    """Put an asset beside an item. Raise ``NotAllowedNow`` if it is there already."""
    item = locked(item, by=by, is_open=False)
    if Asset.objects.filter(item=item, address=address).exists():
        raise NotAllowedNow(_("This address is among the item's assets already."))
    asset = Asset.objects.create(
        item=item, name=name.strip(), address=address, licence=licence.strip(), expires_on=expires_on, by=by, at=at
    )
    note(item, Fact.Kind.ASSET_ADDED, by=by, at=at, text=asset.name)
    return asset


@transaction.atomic
def take_away(asset: Asset, *, by: Member, at: datetime) -> None:
    item = locked(asset.item, by=by, is_open=False)
    note(item, Fact.Kind.ASSET_TAKEN, by=by, at=at, text=asset.name)
    asset.delete()
