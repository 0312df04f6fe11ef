"""What the work itself puts into a stand-up: what one moved is done, what is with one is the plan."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db.models import QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.mine import urgency
from campaigns.models import Deliverable, Fact, Item, Stage
from campaigns.services import handovers, stages
from meetings.offers import Offer, offer
from roles.models import Member
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import Span

# A stand-up is short: so many lines of what lies with one, the most urgent first.
MOST_PLANNED = 5
FINISHING = (Fact.Kind.MOVED, Fact.Kind.APPROVED)


@offer
def work(member: Member, span: Span) -> Offer:
    """One query, however much it is."""
    facts = list(finished_by(member, span))
    planned = [planned_line(fact.item, fact.run.stage) for fact in facts if fact.run]
    return Offer(done_lines(facts), instead_of=planned)


def finished_by(member: Member, span: Span) -> QuerySet[Fact]:
    """The stages that a member finished or said yes to, in order."""
    facts = Fact.objects.filter(by=member, kind__in=FINISHING, at__date__range=(span.first, span.last))
    return facts.exclude(run=None).select_related("item", "run__stage").order_by("at", "pk")


def with_member(member: Member) -> list[Item]:
    """What lies with a member, what is due first on top. One query."""
    return sorted(Item.objects.visible_to(member).with_member(member).for_list(), key=urgency)


def to_tick_off(items: Iterable[Item]) -> list[Item]:
    """Those of one's items that need nothing but one's word to go on: no gate stands there. Three queries, with what
    is handed over with each, as ``deliverables`` of its stage."""
    items = list(items)
    prefetch_related_objects(items, "run__stage__gates", "run__stage__deliverables", "run__ticks")
    return [item for item in items if not item.now.stage.gates.all()]


def plan_lines(items: Sequence[Item], *, on: date) -> list[str]:
    return [plan_line(item, on=on) for item in items[:MOST_PLANNED]]


def owed(item: Item) -> list[Deliverable]:
    """What is handed over once the item of ``to_tick_off`` is ticked."""
    handed = {tick.deliverable_id for tick in item.now.ticks.all()}
    return [line for line in item.now.stage.deliverables.all() if line.pk not in handed]


def finish(items: Iterable[Item], *, by: Member, at: datetime) -> None:
    """Hand over what lies with ``by`` and let it go on, as the item's page would.

    Raise ``NotAllowedNow`` with the item's name in front of the reason.
    """
    for item in items:
        try:
            handovers.tick(item, by=by, at=at, seen=item.run_id)
            stages.move(item, by=by, at=at, seen=item.run_id)
        except NotAllowedNow as reason:
            raise NotAllowedNow(f"{item.code} {item.title}: {reason}") from reason


def what_follows(finished: Collection[Item], *, by: Member, on: date) -> list[str]:
    """The plan of who ticked all that was planned: what still lies with them of it, at its next stage."""
    if not finished:
        return []
    left = {item.pk for item in finished}
    return plan_lines([item for item in with_member(by) if item.pk in left], on=on)


def done_lines(facts: Iterable[Fact]) -> list[str]:
    """A line each; of a stage that went on by one's own yes the yes is said, not both."""
    by_stage = {(fact.item_id, fact.run_id): fact for fact in sorted(facts, key=is_a_yes)}
    return list(
        dict.fromkeys(done_line(fact) for fact in sorted(by_stage.values(), key=lambda fact: (fact.at, fact.pk)))
    )


def is_a_yes(fact: Fact) -> bool:
    return fact.kind == Fact.Kind.APPROVED


def done_line(fact: Fact) -> str:
    assert fact.run is not None, "asked for with its stage"  # noqa: S101 - for the type
    if fact.kind == Fact.Kind.APPROVED:
        told = {"stage": fact.run.stage.label, "title": fact.item.title}
        return _("%(stage)s, approved: %(title)s") % told
    return finished_line(fact.item, fact.run.stage)


def finished_line(item: Item, stage: Stage) -> str:
    return _("%(stage)s, done: %(title)s") % {"stage": stage.label, "title": item.title}


def plan_line(item: Item, *, on: date) -> str:
    """“Creation: Spring skin care”, with its day if that is near."""
    told = {"stage": item.now.stage.label, "title": item.title}
    due = item.now.due_at
    if due is None or timezone.localdate(due) > on:
        return planned_line(item, item.now.stage)
    return _("%(stage)s: %(title)s (due %(day)s)") % (told | {"day": f"{timezone.localdate(due):%m-%d}"})


def planned_line(item: Item, stage: Stage) -> str:
    return _("%(stage)s: %(title)s") % {"stage": stage.label, "title": item.title}
