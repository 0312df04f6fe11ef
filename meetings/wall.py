"""The wall of a day: who wrote what, where it is stuck and for how long, who is missing, who is away."""

from dataclasses import dataclass
from datetime import date, timedelta

from meetings.models import StandUp
from roles.calendar import WorkingDays
from roles.models import Assignment, Leave, Member, Team
from roles.permissions import Permission
from teamops.lib.months import Span

# How far back an old blocker is followed.
MOST_DAYS = 31


@dataclass(frozen=True)
class Blocker:
    """Something that holds a member up, and on how many stand-ups in a row they have said so."""

    text: str
    stand_ups: int


@dataclass(frozen=True)
class Entry:
    """One member's place on the wall."""

    member: Member
    role: str
    stand_up: StandUp
    blockers: list[Blocker]

    @property
    def age(self) -> int:
        return max((blocker.stand_ups for blocker in self.blockers), default=0)


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
    """What ``meetings/wall.html`` shows. Six queries, however many members."""
    stand_ups = list(StandUp.objects.filter(member__team=team).of_day(day).for_wall())
    wrote = {stand_up.member_id for stand_up in stand_ups}
    writers = Member.objects.filter(team=team).who_may(Permission.WRITE_STAND_UP, on=day).select_related("person")
    silent = [member for member in writers if member.pk not in wrote]
    leaves = Leave.objects.filter(member__in=silent).overlapping(first=day, last=day)
    away = {leave.member_id: leave for leave in leaves.select_related("member__person", "deputy__person")}
    is_working_day = day in WorkingDays(team, Span(day, day))
    roles = _main_roles(team, day)
    stuck = _stuck_since(stand_ups, day)
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


def _stuck_since(stand_ups: list[StandUp], day: date) -> dict[int, list[Blocker]]:
    """The blockers of each stand-up, by its key, with how often in a row the member has named them."""
    stuck = [stand_up for stand_up in stand_ups if stand_up.blockers]
    earlier = StandUp.objects.filter(
        member__in=[stand_up.member_id for stand_up in stuck], day__gte=day - timedelta(days=MOST_DAYS)
    ).before(day)
    history: dict[int, list[list[str]]] = {}
    for old in earlier:
        history.setdefault(old.member_id, []).append(old.blocker_lines)
    return {
        stand_up.pk: [
            Blocker(line, 1 + _run_length(line, history.get(stand_up.member_id, []))) for line in stand_up.blocker_lines
        ]
        for stand_up in stand_ups
    }


def _run_length(line: str, newest_first: list[list[str]]) -> int:
    """On how many stand-ups, from the newest back, the line stood without a break."""
    return next((n for n, lines in enumerate(newest_first) if line not in lines), len(newest_first))
