"""Checking again what has passed compliance and isn't out yet: when a word list changes, and each night."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import item_words, prints, seats
from campaigns.item_words import Found
from campaigns.models import Approval, Fact, Gate, Item, Waiver
from campaigns.models.texts import Version
from campaigns.services.telling import note, tell_some
from notices.models import Notice
from roles.models import Member, Team

# Compliance hears so long before a waiver is over.
AHEAD = timedelta(days=3)


@transaction.atomic
def look_again(team: Team, *, at: datetime, only: Item | None = None) -> list[Item]:
    """Tell of each item that compliance let through and that a word holds up now. Safe to repeat: a word is told of
    once, and again only after it was waived in between. The approvals stay on record; that the item can't go on
    follows from its words (``campaigns.word_checks``)."""
    items = past_compliance(team)
    if only is not None:
        items = items.filter(pk=only.pk)
    found = list(items.select_for_update(of=("self",)))
    if not found:
        return []
    words = item_words.of_items(with_texts(found), team, on=timezone.localdate(at))
    told = _told_of(found)
    newly = [item for item in found if any(one.key not in told[item.pk] for one in words[item.pk].blocking)]
    for item in newly:
        _tell(item, words[item.pk].blocking, at=at)
    return newly


def past_compliance(team: Team) -> QuerySet[Item]:
    """The open items that compliance said yes to, at that stage or a later one, and that aren't published."""
    yes = Approval.objects.filter(
        run__item=OuterRef("pk"), gate__kind=Gate.Kind.COMPLIANCE, decision=Approval.Decision.APPROVED
    )
    gate = Gate.objects.filter(
        kind=Gate.Kind.COMPLIANCE,
        stage__workflow=OuterRef("workflow"),
        stage__position__lte=OuterRef("run__stage__position"),
    )
    items = Item.objects.open().filter(Exists(yes), Exists(gate), team=team)
    return items.exclude(content__published_at__isnull=False).for_list()


def with_texts(items: Iterable[Item]) -> list[tuple[Item, Version | None]]:
    """Each with the newest version of its text, in one query."""
    items = list(items)
    newer = Version.objects.filter(item=OuterRef("item"), number__gt=OuterRef("number"))
    versions = {one.item_id: one for one in Version.objects.filter(~Exists(newer), item__in=items)}
    return [(item, versions.get(item.pk)) for item in items]


def tell_of_ending_waivers(team: Team, *, on: date) -> int:
    """Who answers for an item, and compliance, hear once that a waiver it stands on is over in three days."""
    ending = Waiver.objects.ending(first=on, last=on + AHEAD).filter(item__team=team)
    keys = set(ending.values_list("pk", flat=True))
    if not keys:
        return 0
    items = list(Item.objects.open().filter(team=team, waivers__in=keys).distinct().for_list())
    words = item_words.of_items(with_texts(items), team, on=on)
    count = 0
    for item in items:
        needed = {one.waiver.pk: one.waiver for one in words[item.pk].found if one.waiver is not None}
        for waiver in (one for pk, one in needed.items() if pk in keys):
            told = {"word": waiver.word, "day": f"{waiver.until_on}"}
            tell_some(_concerned(item, on=on), item, Notice.Kind.WAIVER_ENDS, by=None, about=f"{waiver.pk}", **told)
            count += 1
    return count


def _told_of(items: list[Item]) -> dict[int, set[str]]:
    """The words of each item that were told of, and not waived since."""
    told: dict[int, set[str]] = {item.pk: set() for item in items}
    facts = Fact.objects.filter(item__in=items, kind__in=[Fact.Kind.BLOCKED, Fact.Kind.WAIVED]).order_by("at", "pk")
    for fact in facts:
        if fact.kind == Fact.Kind.BLOCKED:
            told[fact.item_id] |= set(fact.particulars["keys"])
        else:
            told[fact.item_id].discard(fact.particulars["key"])
    return told


def _tell(item: Item, blocking: list[Found], *, at: datetime) -> None:
    named = "".join(_("“%(name)s”") % {"name": word} for word in dict.fromkeys(one.mark.written for one in blocking))
    note(
        item, Fact.Kind.BLOCKED, by=None, at=at, version=prints.newest_version(item), text=named,
        particulars={"keys": [one.key for one in blocking]},
    )  # fmt: skip
    tell_some(
        _concerned(item, on=timezone.localdate(at)), item, Notice.Kind.ITEM_BLOCKED, by=None, words=named[:200]
    )  # fmt: skip


def _concerned(item: Item, *, on: date) -> list[Member]:
    """Who answers for the item, whose turn it is, and who sits at compliance."""
    gate = item_words.compliance_gate(item)
    sitting = [one for seat in seats.of_gate(gate, item, on=on) for one in seat.sitting] if gate else []
    return [item.owner, *([item.now.assignee] if item.now.assignee else []), *sitting]
