"""While a campaign runs: keeping what was approved, a note a day, a catch-up note when it is behind."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import courses
from campaigns.colours import SERIOUS
from campaigns.models import CampaignDay, CampaignNote, DailyNote, Gate, Item, Promise, Stage
from campaigns.once import once
from campaigns.services.access import locked, need_a_hand, need_owner_or_lead
from campaigns.services.checks import after_leaving
from campaigns.standings import Standings
from roles.models import Member
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import Span

A_DAY = timedelta(days=1)


@after_leaving
def keep_what_was_approved(item: Item, stage: Stage, *, by: Member, at: datetime) -> None:
    """When a campaign leaves the stage of its approval, its plan is what it is measured by from then on."""
    if item.kind == Item.Kind.CAMPAIGN and stage.gates.filter(kind=Gate.Kind.APPROVAL).exists():
        promise(item, by=by, at=at)


def promise(item: Item, *, by: Member, at: datetime) -> Promise:
    """Put the approved plan on record, unless it is the same as the newest one."""
    detail = item.campaign
    kept = {name: getattr(detail, name) for name in ("starts_on", "ends_on", "targets", "budget")}
    newest = item.promises.order_by("-number").first()
    if newest is not None and all(getattr(newest, name) == value for name, value in kept.items()):
        return newest
    number = (item.promises.aggregate(newest=Max("number"))["newest"] or 0) + 1
    return Promise.objects.create(item=item, number=number, by=by, at=at, **kept)


def moves(item: Item) -> int:
    """How often the days of an approved plan were moved."""
    days = [(one.starts_on, one.ends_on) for one in promises_of(item)]
    return sum(before != after for before, after in pairwise(days))


def promises_of(item: Item) -> list[Promise]:
    """The plans that were approved, the first first."""
    return once(item, "promises", lambda: list(item.promises.order_by("number")))


def notes_of(item: Item) -> list[DailyNote]:
    """The notes of its days, the newest first."""
    return sorted(item.daily_notes.all(), key=lambda note: note.day, reverse=True)


@transaction.atomic
def write_note(
    item: Item, *, by: Member, at: datetime, day: date, text: str, typed: Mapping[str, Decimal] | None = None
) -> DailyNote:
    """Say how a day of the campaign went. Where its targets stand is kept with the note; ``typed`` are numbers so far
    that no source knows, by code. The note of a day is one: written again, it says the newer words.

    Raise ``NotAllowedNow`` before there is an approved plan, or for a day that isn't one of the campaign's until today.
    """
    item = locked(item, by=by)
    need_a_hand(item, by=by, at=at)
    first = item.promises.filter(number=1).select_related("item").first() if item.kind == Item.Kind.CAMPAIGN else None
    if first is None:
        raise NotAllowedNow(_("Notes of the day begin once the campaign's plan is approved."))
    if day not in days_of(item, first, on=timezone.localdate(at)):
        raise NotAllowedNow(_("%(day)s isn't a day of the campaign, or is still to come.") % {"day": f"{day:%m-%d}"})
    if not text.strip():
        raise NotAllowedNow(_("Say how the day went."))
    said = {code: f"{value:f}" for code, value in (typed or {}).items() if code in first.targets}
    note, _is_new = DailyNote.objects.update_or_create(
        item=item, day=day, defaults={"text": text.strip(), "typed": said, "by": by, "at": at}
    )
    first.item = item
    stand = Standings(item.team, [first], last=day).on(item, day)
    note.numbers = {one.metric.code: f"{one.value:f}" for one in stand if one.value is not None}
    note.save(update_fields=["numbers"])
    courses.update(item.team, through=timezone.localdate(at) - A_DAY, at=at, items=[item.pk])
    return note


def days_of(item: Item, first: Promise, *, on: date) -> Span:
    """The campaign's days until a day: from the approved first one to the last, as it is planned now."""
    ends = [one for one in (first.ends_on, item.campaign.ends_on) if one is not None]
    starts = first.starts_on or on
    return Span(starts, min(on, max(ends, default=on)))


def missing_days(item: Item, *, on: date) -> list[date]:
    """Days of the campaign before ``on`` that nobody has written about."""
    promises = promises_of(item)
    if not promises:
        return []
    written = {note.day for note in notes_of(item)}
    return [day for day in days_of(item, promises[0], on=on - A_DAY) if day not in written]


def catch_ups_of(item: Item) -> list[CampaignNote]:
    """The notes that say how it catches up, the newest first."""
    return once(item, "catch ups", lambda: list(item.catch_up_notes.select_related("by__person")))


@transaction.atomic
def catch_up(item: Item, *, by: Member, at: datetime, reason: str, plan: str) -> CampaignNote:
    """Say why a campaign fell behind and how it catches up. Raise ``NotAllowedNow`` if it isn't behind."""
    item = locked(item, by=by)
    need_owner_or_lead(item, by=by)
    if item.kind != Item.Kind.CAMPAIGN or not item.campaign.is_behind:
        raise NotAllowedNow(_("The campaign is on plan: there is nothing to catch up."))
    if not reason.strip() or not plan.strip():
        raise NotAllowedNow(_("Say both why it fell behind and how it catches up."))
    newest = CampaignDay.objects.filter(item=item, progress__isnull=False).order_by("-day").first()
    return CampaignNote.objects.create(
        item=item, day=timezone.localdate(at), colour=item.campaign.colour, gap=newest.gap if newest else None,
        reason=reason.strip(), plan=plan.strip(), by=by, at=at,
    )  # fmt: skip


def owes_note(item: Item) -> bool:
    """Whether a campaign is orange or red and nobody has written how it catches up."""
    return item.campaign.colour in SERIOUS and not any(note.answers(item.campaign) for note in catch_ups_of(item))
