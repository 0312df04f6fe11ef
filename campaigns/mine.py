"""One's own work: SOP steps of the day, what is with me, waits for my yes, is under way, comes to me next."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time

from django.db.models import OuterRef, Prefetch, Subquery
from django.utils import timezone

from campaigns import gates, prints, turns
from campaigns.gates import GateState
from campaigns.models import Approval, Credit, DueStep, Gate, Item, Stage, Version, WeekPlan
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
    """The open work of the team as one of its members sees it, in nine queries; what is due first comes first."""
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
        elif (following := after(item)) is not None and following.role_id in roles:
            found.coming.append(item)
    return found


def open_items(member: Member) -> Iterable[Item]:
    """With their stages and gates, the print of their newest text as ``newest_print``, and the first week of a group in
    which this member had no part and that waits for a lead's yes as ``waiting_week``."""
    weeks = WeekPlan.objects.waiting_for(member).filter(item=OuterRef("pk")).values("week")[:1]
    newest = Version.objects.filter(item=OuterRef("pk")).order_by("-number").values("sha256")[:1]
    gates_ = Gate.objects.select_related("role")
    stages = Stage.objects.select_related("role").prefetch_related(Prefetch("gates", gates_))
    items = (
        Item.objects.visible_to(member)
        .open()
        .for_list()
        .select_related("content__channel", "campaign", "run__stage__role")
    )
    items = items.annotate(newest_print=Subquery(newest), waiting_week=Subquery(weeks))
    return items.prefetch_related(Prefetch("workflow__stages", stages))


def urgency(item: Item) -> tuple[bool, float, int]:
    """By what has to be ready first, the stage or the item: so what is latest comes first."""
    day = datetime.combine(item.due_on, time.max, timezone.get_current_timezone()) if item.due_on else None
    ends = [one.timestamp() for one in (item.now.due_at, day) if one is not None]
    return (not ends, min(ends, default=0), item.pk)


def after(item: Item) -> Stage | None:
    """The stage that follows; the workflow's stages are loaded in their order."""
    place = item.now.stage.position
    return next((stage for stage in item.workflow.stages.all() if stage.position > place), None)


def gates_here(item: Item) -> list[Gate]:
    stage = next(stage for stage in item.workflow.stages.all() if stage.pk == item.now.stage_id)
    return list(stage.gates.all())


def is_claimable(member: Member, item: Item, roster: Roster) -> bool:
    """Whether nobody has it and the member may take it on; what waits for a yes is offered as that."""
    if not (member.may(Permission.WORK_ON_ITEMS) and turns.is_free(item)) or gates_here(item):
        return False
    return turns.may_take(member, item, (), roster, barred=())


def waiting_for(member: Member, items: Iterable[Item], roster: Roster) -> set[int]:
    """The keys of the items that this member may say yes to now and hasn't."""
    asked = {item.pk: item for item in items if gates_here(item)}
    barred, said = makers_of(asked), said_of(asked)
    found = set()
    for pk, item in asked.items():
        newest = item.newest_print  # type: ignore[attr-defined]  # annotated by open_items
        print_ = prints.of_read(item, Version(sha256=newest) if newest else None)
        for gate in gates_here(item):
            approvals = [one for one in said[pk] if one.gate_id == gate.pk and one.version_hash == print_]
            state = GateState(gate, roster.of_gate(gate, barred=barred[pk]), approvals)
            if waits_for(member, state) and gates.applies(gate, item):
                found.add(pk)
                break
    return found


def waits_for(member: Member, state: GateState) -> bool:
    return not state.is_passed and any(seat.is_for(member) for seat in state.waiting)


def makers_of(items: Iterable[int]) -> dict[int, set[int]]:
    wrote = Version.objects.filter(item__in=items).values_list("item", "by")
    credited = Credit.objects.filter(item__in=items).values_list("item", "member")
    found: dict[int, set[int]] = defaultdict(set)
    for item, maker in wrote.order_by().union(credited.order_by()):
        found[item].add(maker)
    return found


def said_of(items: Iterable[int]) -> dict[int, list[Approval]]:
    """What was approved where each of them stands now."""
    found: dict[int, list[Approval]] = defaultdict(list)
    standing = Approval.objects.filter(run__current_of__in=items, decision=Approval.Decision.APPROVED)
    for one in standing.select_related("run"):
        found[one.run.item_id].append(one)
    return found
