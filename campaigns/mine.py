"""One's own work: SOP steps of the day, what is with me, waits for my yes, is under way, comes to me next."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time

from django.db.models import OuterRef, Prefetch, Subquery
from django.utils import timezone

from campaigns import gates, item_words, prints, seats, turns
from campaigns.checking import check_by, matcher_of
from campaigns.gates import GateState
from campaigns.models import Approval, DueStep, Gate, Item, Stage, Version, WeekPlan
from campaigns.seats import Roster
from roles.models import Member
from roles.permissions import Permission


@dataclass
class Mine:
    """Each item stands once, under the first heading that fits."""

    steps: list[DueStep] = field(default_factory=list)
    weeks: list[Item] = field(default_factory=list)
    to_approve: list[Item] = field(default_factory=list)
    with_me: list[Item] = field(default_factory=list)
    # What nobody has, at a stage whose role the member holds.
    free: list[Item] = field(default_factory=list)
    owned: list[Item] = field(default_factory=list)
    coming: list[Item] = field(default_factory=list)
    # What lies with the member, whatever heading it stands under.
    assigned: list[Item] = field(default_factory=list)
    # What stands at a gate in the team, whoever sits there.
    at_gate: list[Item] = field(default_factory=list)
    # The keys of what the member may take on.
    claimable: set[int] = field(default_factory=set)

    @property
    def is_empty(self) -> bool:
        headings = (self.steps, self.weeks, self.to_approve, self.with_me, self.free, self.owned, self.coming)
        return not any(headings)


def of_member(member: Member, *, at: datetime) -> Mine:
    """The open work of the team as one of its members sees it, what is due first on top; in eight queries at most."""
    items = list(open_items(member))
    roster = Roster(member.team_id, on=timezone.localdate(at))
    waiting = waiting_for(member, items, roster)
    roles = roster.roles_of(member)
    found = Mine(steps=list(DueStep.objects.of_the_day(member, on=timezone.localdate(at))))
    if member.may(Permission.RUN_WORK):
        found.weeks = [item for item in items if item.waiting_week]  # type: ignore[attr-defined]
    found.claimable = {item.pk for item in items if is_claimable(member, item, roster)}
    for item in sorted(items, key=urgency):
        if gates_here(item):
            found.at_gate.append(item)
        if item.now.assignee_id == member.pk:
            found.assigned.append(item)
        if item.pk in waiting:
            found.to_approve.append(item)
        elif item.now.assignee_id == member.pk:
            found.with_me.append(item)
        elif item.pk in found.claimable and item.now.stage.role_id in roles:
            found.free.append(item)
        elif item.owner_id == member.pk:
            found.owned.append(item)
        elif item.next_role in roles:  # type: ignore[attr-defined]  # annotated by open_items
            found.coming.append(item)
    return found


def open_items(member: Member) -> Iterable[Item]:
    """With the gates where they stand; as ``next_role`` the role of the stage after that, as ``newest_print`` that of
    their newest text, as ``waiting_week`` the first week of a group in which this member had no part and that waits for
    a lead's yes."""
    weeks = WeekPlan.objects.waiting_for(member).filter(item=OuterRef("pk")).values("week")[:1]
    newest = Version.objects.filter(item=OuterRef("pk")).order_by("-number").values("sha256")[:1]
    later = Stage.objects.filter(workflow=OuterRef("workflow"), position__gt=OuterRef("run__stage__position"))
    items = Item.objects.visible_to(member).open().for_list()
    items = items.select_related("content__channel", "campaign", "run__stage__role").annotate(
        newest_print=Subquery(newest),
        waiting_week=Subquery(weeks),
        next_role=Subquery(later.order_by("position").values("role")[:1]),
    )
    return items.prefetch_related(Prefetch("run__stage__gates", Gate.objects.select_related("role")))


def urgency(item: Item) -> tuple[bool, float, int]:
    """By what has to be ready first, the stage or the item: so what is latest comes first."""
    day = datetime.combine(item.due_on, time.max, timezone.get_current_timezone()) if item.due_on else None
    ends = [one.timestamp() for one in (item.now.due_at, day) if one is not None]
    return (not ends, min(ends, default=0), item.pk)


def gates_here(item: Item) -> list[Gate]:
    return list(item.now.stage.gates.all())


def is_claimable(member: Member, item: Item, roster: Roster) -> bool:
    """Whether nobody has it and the member may take it on; what waits for a yes is offered as that."""
    if not (member.may(Permission.WORK_ON_ITEMS) and turns.is_free(item)) or gates_here(item):
        return False
    return turns.may_take(member, item, (), roster, barred=())


def waiting_for(member: Member, items: Iterable[Item], roster: Roster) -> set[int]:
    """The keys of the items that this member may say yes to now and hasn't."""
    asked = {item.pk: item for item in items if gates_here(item)}
    barred, said = seats.makers_of(asked.values()), said_of(asked)
    sitting: list[tuple[Item, Gate]] = []
    for pk, item in asked.items():
        newest = item.newest_print  # type: ignore[attr-defined]  # annotated by open_items
        print_ = prints.of_read(item, Version(sha256=newest) if newest else None)
        for gate in gates_here(item):
            approvals = [one for one in said[pk] if one.gate_id == gate.pk and one.version_hash == print_]
            if waits_for(member, GateState(gate, roster.of_gate(gate, barred=barred[pk]), approvals)):
                sitting.append((item, gate))
    for_legal = asking_legal([item for item, gate in sitting if gate.condition == Gate.Condition.WORDS_ASK])
    return {item.pk for item, gate in sitting if gates.applies(gate, item, is_legal_asked=item.pk in for_legal)}


def asking_legal(items: Collection[Item]) -> set[int]:
    """The keys of those whose newest text legal has to read, as the word lists say; two queries for all of them."""
    if not items:
        return set()
    newest = Version.objects.filter(item=OuterRef("item")).order_by("-number").values("number")[:1]
    versions = Version.objects.filter(item__in=items, number=Subquery(newest))
    texts = {version.item_id: version for version in versions}
    matcher = matcher_of(next(iter(items)).team)
    said = {item.pk: check_by(matcher, item_words.texts_of(item, texts.get(item.pk))) for item in items}
    return {pk for pk, found in said.items() if found.asks_legal}


def waits_for(member: Member, state: GateState) -> bool:
    return not state.is_passed and any(seat.is_for(member) for seat in state.waiting)


def said_of(items: Iterable[int]) -> dict[int, list[Approval]]:
    """What was approved where each of them stands now."""
    found: dict[int, list[Approval]] = defaultdict(list)
    standing = Approval.objects.filter(run__current_of__in=items, decision=Approval.Decision.APPROVED)
    for one in standing.select_related("run"):
        found[one.run.item_id].append(one)
    return found
