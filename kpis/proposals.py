"""A draft as it would count: its KPIs in memory, with the numbers that somebody tries out. Nothing of it is stored."""

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from kpis.models import Kpi, Template
from kpis.plan import Asked, PlannedPart, held
from kpis.targets.said import Ends
from roles.models import Assignment
from teamops.lib.months import Span, first_of, month_before

HUNDRED = Decimal(100)


class Tried(NamedTuple):
    """What somebody tries instead of what a KPI says. Target and zero in the metric's unit, rates as fractions of 1."""

    weight: Decimal
    target: Decimal | None
    zero_at: Decimal
    cap: Decimal

    @classmethod
    def of(cls, kpi: Kpi) -> "Tried":
        return cls(kpi.weight, kpi.target, kpi.zero_at, kpi.cap)


@dataclass(frozen=True)
class Proposal:
    """A template with the numbers that are tried. ``kpis`` are copies that nobody saves."""

    template: Template
    kpis: Sequence[Kpi]

    @classmethod
    def of(
        cls, draft: Template, tried: Mapping[int, Tried] | None = None, *, process_weight: Decimal | None = None
    ) -> "Proposal":
        """``draft`` as ``for_replay`` loads it; ``tried`` by the KPI's key."""
        template = copy(draft)
        if process_weight is not None:
            template.process_weight, template.result_weight = process_weight, HUNDRED - process_weight
        return cls(template, [with_numbers(kpi, (tried or {}).get(kpi.pk)) for kpi in draft.kpis.all()])

    @property
    def role(self) -> int:
        return self.template.role_id

    @cached_property
    def asked(self) -> list[Asked]:
        """What it asks for: the KPIs that have a target."""
        return [Asked.of(kpi) for kpi in self.kpis if kpi.target is not None]

    def part(self, assignment: int, member: int, share: Decimal, span: Span) -> PlannedPart:
        return PlannedPart(assignment, member, share, self.template, self.asked, span)

    def instead_of(self, counted: PlannedPart | None, part: PlannedPart) -> PlannedPart:
        """``part`` with the month's targets where it asks for what was asked for then.

        A target that was set for the month alone stays, unless the proposal changes the template's: so only what is
        changed moves anybody.
        """
        if counted is None:
            return part
        then = {one.kpi.metric_id: one for one in counted.asked}
        asked = [one_as_counted(one, then.get(one.kpi.metric_id)) for one in part.asked]
        return replace(part, asked=asked, has_own_targets=True) if asked != part.asked else part


def with_numbers(kpi: Kpi, tried: Tried | None) -> Kpi:
    changed = copy(kpi)
    if tried is not None:
        changed.weight, changed.target, changed.zero_at, changed.cap = tried
    return changed


def one_as_counted(one: Asked, then: Asked | None) -> Asked:
    is_same = then is not None and one.ends == Ends.of(then.kpi)
    return replace(one, ends=then.ends) if then is not None and is_same else one


class Holding(NamedTuple):
    """An assignment of the role: by its key and the member's, its share in percent, the days that they hold it."""

    assignment: int
    member: int
    share: Decimal
    span: Span


def holdings_of(proposal: Proposal, span: Span) -> list[Holding]:
    """Whoever held the role on a day of the span, with the days. One query."""
    assignments = (
        Assignment.objects.filter(member__team=proposal.template.team_id, role=proposal.role)
        .overlapping(first=span.first, last=span.last)
        .order_by("member", "from_on", "pk")
    )
    names = ("pk", "member", "share", "from_on", "until_on", "member__joined_on", "member__left_on")
    rows = assignments.values_list(*names)
    found = [Holding(pk, member, Decimal(share), held(*days)) for pk, member, share, *days in rows]
    return [one for one in found if one.span & span]


def parts_of(proposal: Proposal, holdings: Collection[Holding], month: Span) -> list[PlannedPart]:
    """The parts that the proposal makes of a month."""
    return [
        proposal.part(one.assignment, one.member, one.share, span) for one in holdings if (span := one.span & month)
    ]


def closed_months(*, today: date, count: int) -> list[Span]:
    """The last months that are over on a day, the oldest first."""
    months, month = [], first_of(today)
    for _ in range(count):
        month = month_before(month)
        months.append(Span.month(month))
    return months[::-1]


def whole_of(months: Sequence[Span]) -> Span:
    """From the first day of the first month to the last of the last."""
    return Span(months[0].first, months[-1].last) if months else Span(date.max, date.max - timedelta(days=1))
