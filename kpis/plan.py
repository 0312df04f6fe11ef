"""Which parts a month's cards have: assignment × template version, and the days of the month that each covers."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from kpis.models import Kpi, Template
from kpis.targets.said import ByMetric, Ends, Said
from metrics.formulas import Formula
from metrics.models import Subject
from roles.models import Assignment, Team
from teamops.lib.months import Span


@dataclass(frozen=True, slots=True)
class Asked:
    """A KPI with its metric's formula and the target that counts, ready to be computed for many members."""

    kpi: Kpi
    kpi_key: int
    formula: Formula
    ends: Ends
    is_own: bool
    is_of_channels: bool
    # Whether half the days are worth half the target.
    is_flow: bool

    @classmethod
    def of(cls, kpi: Kpi) -> "Asked":
        """What the template says. Raise ``ValueError`` for a KPI without a target."""
        formula = Formula.of(kpi.metric)
        return cls(
            kpi,
            kpi.pk,
            formula,
            Ends.of(kpi),
            is_own=kpi.numbers == Kpi.Numbers.OWN,
            is_of_channels=kpi.subject_kind == Subject.Kind.CHANNEL,
            is_flow=formula.folds_like_a_flow,
        )


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
    # Whether the assignment has targets of its own: then it shares what its template wants with no other.
    has_own_targets: bool = False


def planned_parts(team: Team, month: Span, *, said_by: datetime | None = None) -> dict[int, list[PlannedPart]]:
    """The parts of every member's card of a month, by the member's key. A constant number of queries.

    The month's targets are those of now, or those that stood at the moment ``said_by``.
    """
    said = Said.read(team, month.first, by=said_by)
    versions = versions_in_force(team, month, said)
    parts: dict[int, list[PlannedPart]] = defaultdict(list)
    assignments = (
        Assignment.objects.filter(member__team=team, role__in=versions)
        .overlapping(first=month.first, last=month.last)
        .order_by("member", "from_on", "pk")
    )
    names = ("pk", "member", "share", "role", "from_on", "until_on", "member__joined_on", "member__left_on")
    for pk, member, share, role, *days in assignments.values_list(*names):
        there, own = held(*days), said.own(pk)
        for template, asked, valid in versions[role]:
            if span := there & valid & month:
                mine = with_ends(asked, own) if own else asked
                parts[member].append(PlannedPart(pk, member, Decimal(share), template, mine, span, bool(own)))
    return parts


def held(from_on: date, until_on: date | None, joined_on: date, left_on: date | None) -> Span:
    """The days on which the member is there and holds the role. The day they left is the first without them."""
    last = until_on or date.max
    return Span(max(from_on, joined_on), last if left_on is None else min(last, left_on - timedelta(days=1)))


def versions_in_force(team: Team, month: Span, said: Said) -> dict[int, list[tuple[Template, list[Asked], Span]]]:
    """The template versions that count on a day of the month, by role, each with its days."""
    templates = list(Template.objects.filter(team=team).counting_in(first=month.first, last=month.last).with_formulas())
    by_role: dict[int, list[Template]] = defaultdict(list)
    for template in templates:
        by_role[template.role_id].append(template)
    return {
        role: [
            (template, with_ends(asked_of(template), said.of_role(role)), span)
            for template, span in days_of_versions(versions)
            if span & month
        ]
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
    return [Asked.of(kpi) for kpi in template.kpis.all()]


def with_ends(asked: list[Asked], ends: ByMetric) -> list[Asked]:
    """The same KPIs, with other targets where there are some."""
    if not ends:
        return asked
    return [replace(one, ends=ends.get(one.kpi.metric_id, one.ends)) for one in asked]
