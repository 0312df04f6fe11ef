"""What people decide about content items: which are one and the same, which don't count. The door to ``Subject.state``.

A decision is remembered: a later import of a joined item goes to the one it is joined to, an ignored one stays ignored.
Each can be taken back, and then every number stands where it would without it.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from metrics import changes, closed, store
from metrics.content import are_unlike
from metrics.ledger import Ledger
from metrics.models import Attribution, JoinedRow, Point, Subject
from metrics.services.attribution import ALL, plain, sum_on
from roles.models import Member
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import Span

State = Subject.State
Filed = Callable[[date], date]


class Doubtful(NotAllowedNow):
    """The two have clearly different titles, and nobody has said that they are one all the same."""


@transaction.atomic
def join(item: Subject, *, into: Subject, by: Member, at: datetime, is_confirmed: bool = False) -> list[date]:
    """Let ``item`` be the same as ``into``: its numbers, who answers for it and its keys count there from now on.

    Where both have a number the newest as-of day stands and the other one is kept as what it replaced. Return the
    signed months that stay as they are. Raise ``NotAllowedNow`` if the two are of different channels, have different
    numbers of the same as-of day, or are answered for by people whose shares don't go together; ``Doubtful`` if their
    titles are clearly different, unless it ``is_confirmed`` that they are one.
    """
    item, into = _locked(item, into)
    _refuse_unequal(item, into)
    if not is_confirmed and are_unlike(item, into):
        told = {"item": item.name, "into": into.name}
        raise Doubtful(_("“%(item)s” and “%(into)s” are two different titles. Confirm that they are one.") % told)
    ledger = Ledger(item.team_id, [item.pk, into.pk])
    filed = _filed(item, into)
    _refuse_contradiction(ledger, item, into, filed)
    JoinedRow.objects.bulk_create(
        (
            JoinedRow(subject=item, batch_id=batch, row=row, day=day)
            for batch, row, day in {(one.batch, one.row, one.day) for one in ledger.of(item)}
        ),
        ignore_conflicts=True,
    )
    ledger.move(ledger.of(item), to=into, filed=lambda one: filed(one.day), at=at)
    _take_over(item, into)
    _decide(item, State.JOINED, by=by, at=at, joined_to=into)
    if into.is_new:
        _decide(into, State.KNOWN, by=by, at=at)
    return _tell(into, item, at=at)


@transaction.atomic
def ignore(item: Subject, *, by: Member, at: datetime) -> list[date]:
    """Count the item's numbers nowhere, neither for the team nor for a member; they are kept. Return as ``join``.

    Raise ``NotAllowedNow`` if it is joined or ignored already.
    """
    (item,) = _locked(item)
    _refuse_decided(item)
    _decide(item, State.IGNORED, by=by, at=at)
    return _tell(item, at=at)


@transaction.atomic
def keep(item: Subject, *, by: Member, at: datetime) -> Subject:
    """Somebody has looked: it is an item of its own. Raise ``NotAllowedNow`` if it is joined or ignored."""
    (item,) = _locked(item)
    _refuse_decided(item)
    return _decide(item, State.KNOWN, by=by, at=at)


@transaction.atomic
def take_back(item: Subject, *, by: Member, at: datetime) -> list[date]:
    """Take a join or an ignore back: the item is on its own again, with all that was said of it, also since then.

    Return as ``join``. Raise ``NotAllowedNow`` if there is nothing to take back.
    """
    if item.joined_to is None:
        (item,) = _locked(item)
        if not item.is_ignored:
            raise NotAllowedNow(_("“%(name)s” is neither joined nor ignored.") % {"name": item.name})
        _decide(item, State.NEW, by=by, at=at)
        return _tell(item, at=at)
    item, into = _locked(item, item.joined_to)
    if item.joined_to_id != into.pk:
        raise NotAllowedNow(_("Somebody has decided otherwise meanwhile. Look at the page again."))
    _give_back(item, into, at=at)
    for one in Attribution.objects.filter(subject=into, came_with=item):
        one.subject, one.came_with = item, None
        one.from_on = item.published_on if item.published_on and one.from_on == into.published_on else one.from_on
        one.save()
    _decide(item, State.NEW, by=by, at=at)
    return _tell(item, into, at=at)


def _give_back(item: Subject, into: Subject, *, at: datetime) -> None:
    """What the rows said that spoke of the item goes back to it, under the day it had there."""
    filed = _filed(item, into)
    rows = JoinedRow.objects.filter(subject=item)
    told = {(one.batch_id, one.row, filed(one.day)): one.day for one in rows}
    ledger = Ledger(item.team_id, [item.pk, into.pk])
    own = [one for one in ledger.of(into) if (one.batch, one.row, one.day) in told]
    ledger.move(own, to=item, filed=lambda one: told[one.batch, one.row, one.day], at=at)
    rows.delete()


def _locked(*items: Subject) -> list[Subject]:
    """The items as they are now, locked; imports into their channel wait. Raise ``NotAllowedNow`` for no content."""
    if any(item.kind != Subject.Kind.CONTENT for item in items):
        raise NotAllowedNow(_("Only content items are joined or ignored."))
    for channel in sorted({item.channel for item in items}, key=lambda one: one.pk if one else 0):
        store.lock(items[0].team, channel)
    keys = [item.pk for item in items]
    rows = Subject.objects.select_for_update(of=("self",)).select_related("team").order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=keys)}
    return [found[key] for key in keys]


def _refuse_decided(item: Subject) -> None:
    if not item.is_counted:
        told = {"name": item.name, "state": item.get_state_display()}
        raise NotAllowedNow(_("“%(name)s” is “%(state)s” already. Take that back first.") % told)


def refuse_other_channel(item: Subject, into: Subject) -> None:
    """Raise ``NotAllowedNow`` for items of two channels, whichever of the two would stay."""
    channels = {one.channel_id for one in (item, into)} - {None}
    if item.team_id != into.team_id or len(channels) > 1:
        raise NotAllowedNow(_("The two are of different channels: each channel counts its own numbers."))


def _refuse_unequal(item: Subject, into: Subject) -> None:
    """Raise ``NotAllowedNow`` for two that can't be the same."""
    if item.pk == into.pk:
        raise NotAllowedNow(_("Choose two different items."))
    refuse_other_channel(item, into)
    for one in (item, into):
        _refuse_decided(one)
    if item.joined.exists():
        told = {"item": item.name, "into": into.name}
        raise NotAllowedNow(
            _("Other items are joined to “%(item)s” already. Join “%(into)s” to it instead, or take those back first.")
            % told
        )


def _filed(item: Subject, into: Subject) -> Filed:
    """Totals stand under the publishing day, which is that of the item that stays."""

    def filed(day: date) -> date:
        return into.published_on if into.published_on and day == item.published_on else day

    return filed


def _refuse_contradiction(ledger: Ledger, item: Subject, into: Subject, filed: Filed) -> None:
    """Raise ``NotAllowedNow`` where both have a number of the same as-of day and window, and the two differ."""
    theirs = {(one.metric, one.day): one for one in ledger.standing(into)}
    for one in ledger.standing(item):
        other = theirs.get((one.metric, filed(one.day)))
        if other and (one.as_of, one.window) == (other.as_of, other.window) and one.value != other.value:
            told = {"day": one.as_of.isoformat(), "one": plain(other.value), "other": plain(one.value)}
            raise NotAllowedNow(
                _("As of %(day)s the same number is %(one)s for one and %(other)s for the other: they are two items.")
                % told
            )


def _take_over(item: Subject, into: Subject) -> None:
    """Let those who answer for the item answer for the one it is joined to, unless they do so already.

    Raise ``NotAllowedNow`` where the shares would pass 100 %.
    """
    theirs = list(into.attributions.select_related("member__person"))
    own = list(item.attributions.select_related("member__person"))
    for one in own:
        if any((one.member_id, one.share) == (other.member_id, other.share) for other in theirs):
            continue
        moved = Attribution.objects.get(pk=one.pk)
        moved.subject, moved.came_with = into, item
        moved.from_on = into.published_on if into.published_on and one.from_on == item.published_on else one.from_on
        days = [moved.from_on, *(other.from_on for other in theirs if other.from_on > moved.from_on)]
        same = any(other.member_id == one.member_id for other in theirs)
        if same or max(sum_on([*theirs, moved], day) for day in days) > ALL:
            raise NotAllowedNow(
                _(
                    "Different people answer for the two, together for more than all of it. "
                    "Settle that for one of them first."
                )
            )
        moved.save()
        theirs.append(moved)


def _decide(item: Subject, state: str, *, by: Member, at: datetime, joined_to: Subject | None = None) -> Subject:
    item.state, item.joined_to, item.decided_by, item.decided_at = state, joined_to, by, at
    item.save(update_fields=["state", "joined_to", "decided_by", "decided_at"])
    return item


def _tell(*items: Subject, at: datetime) -> list[date]:
    """Let the unsigned months be computed anew; the signed ones among the days of these items' numbers."""
    found = Point.objects.filter(subject__in=items).aggregate(first=Min("day"), last=Max("day"))
    if found["first"] is None:
        return []
    span = Span(found["first"], found["last"])
    changes.tell(changes.Change(items[0].team, span, frozenset(item.pk for item in items), at))
    return closed.months(items[0].team, None, span)
