"""An edit takes approvals away. That follows from the print; here it is put on record and told."""

from datetime import datetime

from django.db.models import QuerySet

from campaigns import prints
from campaigns.models import Approval, Fact, Item
from campaigns.services.telling import note, tell_some
from notices.models import Notice
from roles.models import Member


def bound_to(item: Item, print_: str) -> QuerySet[Approval]:
    """The approvals of what the item says by this print, since its text was last meant to be written."""
    stages = item.workflow.stages.filter(position__lte=item.now.stage.position)
    last = max((one.position for one in stages if one.is_for_writing), default=0)
    since = Approval.objects.filter(run__item=item, run__stage__position__gt=last) | Approval.objects.filter(
        run=item.run_id
    )
    return since.approving(print_=print_).select_related("by__person", "gate")


def say_what_is_gone(item: Item, *, before: str, by: Member, at: datetime) -> list[Approval]:
    """Name in the trail, and to who gave them, the approvals that held for ``before`` and hold no more."""
    if prints.of_item(item) == before:
        return []
    gone = list(bound_to(item, before).distinct())
    for approval in gone:
        note(
            item, Fact.Kind.WITHDRAWN, by=by, at=at, version=approval.version, whom=approval.by,
            text=approval.gate.get_kind_display(),
        )  # fmt: skip
    tell_some([one.by for one in gone], item, Notice.Kind.ITEM_WITHDRAWN, by=by)
    return gone
