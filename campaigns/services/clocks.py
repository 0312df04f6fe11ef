"""The clocks of the stages: who has an item hears at 80 % of its time, the leads at 100 %; each once a run."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from campaigns import gates
from campaigns.models import Item, StageRun
from campaigns.services.telling import tell_some
from notices.models import Notice
from roles.models import Member
from roles.permissions import Permission

# What is looked at in one go.
AT_ONCE = 200


def remind(*, at: datetime) -> int:
    """Tell what has become due. Safe to repeat; return how many runs were told of."""
    soon = list(StageRun.objects.to_remind(at=at).values_list("pk", flat=True)[:AT_ONCE])
    late = list(StageRun.objects.to_escalate(at=at).values_list("pk", flat=True)[:AT_ONCE])
    return sum(_tell_who_has_it(pk, at=at) for pk in soon) + sum(_tell_leads(pk, at=at) for pk in late)


@transaction.atomic
def _tell_who_has_it(pk: int, *, at: datetime) -> bool:
    if not StageRun.objects.to_remind(at=at).filter(pk=pk).update(reminded_at=at):
        return False
    item = _item(pk)
    waiting = [
        one for state in gates.here(item, on=timezone.localdate(at)) for seat in state.waiting for one in seat.sitting
    ]
    told = [item.now.assignee] if item.now.assignee else waiting or [item.owner]
    tell_some(told, item, Notice.Kind.ITEM_SOON_DUE, by=None, about=str(pk), due=_when(item))
    return True


@transaction.atomic
def _tell_leads(pk: int, *, at: datetime) -> bool:
    if not StageRun.objects.to_escalate(at=at).filter(pk=pk).update(escalated_at=at):
        return False
    item = _item(pk)
    leads = Member.objects.filter(team=item.team_id).who_may(Permission.RUN_WORK, on=timezone.localdate(at))
    name = str(item.now.assignee or item.owner)
    tell_some(leads, item, Notice.Kind.ITEM_LATE, by=None, about=str(pk), due=_when(item), name=name)
    return True


def _item(run: int) -> Item:
    found: Item = Item.objects.select_related(
        "team", "workflow", "owner", "run__stage__role", "run__assignee__person", "owner__person"
    ).get(run=run)
    return found


def _when(item: Item) -> str:
    due_at = item.now.due_at
    return timezone.localtime(due_at).strftime("%m-%d %H:%M") if due_at else ""
