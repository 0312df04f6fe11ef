"""What can be given a target in a month: the roles with a published template, their KPIs, and who holds them."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from kpis.models import Kpi, Template
from kpis.plan import days_of_versions, held
from kpis.possible import impossible
from kpis.targets.said import Ends, Said
from kpis.writing import plain_number
from roles.models import Assignment, Role, Team
from teamops.lib.months import Span


@dataclass(frozen=True, slots=True)
class Key:
    """What a target is for: a metric of a role, for all who hold it or for one assignment; by their keys."""

    role: int
    metric: int
    assignment: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """A target that somebody wants to set, in the metric's unit, rates as fractions of 1.

    Without a target, what was said for the month is taken back; without ``zero_at`` that stays what it is.
    """

    key: Key
    target: Decimal | None
    zero_at: Decimal | None = None


@dataclass(frozen=True)
class Holder:
    """An assignment of the month, with the member and the template versions that it is measured by."""

    assignment: Assignment
    templates: Sequence[Template]

    @property
    def member(self) -> int:
        return self.assignment.member_id


class Book:
    """A team's month. Six queries, and three more for the formulas behind the metrics, if they are asked for."""

    def __init__(self, team: Team, month: date, *, with_formulas: bool = False) -> None:
        self.team, self.month = team, Span.month(month)
        self.said = Said.read(team, month)
        self.versions = self._versions(with_formulas=with_formulas)
        self.holders = self._holders()

    def _versions(self, *, with_formulas: bool) -> dict[int, list[tuple[Template, Span]]]:
        kpis = Kpi.objects.select_related("metric__weighted_by").order_by("half", "position", "pk")
        if with_formulas:
            kpis = kpis.prefetch_related("metric__terms__source")
        templates = Template.objects.filter(team=self.team).counting_in(first=self.month.first, last=self.month.last)
        by_role: dict[int, list[Template]] = defaultdict(list)
        for template in templates.select_related("role").prefetch_related(Prefetch("kpis", kpis)):
            by_role[template.role_id].append(template)
        counting = {
            role: [(one, span) for one, span in days_of_versions(some) if span & self.month]
            for role, some in by_role.items()
        }
        return dict(sorted(counting.items(), key=lambda item: item[1][0][0].role.position))

    def _holders(self) -> dict[int, list[Holder]]:
        """Whoever holds a role with a template on a day of the month, by role."""
        found: dict[int, list[Holder]] = {role: [] for role in self.versions}
        assignments = (
            Assignment.objects.filter(member__team=self.team, role__in=self.versions)
            .overlapping(first=self.month.first, last=self.month.last)
            .select_related("member__person", "role")
            .order_by("member__person__name", "from_on", "pk")
        )
        for one in assignments:
            there = held(one.from_on, one.until_on, one.member.joined_on, one.member.left_on) & self.month
            if templates := [template for template, span in self.versions[one.role_id] if span & there]:
                found[one.role_id].append(Holder(one, templates))
        return found

    @property
    def roles(self) -> list[Role]:
        """In the catalogue's order."""
        return [versions[0][0].role for versions in self.versions.values()]

    @cached_property
    def by_assignment(self) -> dict[int, Holder]:
        return {holder.assignment.pk: holder for some in self.holders.values() for holder in some}

    def holders_of(self, key: Key) -> list[Holder]:
        """Whom a target concerns."""
        if key.assignment is None:
            return self.holders.get(key.role, [])
        return [self.by_assignment[key.assignment]] if key.assignment in self.by_assignment else []

    def members(self) -> list[int]:
        """Whoever has targets in the month, by key."""
        return sorted({holder.member for some in self.holders.values() for holder in some})

    def of_member(self, member: int) -> list[Holder]:
        return [one for some in self.holders.values() for one in some if one.member == member]

    def kpis(self, role: int) -> list[Kpi]:
        """Each metric of the role's templates once, as the newest version has it."""
        found = {kpi.metric_id: kpi for template, _span in self.versions.get(role, ()) for kpi in template.kpis.all()}
        newest = [kpi.metric_id for kpi in self.versions[role][-1][0].kpis.all()] if role in self.versions else []
        return sorted(
            found.values(), key=lambda kpi: newest.index(kpi.metric_id) if kpi.metric_id in newest else len(newest)
        )

    def kpis_of(self, key: Key) -> list[Kpi]:
        """The metric in each version that has it, the oldest first."""
        return [
            kpi
            for template, _span in self.versions.get(key.role, ())
            for kpi in template.kpis.all()
            if kpi.metric_id == key.metric
        ]

    def ends(self, kpi: Kpi, *, role: int, assignment: int | None = None, said: Said | None = None) -> Ends:
        """What counts for a KPI: said for the assignment, else for the role, else the template's."""
        said = said or self.said
        own = said.own(assignment) if assignment is not None else {}
        return own.get(kpi.metric_id) or said.of_role(role).get(kpi.metric_id) or Ends.of(kpi)

    def own(self, key: Key) -> Ends | None:
        """What was said for just this key."""
        own = self.said.of_role(key.role) if key.assignment is None else self.said.own(key.assignment)
        return own.get(key.metric)

    def inherited(self, key: Key) -> Ends:
        """What counts where nothing is said for just this key. Raise ``LookupError`` where there is no such KPI."""
        kpi = self.kpis_of(key)[-1]
        said = None if key.assignment is None else self.said.of_role(key.role).get(key.metric)
        return said or Ends.of(kpi)

    def wanted(self, wish: Wish) -> Ends | None:
        """The ends that a wish asks for; ``None`` where it takes back."""
        if wish.target is None:
            return None
        standing = self.own(wish.key) or self.inherited(wish.key)
        return Ends(wish.target, standing.zero_at if wish.zero_at is None else wish.zero_at)

    def changes(self, wish: Wish) -> bool:
        """Whether a wish would change anything."""
        own, wanted = self.own(wish.key), self.wanted(wish)
        if wanted is None or own is not None:
            return wanted != own
        return wanted != self.inherited(wish.key)

    def fault(self, wish: Wish) -> str:
        """Why a wish can't stand, in words; empty if it can."""
        key = wish.key
        kpis = self.kpis_of(key)
        if not kpis:
            return _("This metric isn't in the template of that role in this month.")
        if key.assignment is not None:
            holder = self.by_assignment.get(key.assignment)
            if holder is None or holder.assignment.role_id != key.role:
                return _("Nobody holds that role in this month under this assignment.")
        wanted = self.wanted(wish)
        return "" if wanted is None else fault_of(wanted, kpis)

    def after(self, wishes: Iterable[Wish]) -> Said:
        """What would be said, were the wishes granted."""
        said = self.said.copy()
        for wish in wishes:
            ends = self.wanted(wish)
            said.put(wish.key.role, wish.key.assignment, wish.key.metric, *(ends or (None, None)))
        return said

    def fingerprint(self, member: int, *, said: Said | None = None) -> str:
        """Of everything that a member is shown and confirms: metrics, halves, weights, caps, both ends."""
        rows = sorted(self._rows_of(member, said or self.said))
        return hashlib.sha256("\n".join(rows).encode()).hexdigest() if rows else ""

    def _rows_of(self, member: int, said: Said) -> Iterator[str]:
        for holder in self.of_member(member):
            one = holder.assignment
            for template in holder.templates:
                for kpi in template.kpis.all():
                    ends = self.ends(kpi, role=one.role_id, assignment=one.pk, said=said)
                    numbers = [plain_number(number) for number in (kpi.weight, kpi.cap, *ends)]
                    yield " ".join([str(one.role_id), str(kpi.metric_id), kpi.half, *numbers])

    def fingerprints(self, members: Collection[int], *, said: Said | None = None) -> dict[int, str]:
        return {member: self.fingerprint(member, said=said) for member in members}


def fault_of(wanted: Ends, kpis: Sequence[Kpi]) -> str:
    """Why these ends can't stand for a metric: they are the same, it can't come to the target, or they turn round which
    way is better."""
    words = {"metric": kpis[-1].metric}
    if wanted.target == wanted.zero_at:
        return _("%(metric)s: the target and the value for 0 points are the same.") % words
    if fault := impossible(kpis[-1].metric, wanted.target):
        return fault
    template = [Ends.of(kpi) for kpi in kpis]
    if all(wanted.is_lower_better == ends.is_lower_better for ends in template):
        return ""
    if template[-1].is_lower_better:
        return _("%(metric)s: less is better here, so the target stays below the value for 0 points.") % words
    return _("%(metric)s: more is better here, so the target stays above the value for 0 points.") % words
