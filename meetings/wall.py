"""The wall of a day: who wrote what, where it is stuck and for how long, who is missing, who is away."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from meetings.models import Blocker, StandUp
from meetings.services.escalation import ages
from roles.calendar import WorkingDays
from roles.models import Assignment, Leave, Member, Team
from roles.permissions import Permission
from teamops.lib.months import Span


@dataclass(frozen=True)
class Stuck:
    """A blocker as it stood on a day, and for how many working days. Words of old stand-ups have no row."""

    text: str
    age: int | None = None
    row: Blocker | None = None


@dataclass(frozen=True)
class Entry:
    """One member's place on the wall."""

    member: Member
    role: str
    stand_up: StandUp
    blockers: list[Stuck]

    @property
    def age(self) -> int:
        return max((1 + (blocker.age or 0) for blocker in self.blockers), default=0)


@dataclass(frozen=True)
class Wall:
    """A day's stand-ups: the longest stuck first, then as they were written."""

    day: date
    is_working_day: bool
    entries: list[Entry]
    missing: list[Member]
    away: list[Leave]

    @property
    def written(self) -> int:
        return len(self.entries)

    @property
    def expected(self) -> int:
        """All who stand on the wall, whether they wrote or not."""
        return len(self.entries) + len(self.missing) + len(self.away)


def wall_of(team: Team, *, day: date) -> Wall:
    """What ``meetings/wall.html`` shows. Seven queries, however many members."""
    stand_ups = list(StandUp.objects.filter(member__team=team).of_day(day).for_wall())
    wrote = {stand_up.member_id for stand_up in stand_ups}
    writers = Member.objects.filter(team=team).who_may(Permission.WRITE_STAND_UP, on=day).select_related("person")
    silent = [member for member in writers if member.pk not in wrote]
    leaves = Leave.objects.filter(member__in=silent).overlapping(first=day, last=day)
    away = {leave.member_id: leave for leave in leaves.select_related("member__person", "deputy__person")}
    is_working_day = day in WorkingDays(team, Span(day, day))
    roles = _main_roles(team, day)
    stuck = _stuck_on(team, stand_ups, day)
    entries = [
        Entry(stand_up.member, roles.get(stand_up.member_id, ""), stand_up, stuck[stand_up.pk])
        for stand_up in stand_ups
    ]
    return Wall(
        day=day,
        is_working_day=is_working_day,
        entries=sorted(entries, key=lambda entry: (-entry.age, entry.stand_up.written_at)),
        missing=[member for member in silent if member.pk not in away] if is_working_day else [],
        away=list(away.values()) if is_working_day else [],
    )


def _main_roles(team: Team, day: date) -> dict[int, str]:
    """The role that takes the largest share of each member's time."""
    assignments = Assignment.objects.filter(member__team=team).in_force(on=day).select_related("role")
    return {assignment.member_id: assignment.role.label for assignment in assignments.order_by("share", "-pk")}


def _stuck_on(team: Team, stand_ups: list[StandUp], day: date) -> dict[int, list[Stuck]]:
    """What held the writer of each stand-up, by its key, up on that day, the oldest first. Two queries."""
    rows = list(Blocker.objects.filter(team=team).open_on(day).for_list().oldest_first())
    age = ages(team, rows, on=day)
    by_member: dict[int, list[Stuck]] = defaultdict(list)
    for row in rows:
        by_member[row.raised_by_id].append(Stuck(row.text, age[row.pk], row))
    return {one.pk: _with_words(one, by_member[one.member_id]) for one in stand_ups}


def _with_words(stand_up: StandUp, rows: list[Stuck]) -> list[Stuck]:
    """The rows, and lines of the stand-up that never became one."""
    known = {stuck.text for stuck in rows}
    return rows + [Stuck(line) for line in stand_up.blocker_lines if line[:300] not in known]
