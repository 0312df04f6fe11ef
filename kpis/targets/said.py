"""What a team said for a month instead of its templates: for one holder of a role before all of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from kpis.models import Kpi, Target
from roles.models import Team


class Ends(NamedTuple):
    """What gives 100 points and what gives 0, in the metric's unit."""

    target: Decimal
    zero_at: Decimal

    @classmethod
    def of(cls, kpi: Kpi) -> "Ends":
        """What the template says. Raise ``ValueError`` for a KPI without a target: none such is published."""
        if kpi.target is None:
            msg = f"{kpi.template} is published with a KPI that has no target: {kpi.metric.code}."
            raise ValueError(msg)
        return cls(kpi.target, kpi.zero_at)

    @property
    def is_lower_better(self) -> bool:
        return self.target < self.zero_at


ByMetric = Mapping[int, Ends]


@dataclass(frozen=True)
class Said:
    """The targets of a month by role or by assignment, then by metric; all by their keys."""

    of_roles: dict[int, dict[int, Ends]] = field(default_factory=lambda: defaultdict(dict))
    of_assignments: dict[int, dict[int, Ends]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def read(cls, team: Team, month: date, *, by: datetime | None = None) -> "Said":
        """What stands now, or stood at a moment. One query."""
        said = cls()
        rows = Target.objects.filter(team=team).of_month(month)
        rows = rows.standing() if by is None else rows.said_by(by)
        for row in rows.order_by("set_at", "pk").values_list("role", "assignment", "metric", "target", "zero_at"):
            said.put(*row)
        return said

    def put(
        self, role: int, assignment: int | None, metric: int, target: Decimal | None, zero_at: Decimal | None
    ) -> None:
        """Say something further; without a target what was said is taken back."""
        place = self.of_roles[role] if assignment is None else self.of_assignments[assignment]
        place.pop(metric, None)
        if target is not None and zero_at is not None:
            place[metric] = Ends(target, zero_at)

    def copy(self) -> "Said":
        said = Said()
        for mine, other in ((said.of_roles, self.of_roles), (said.of_assignments, self.of_assignments)):
            mine.update({key: dict(ends) for key, ends in other.items()})
        return said

    def own(self, assignment: int) -> ByMetric:
        """What was said for one assignment alone."""
        return self.of_assignments.get(assignment, {})

    def of_role(self, role: int) -> ByMetric:
        return self.of_roles.get(role, {})

    def keys(self) -> Iterator[tuple[int | None, int | None, int]]:
        """Role or assignment, and the metric, of everything that was said."""
        yield from ((role, None, metric) for role, ends in self.of_roles.items() for metric in ends)
        yield from ((None, one, metric) for one, ends in self.of_assignments.items() for metric in ends)
