"""How a card's targets came about: the template's, or who set which for the month, when, and why so late."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from kpis.models import Line, Part, Scorecard, Target
from kpis.targets.said import Ends


@dataclass(frozen=True)
class Step:
    """A row that changed what counts for a line."""

    row: Target
    before: Ends
    after: Ends


@dataclass(frozen=True)
class Agreed:
    """What a line is measured by before it is cut to the days held: both ends, the row that says so, the way there."""

    ends: Ends
    row: Target | None = None
    steps: Sequence[Step] = ()

    @property
    def is_own(self) -> bool:
        """Whether it was said for this member alone."""
        return self.row is not None and self.row.assignment_id is not None

    @property
    def late(self) -> list[Step]:
        """The changes after the month had begun, or after they were confirmed."""
        return [step for step in self.steps if step.row.is_late]


def course(rows: Iterable[Target], *, template: Ends) -> Agreed:
    """From the template's ends through every row that concerns one line, the oldest first, to what counts."""
    counts, steps = template, []
    role: Target | None = None
    own: Target | None = None
    for row in rows:
        if row.assignment_id is None:
            role = None if row.is_taken_back else row
        else:
            own = None if row.is_taken_back else row
        now = ends_of(own or role) or template
        if now != counts:
            steps.append(Step(row, counts, now))
        counts = now
    return Agreed(counts, own or role, steps)


def ends_of(row: Target | None) -> Ends | None:
    return None if row is None or row.target is None or row.zero_at is None else Ends(row.target, row.zero_at)


class AgreedOnCard:
    """The targets of a card's lines: those of now, or those that stood when it was signed. One query."""

    def __init__(self, card: Scorecard, parts: Sequence[Part]) -> None:
        roles = {part.template.role_id for part in parts}
        concerned = Q(assignment=None, role__in=roles) | Q(assignment__in={part.assignment_id for part in parts})
        rows = Target.objects.filter(concerned, team=card.team_id).of_month(card.month)
        if card.signed_at is not None:
            rows = rows.said_by(card.signed_at)
        self._rows: Mapping[tuple[int, int], list[Target]] = defaultdict(list)
        for row in rows.select_related("set_by__person").order_by("set_at", "pk"):
            self._rows[row.role_id, row.metric_id].append(row)

    def of(self, line: Line, part: Part) -> Agreed:
        rows = self._rows.get((part.template.role_id, line.kpi.metric_id), [])
        mine = [row for row in rows if row.assignment_id in {None, part.assignment_id}]
        return course(mine, template=Ends.of(line.kpi))
