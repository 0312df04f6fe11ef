"""The team this morning, as its lead sees it: who hasn't written, which role is vacant, whose load is too much."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.functional import cached_property

from meetings.models import StandUp
from roles.board import Board
from roles.models import Assignment, Leave, Member, StaffingLine
from roles.permissions import Permission

# A list of things to act on is short; the rest is on the board.
MOST_ROLES = 7


@dataclass(frozen=True)
class Concern:
    """One thing on the role board that needs somebody's hand."""

    name: str
    vacant_days: int | None = None
    percent: int = 0

    @property
    def is_vacancy(self) -> bool:
        return not self.percent


class Crew:
    """The reader's team on a day. One query; two more for the board's concerns."""

    def __init__(self, reader: Member, *, day: date) -> None:
        self.reader = reader
        self.day = day

    @cached_property
    def members(self) -> Sequence[Member]:
        """Who is there that day, each knowing whether they wrote (``has_written``) or are on leave (``is_away``)."""
        mine = OuterRef("pk")
        return list(
            Member.objects.visible_to(self.reader)
            .present(on=self.day)
            .with_level(on=self.day)
            .select_related("person")
            .annotate(
                has_written=Exists(StandUp.objects.filter(member=mine).of_day(self.day)),
                is_away=Exists(Leave.objects.filter(member=mine).overlapping(first=self.day, last=self.day)),
            )
        )

    @property
    def is_alone(self) -> bool:
        """Whether the team is new: nobody else works in it yet."""
        return all(member == self.reader for member in self.members)

    @property
    def is_reader_away(self) -> bool:
        return any(member.is_away for member in self.members if member == self.reader)  # type: ignore[attr-defined]

    @cached_property
    def missing(self) -> list[Member]:
        """Who may write, isn't away and hasn't written, but for the reader."""
        return [
            member
            for member in self.members
            if member != self.reader
            and member.may(Permission.WRITE_STAND_UP)
            and not (member.has_written or member.is_away)  # type: ignore[attr-defined]
        ]

    @cached_property
    def concerns(self) -> list[Concern]:
        """Roles of the staffing template that are vacant, the longest first, then loads over 100 %."""
        team = self.reader.team
        lines = (
            StaffingLine.objects.filter(template=team.staffing_id).select_related("role") if team.staffing_id else []
        )
        board = Board.build(
            on=self.day,
            made_on=timezone.localdate(team.made_at),
            roles=[line.role for line in lines],
            lines=lines,
            members=self.members,
            assignments=Assignment.objects.filter(member__team=team).order_by("from_on", "pk"),
        )
        vacancies = [Concern(row.role.label, vacant_days=row.vacant_days) for row in board.vacancies]
        return vacancies + [Concern(load.member.person.name, percent=load.percent) for load in board.overloads]

    @property
    def shown_concerns(self) -> list[Concern]:
        return self.concerns[:MOST_ROLES]
