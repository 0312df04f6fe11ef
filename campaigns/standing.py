"""Where an item stands for somebody who looks at it: whose turn it is, what is in the way, what they may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from campaigns import gates, prints, seats
from campaigns.gates import GateState
from campaigns.models import Gate, Item, Stage, Version
from campaigns.services import access, approvals, checks, stages
from roles.models import Member
from roles.permissions import Permission
from teamops.lib.exceptions import NotAllowedNow


@dataclass(frozen=True)
class Standing:
    """An item as it stands at a moment for one who may do more or less with it. Each answer is looked up once."""

    item: Item
    by: Member
    at: datetime
    stages: Sequence[Stage]
    version: Version | None = None

    @cached_property
    def may_work(self) -> bool:
        """Whether they may write and remark."""
        return self.by.may(Permission.WORK_ON_ITEMS)

    @property
    def may_act(self) -> bool:
        return self.item.is_open and self.may_work

    @cached_property
    def print(self) -> str:
        """What a decision made on this page is bound to."""
        return prints.of_item(self.item, version=self.version)

    @cached_property
    def gates(self) -> list[GateState]:
        return gates.here(self.item, on=timezone.localdate(self.at)) if self.item.is_open else []

    @property
    def waiting(self) -> list[GateState]:
        return [state for state in self.gates if not state.is_passed]

    @property
    def deciders(self) -> list[Member]:
        """Who can say the yes that is missing."""
        sitting = [one for state in self.waiting for seat in state.waiting for one in seat.sitting]
        return list({one.pk: one for one in sitting}.values())

    @cached_property
    def _seat(self) -> tuple[Gate | None, str]:
        try:
            state, _seat = approvals.seat_of(self.item, self.gates, by=self.by)
        except NotAllowedNow as reason:
            return None, str(reason)
        return state.gate, ""

    @property
    def gate(self) -> Gate | None:
        """The gate at which they may decide now."""
        return self._seat[0] if self.may_act and self.gates else None

    @property
    def why_not(self) -> str:
        """Why they may not, where there is something to decide."""
        return self._seat[1] if self.may_act and self.waiting else ""

    @cached_property
    def against_gates(self) -> list[str]:
        """What keeps the gates here shut, whoever sits there."""
        on = timezone.localdate(self.at)
        found = [sentence for state in self.waiting for sentence in checks.against_gate(self.item, state.gate, on=on)]
        return list(dict.fromkeys(found))

    @cached_property
    def undone(self) -> Stage | None:
        """The stage whose approval an edit has withdrawn."""
        return gates.undone(self.item) if self.item.is_open else None

    @cached_property
    def against_moving(self) -> list[str]:
        return stages.against_moving(self.item, at=self.at, states=self.gates) if self.item.is_open else []

    @cached_property
    def handovers(self) -> list[Any]:
        """The stage's list, each line with who ticked it."""
        return stages.lines_of(self.item)

    @cached_property
    def has_a_hand(self) -> bool:
        return self.may_act and access.has_a_hand(self.item, by=self.by, at=self.at)

    @property
    def may_change(self) -> bool:
        """Particulars, credits, dropping it: for who answers for it, and leads."""
        return self.may_act and access.is_owner_or_lead(self.item, by=self.by)

    @property
    def may_send_back(self) -> bool:
        return bool(self.earlier) and (self.has_a_hand or stages.sits_at(self.gates, self.by))

    @property
    def may_claim(self) -> bool:
        run = self.item.now
        if not self.may_act or run.claimed_by_id or run.assignee_id == self.by.pk:
            return False
        return stages.may_claim(self.item, self.gates, by=self.by, at=self.at)

    @property
    def claimers(self) -> str:
        """The names of who holds the role of the stage: what nobody has lies free for them."""
        roster = seats.roster_of(self.item, on=timezone.localdate(self.at))
        return _(", ").join(str(one) for one in roster.holding(self.item.now.stage.role_id))

    @property
    def whose(self) -> Member:
        """Who is asked after it."""
        return self.item.now.assignee or self.item.owner

    @property
    def may_nudge(self) -> bool:
        return self.may_act and self.whose.pk != self.by.pk

    @property
    def earlier(self) -> list[Stage]:
        """The stages that it can go back to, the nearest first."""
        return [stage for stage in reversed(self.stages) if stage.position < self.item.now.stage.position]

    @property
    def following(self) -> Stage | None:
        return next((stage for stage in self.stages if stage.position > self.item.now.stage.position), None)

    @property
    def is_to_publish(self) -> bool:
        """Content that isn't out yet, at the stage where that is said."""
        item = self.item
        is_out = item.kind != Item.Kind.CONTENT or item.content.published_at is not None
        return item.is_open and not is_out and item.now.stage.is_for_publishing

    @property
    def primary(self) -> str:
        """The one button of the page: what this reader should do next."""
        if not self.may_act:
            return ""
        if self.gate is not None:
            return "approve"
        if not self.has_a_hand or self.waiting:
            return "claim" if self.may_claim and self.item.now.assignee_id is None else ""
        if self.undone is not None:
            return "send-back"
        return "publish" if self.is_to_publish else "move"
