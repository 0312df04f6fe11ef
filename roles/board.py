"""The role board: roles × members on a day, and what on it needs somebody's hand. Arithmetic on loaded rows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Self

from django.utils import timezone

from roles.models import Assignment, Member, Role, StaffingLine, Team

FULL = 100


class State(StrEnum):
    """How a role stands against what the staffing template wants; the worst that is true."""

    VACANT = "vacant"
    OVER = "over"
    OUTSOURCED = "outsourced"
    SHARED = "shared"
    FILLED = "filled"
    OPEN = "open"  # nobody holds it, and nobody has to
    EXTRA = "extra"  # held, though the template doesn't want it


@dataclass(frozen=True)
class Cell:
    """What one member has to do with one role: the assignment of the day, and the next one planned."""

    member: Member
    held: Assignment | None = None
    planned: Assignment | None = None


@dataclass(frozen=True)
class Row:
    """One role: what is wanted, who holds it, how that stands."""

    role: Role
    minimum: int
    maximum: int
    is_wanted: bool
    state: State
    cells: list[Cell]
    holders: list[Assignment]
    missing: int = 0
    surplus: int = 0
    vacant_days: int | None = None
    is_single: bool = False

    @property
    def is_vacant(self) -> bool:
        return self.state is State.VACANT

    @property
    def headcount(self) -> str:
        """``1`` or ``1–2``; empty if the template doesn't speak of the role."""
        if not self.is_wanted:
            return ""
        return f"{self.minimum}" if self.minimum == self.maximum else f"{self.minimum}–{self.maximum}"


@dataclass(frozen=True)
class Load:
    """A member's sum of shares on the day."""

    member: Member
    percent: int
    largest: Assignment | None

    @property
    def is_over(self) -> bool:
        return self.percent > FULL

    @property
    def surplus(self) -> int:
        return max(self.percent - FULL, 0)


@dataclass(frozen=True)
class Module:
    label: str
    rows: list[Row]


@dataclass
class Board:
    """Everything that the page shows."""

    on: date
    members: list[Member]
    modules: list[Module]
    loads: list[Load]
    counts: Counter[State] = field(default_factory=Counter)

    @property
    def rows(self) -> list[Row]:
        return [row for module in self.modules for row in module.rows]

    @property
    def vacancies(self) -> list[Row]:
        """The longest vacant first."""
        vacant = [row for row in self.rows if row.is_vacant]
        return sorted(vacant, key=lambda row: -(row.vacant_days or 0))

    @property
    def overloads(self) -> list[Load]:
        return sorted((load for load in self.loads if load.is_over), key=lambda load: -load.percent)

    @property
    def singles(self) -> list[Row]:
        return [row for row in self.rows if row.is_single]

    @property
    def needs_something(self) -> bool:
        return bool(self.vacancies or self.overloads or self.singles)

    @classmethod
    def of(cls, team: Team, *, on: date) -> Self:
        """The team's board on a day, in four queries however many members there are."""
        return cls.build(
            on=on,
            made_on=timezone.localdate(team.made_at),
            roles=Role.objects.all(),
            lines=StaffingLine.objects.filter(template=team.staffing_id) if team.staffing_id else [],
            members=Member.objects.filter(team=team).present(on=on).with_level(on=on).select_related("person"),
            assignments=Assignment.objects.filter(member__team=team).order_by("from_on", "pk"),
        )

    @classmethod
    def build(
        cls,
        *,
        on: date,
        made_on: date,
        roles: Iterable[Role],
        lines: Iterable[StaffingLine],
        members: Iterable[Member],
        assignments: Iterable[Assignment],
    ) -> Self:
        present = list(members)
        history = _History(present, assignments, on=on)
        wanted = {line.role_id: line for line in lines}
        rows = [
            _row(role, wanted.get(role.pk), history, made_on=made_on)
            for role in roles
            if role.pk in wanted or history.is_there(role)
        ]
        modules = [
            Module(str(Role.Module(module).label), list(of_module))
            for module, of_module in groupby(rows, key=lambda row: row.role.module)
        ]
        return cls(on, present, modules, history.loads(), Counter(row.state for row in rows))


class _History:
    """A team's assignments, sorted by what the board asks of them."""

    def __init__(self, members: Sequence[Member], assignments: Iterable[Assignment], *, on: date) -> None:
        self.on = on
        self.members = members
        by_key = {member.pk: member for member in members}
        self.all: dict[int, list[Assignment]] = defaultdict(list)
        self.held: dict[int, list[Assignment]] = defaultdict(list)
        self.planned: dict[int, list[Assignment]] = defaultdict(list)
        self.shares: dict[int, list[Assignment]] = defaultdict(list)
        for assignment in assignments:
            self.all[assignment.role_id].append(assignment)
            if assignment.member_id not in by_key:
                continue
            if _holds(assignment, on):
                assignment.member = by_key[assignment.member_id]
                self.held[assignment.role_id].append(assignment)
                self.shares[assignment.member_id].append(assignment)
            elif assignment.from_on > on:
                self.planned[assignment.role_id].append(assignment)

    def is_there(self, role: Role) -> bool:
        return bool(self.held[role.pk] or self.planned[role.pk])

    def cells(self, role: Role) -> list[Cell]:
        held = {assignment.member_id: assignment for assignment in self.held[role.pk]}
        planned: dict[int, Assignment] = {}
        for assignment in self.planned[role.pk]:
            planned.setdefault(assignment.member_id, assignment)
        return [Cell(member, held.get(member.pk), planned.get(member.pk)) for member in self.members]

    def loads(self) -> list[Load]:
        return [
            Load(
                member,
                sum(assignment.share for assignment in self.shares[member.pk]),
                max(self.shares[member.pk], key=lambda assignment: assignment.share, default=None),
            )
            for member in self.members
        ]

    def is_beside(self, assignment: Assignment) -> bool:
        """Whether its holder has a larger share elsewhere."""
        return any(other.share > assignment.share for other in self.shares[assignment.member_id])

    def vacant_since(self, role: Role, *, minimum: int, made_on: date) -> int:
        """For how many days, today included, fewer than ``minimum`` have held the role.

        Counts fall only after an assignment's last day, so those days are the only ones to look at.
        """
        past = [one for one in self.all[role.pk] if one.from_on < self.on]
        last_days = {one.until_on for one in past if one.until_on is not None and one.until_on < self.on}
        enough = [day for day in last_days if sum(_holds(one, day) for one in past) >= minimum]
        if enough:
            return (self.on - max(enough)).days
        return max((self.on - made_on).days + 1, 0)

    def knows(self, role: Role) -> int:
        """How many of the present members hold the role or have held it before."""
        present = {member.pk for member in self.members}
        return len({one.member_id for one in self.all[role.pk] if one.from_on <= self.on} & present)


def _holds(assignment: Assignment, day: date) -> bool:
    return assignment.from_on <= day and (assignment.until_on is None or assignment.until_on >= day)


def _row(role: Role, line: StaffingLine | None, history: _History, *, made_on: date) -> Row:
    holders = history.held[role.pk]
    minimum, maximum = (line.minimum, line.maximum) if line else (0, 0)
    state = _state(holders, line, history)
    is_vacant = state is State.VACANT
    return Row(
        role=role,
        minimum=minimum,
        maximum=maximum,
        is_wanted=line is not None,
        state=state,
        cells=history.cells(role),
        holders=sorted(holders, key=lambda one: (-one.share, one.from_on)),
        missing=max(minimum - len(holders), 0),
        surplus=max(len(holders) - maximum, 0) if line else 0,
        vacant_days=history.vacant_since(role, minimum=minimum, made_on=made_on) if is_vacant else None,
        is_single=role.is_key and len(holders) == 1 and history.knows(role) == 1,
    )


def _state(holders: list[Assignment], line: StaffingLine | None, history: _History) -> State:
    if line is not None and len(holders) < line.minimum:
        return State.VACANT
    if line is not None and len(holders) > line.maximum:
        return State.OVER
    if not holders:
        return State.OPEN
    if all(one.member.is_external for one in holders):
        return State.OUTSOURCED
    if all(history.is_beside(one) for one in holders):
        return State.SHARED
    return State.FILLED if line is not None else State.EXTRA
