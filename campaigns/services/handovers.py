"""The hand-over list of a stage: ticked off line by line while the item stands there."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from campaigns.models import Deliverable, HandoverTick, Item
from campaigns.services.access import locked, need_a_hand, refuse_other_run
from campaigns.services.stages import untouched
from roles.models import Member


@transaction.atomic
def tick(
    item: Item, *, by: Member, at: datetime, lines: Collection[int] | None = None, seen: int | None = None
) -> Item:
    """Let exactly these lines (by key) be ticked; without any named, all of them."""
    item = locked(item, by=by)
    refuse_other_run(item, seen)
    need_a_hand(item, by=by, at=at)
    if lines is not None:
        HandoverTick.objects.filter(run=item.run_id).exclude(deliverable__in=lines).delete()
    missing: list[Deliverable] = untouched(item)
    HandoverTick.objects.bulk_create(
        HandoverTick(run=item.now, deliverable=line, by=by, at=at)
        for line in missing
        if lines is None or line.pk in lines
    )
    return item
