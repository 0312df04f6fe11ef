"""Which parts a month's cards have: assignment × template version, and the days of the month that each covers."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kpis.models import Kpi, Template
from metrics.formulas import Formula
from metrics.models import Subject
from roles.models import Assignment, Team
from teamops.lib.months import Span


@dataclass(frozen=True, slots=True)
class Asked:
    """A KPI with its metric's formula, ready to be computed for many members."""

    kpi: Kpi
    kpi_key: int
    formula: Formula
    is_own: bool
    is_of_channels: bool
    # Whether half the days are worth half the target.
    is_flow: bool


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """The days of the month on which an assignment counts under one version of its role's template.

    ``assignment`` and ``member`` by their keys; ``share`` in percent of the member's time.
    """

    assignment: int
    member: int
    share: Decimal
    template: Template
    asked: Sequence[Asked]
    span: Span


def planned_parts(team: Team, month: Span) -> dict[int, list[PlannedPart]]:
    """The parts of every member's card of a month, by the member's key. A constant number of queries."""
    versions = versions_in_force(team, month)
    parts: dict[int, list[PlannedPart]] = defaultdict(list)
    assignments = (
        Assignment.objects.filter(member__team=team, role__in=versions)
        .overlapping(first=month.first, last=month.last)
        .order_by("member", "from_on", "pk")
    )
    names = ("pk", "member", "share", "role", "from_on", "until_on", "member__joined_on", "member__left_on")
    for pk, member, share, role, *days in assignments.values_list(*names):
        there = held(*days)
        for template, asked, valid in versions[role]:
            if span := there & valid & month:
                parts[member].append(PlannedPart(pk, member, Decimal(share), template, asked, span))
    return parts


def held(from_on: date, until_on: date | None, joined_on: date, left_on: date | None) -> Span:
    """The days on which the member is there and holds the role. The day they left is the first without them."""
    last = until_on or date.max
    return Span(max(from_on, joined_on), last if left_on is None else min(last, left_on - timedelta(days=1)))


def versions_in_force(team: Team, month: Span) -> dict[int, list[tuple[Template, list[Asked], Span]]]:
    """The template versions that count on a day of the month, by role, each with its days."""
    templates = list(
        Template.objects.filter(team=team)
        .counting_in(first=month.first, last=month.last)
        .prefetch_related("kpis__metric__terms__source__terms")
    )
    by_role: dict[int, list[Template]] = defaultdict(list)
    for template in templates:
        by_role[template.role_id].append(template)
    return {
        role: [(template, asked_of(template), span) for template, span in days_of_versions(versions) if span & month]
        for role, versions in by_role.items()
    }


def days_of_versions(versions: Sequence[Template]) -> Iterator[tuple[Template, Span]]:
    """Each version from its day until the day before the next one's."""
    for place, template in enumerate(versions):
        if template.valid_from is None:  # published ones have a day: the database sees to it
            continue
        following = versions[place + 1].valid_from if place + 1 < len(versions) else None
        yield template, Span(template.valid_from, following - timedelta(days=1) if following else date.max)


def asked_of(template: Template) -> list[Asked]:
    return [
        Asked(
            kpi,
            kpi.pk,
            formula,
            is_own=kpi.numbers == Kpi.Numbers.OWN,
            is_of_channels=kpi.subject_kind == Subject.Kind.CHANNEL,
            is_flow=formula.folds_like_a_flow,
        )
        for kpi in template.kpis.all()
        for formula in [Formula.of(kpi.metric)]
    ]
