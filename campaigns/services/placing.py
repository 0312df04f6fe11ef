"""Putting an item's card into another column of the board: the same as moving it, or sending it back, on its page."""

from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.models import Item
from campaigns.services import stages
from roles.models import Member
from teamops.lib.exceptions import NotAllowedNow

# In place of a stage's code: out of the last stage.
DONE = "done"


def place(item: Item, *, where: str, by: Member, at: datetime, reason: str = "", seen: int | None = None) -> Item:
    """Move the item to its next stage, finish it, or send it back, as the stage of code ``where`` asks for.

    The stage at which the caller found it counts as seen, unless ``seen`` says another: what has gone on meanwhile
    isn't moved on from there. Raise ``NotAllowedNow`` as ``move`` and ``send_back`` do, for a stage further on than
    the next one, and for one that the item's version of the workflow doesn't have.
    """
    seen = item.run_id if seen is None else seen
    way = list(item.workflow.stages.order_by("position"))
    here = item.now.stage.position
    ahead = [stage for stage in way if stage.position > here]
    if where == DONE and not ahead:
        return stages.move(item, by=by, at=at, seen=seen)
    to = next((stage for stage in way if stage.code == where), None)
    if to is None:
        raise NotAllowedNow(_("This item goes by an earlier version of its workflow, which doesn't have that stage."))
    if to.position == here:
        return item
    if to.position < here:
        return stages.send_back(item, to=to, by=by, at=at, reason=reason, seen=seen)
    if to != ahead[0]:
        told = {"next": ahead[0].label, "stage": to.label}
        raise NotAllowedNow(_("“%(next)s” comes before “%(stage)s”: it goes on stage by stage.") % told)
    return stages.move(item, by=by, at=at, seen=seen)
