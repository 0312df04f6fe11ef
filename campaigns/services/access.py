"""What every change asks first: is the item still there and open, and may this member touch it."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Item, StageRun
from campaigns.once import once
from roles.models import Assignment, Member
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.locking import locked_row


def locked(item: Item, *, by: Member, is_open: bool = True) -> Item:
    """The item as it is now, locked. Raise ``NotAllowedNow`` for another team's, or one that is closed."""
    need(by, Permission.WORK_ON_ITEMS, team=item.team_id)
    of_item = ("team", "workflow", "owner__person")
    of_run = ("run__stage__role", "run__assignee__person", "run__claimed_by__person")
    found = locked_row(Item.objects.select_related(*of_item, *of_run), item.pk)
    if is_open and not found.is_open:
        raise NotAllowedNow(_("This item is closed (%(state)s).") % {"state": found.get_state_display()})
    return found


def refuse_other_run(item: Item, seen: int | None) -> None:
    """Raise ``NotAllowedNow`` if the item has left the stage at which the page was loaded."""
    if seen is None or item.run_id == seen:
        return
    before = StageRun.objects.filter(pk=seen, item=item).select_related("stage", "left_by__person").first()
    if before is None or before.left_at is None:
        raise NotAllowedNow(_("This isn't the item's stage any more. Load the page again."))
    told = {
        "name": before.left_by or _("Somebody"),
        "stage": before.stage,
        "now": item.now.stage,
        "time": timezone.localtime(before.left_at).strftime("%H:%M"),
    }
    raise NotAllowedNow(
        _("%(name)s took it on from “%(stage)s” at %(time)s. It stands at “%(now)s” now; nothing of yours was done.")
        % told
    )


def holds_role(member: Member, item: Item, *, on: date) -> bool:
    """Whether the member holds the role of the stage that the item stands at."""
    held = Assignment.objects.in_force(on=on).filter(member=member.pk, role=item.now.stage.role_id)
    return once(item, ("holds the role", member.pk, on), held.exists)


def has_a_hand(item: Item, *, by: Member, at: datetime) -> bool:
    """Whether ``by`` moves this item: whose turn it is, who answers for it, who holds the stage's role, and leads."""
    if by.pk in (item.now.assignee_id, item.owner_id) or by.may(Permission.RUN_WORK):
        return by.may(Permission.WORK_ON_ITEMS)
    return by.may(Permission.WORK_ON_ITEMS) and holds_role(by, item, on=timezone.localdate(at))


def need_a_hand(item: Item, *, by: Member, at: datetime) -> None:
    """Raise ``NotAllowedNow``, in words that say who can, for one who has no hand in it."""
    if has_a_hand(item, by=by, at=at):
        return
    whose = item.now.assignee or item.owner
    raise NotAllowedNow(
        _("It is with %(name)s at “%(stage)s”. They, %(owner)s, who holds the role %(role)s, or a lead can do this.")
        % {"name": whose, "stage": item.now.stage, "owner": item.owner, "role": item.now.stage.role}
    )


def is_owner_or_lead(item: Item, *, by: Member) -> bool:
    return by.may(Permission.WORK_ON_ITEMS) and (by.pk == item.owner_id or by.may(Permission.RUN_WORK))


def need_owner_or_lead(item: Item, *, by: Member) -> None:
    if not is_owner_or_lead(item, by=by):
        raise NotAllowedNow(_("%(name)s, who answers for it, or a lead can do this.") % {"name": item.owner})
