"""The clocks of incidents and service requests: started with the item, stopped by who says that it has happened,
told of at 80 % and 100 % of their time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from campaigns.models import Clock, Fact, IncidentDetail, Item
from campaigns.services.access import locked, need_a_hand
from campaigns.services.stages import MOST
from campaigns.services.telling import note, tell_some
from notices.models import Notice
from roles.clock import WorkingClock
from roles.models import Member
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow

Kind = Clock.Kind
# What is looked at in one go.
AT_ONCE = 200
HOUR = timedelta(hours=1)


def keep(item: Item) -> None:
    """Let the item have exactly the clocks that its particulars ask for. One that has stopped keeps what it said."""
    wanted = {clock.kind: clock for clock in _wanted(item)}
    Clock.objects.filter(item=item, stopped_at__isnull=True).exclude(kind__in=wanted).delete()
    known = {clock.kind: clock for clock in Clock.objects.filter(item=item)}
    for kind, clock in wanted.items():
        before = known.get(kind)
        if before is None:
            clock.save()
        elif not before.has_stopped and (before.started_at, before.due_at) != (clock.started_at, clock.due_at):
            before.started_at, before.remind_at, before.due_at = clock.started_at, clock.remind_at, clock.due_at
            before.reminded_at = before.escalated_at = None
            before.save()


def _wanted(item: Item) -> Iterator[Clock]:
    if item.kind == Item.Kind.REQUEST:
        hours = WorkingClock(item.team)
        for kind, most in ((Kind.RESPOND, item.request.respond_hours), (Kind.DELIVER, item.request.deliver_hours)):
            remind, due = hours.after(item.made_at, most * MOST), hours.after(item.made_at, most)
            yield Clock(item=item, kind=kind, started_at=item.made_at, remind_at=remind, due_at=due)
    elif item.kind == Item.Kind.INCIDENT:
        detail = item.incident
        if detail.kind == IncidentDetail.Kind.CONTENT:
            yield _by_the_wall(item, Kind.TAKE_DOWN, item.made_at, detail.take_down_hours)
        else:
            yield _by_the_wall(item, Kind.RECOVER, detail.happened_at or item.made_at, detail.recover_hours)


def _by_the_wall(item: Item, kind: str, start: datetime, hours: int) -> Clock:
    """Nights and free days count: what is wrong on a Saturday night is wrong for everybody who reads it then."""
    remind, due = start + HOUR * float(Decimal(hours) * MOST), start + HOUR * hours
    return Clock(item=item, kind=kind, started_at=start, remind_at=remind, due_at=due)


@transaction.atomic
def stop(item: Item, *, kind: str, by: Member, at: datetime, happened_at: datetime) -> Clock:
    """Say when it happened: taken down, recovered, answered, delivered. Once said it stands.

    Raise ``NotAllowedNow`` for who has no hand in the item, for a moment to come or before the clock began, and if
    somebody has said so already.
    """
    item = locked(item, by=by)
    need_a_hand(item, by=by, at=at)
    clock = Clock.objects.select_for_update(of=("self",)).filter(item=item, kind=kind).first()
    if clock is None:
        raise NotAllowedNow(_("This item has no such deadline."))
    if clock.stopped_at is not None and clock.stopped_by is not None:
        told = {"name": clock.stopped_by, "time": _when(clock.stopped_at)}
        raise NotAllowedNow(_("%(name)s has said that already: %(time)s.") % told)
    if happened_at > at:
        raise NotAllowedNow(_("That time is still to come."))
    if happened_at < clock.started_at:
        raise NotAllowedNow(_("That is before it began (%(time)s).") % {"time": _when(clock.started_at)})
    clock.stopped_at, clock.stopped_by = happened_at, by
    clock.save(update_fields=["stopped_at", "stopped_by"])
    note(item, Fact.Kind.HAPPENED, by=by, at=at, text=f"{clock.get_kind_display()} {_when(happened_at)}")
    return clock


def remind(*, at: datetime) -> int:
    """Tell what has become due. Safe to repeat; return how many clocks were told of."""
    soon = list(Clock.objects.to_remind(at=at).values_list("pk", flat=True)[:AT_ONCE])
    late = list(Clock.objects.to_escalate(at=at).values_list("pk", flat=True)[:AT_ONCE])
    return sum(_tell_who_has_it(pk, at=at) for pk in soon) + sum(_tell_leads(pk, at=at) for pk in late)


@transaction.atomic
def _tell_who_has_it(pk: int, *, at: datetime) -> bool:
    if not Clock.objects.to_remind(at=at).filter(pk=pk).update(reminded_at=at):
        return False
    clock = _clock(pk)
    told = [one for one in (clock.item.now.assignee, clock.item.owner) if one is not None]
    _tell(told, clock, Notice.Kind.CLOCK_SOON)
    return True


@transaction.atomic
def _tell_leads(pk: int, *, at: datetime) -> bool:
    if not Clock.objects.to_escalate(at=at).filter(pk=pk).update(escalated_at=at):
        return False
    clock = _clock(pk)
    leads = Member.objects.filter(team=clock.item.team_id).who_may(Permission.RUN_WORK, on=timezone.localdate(at))
    _tell([*leads, clock.item.owner], clock, Notice.Kind.CLOCK_LATE)
    return True


def _tell(told: list[Member], clock: Clock, kind: str) -> None:
    """In both languages: whoever reads it chooses."""
    words = {}
    for language, code in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(code):
            words[language] = str(clock.get_kind_display())
    name = str(clock.item.owner)
    tell_some(
        told, clock.item, kind, by=None, about=f"clock {clock.pk}", what=words, due=_when(clock.due_at), name=name
    )


def _clock(pk: int) -> Clock:
    found: Clock = Clock.objects.select_related(
        "item__team", "item__owner__person", "item__run__stage", "item__run__assignee__person"
    ).get(pk=pk)
    return found


def _when(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%m-%d %H:%M")
