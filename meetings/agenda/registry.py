"""Who writes which section. A section registers under its code; what a kind of meeting shows stands in ``SHIPPED``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.functional import cached_property

from meetings.agenda.lines import Line, Saying
from meetings.models import Meeting
from metrics.watermarks import clock
from roles.models import Team
from teamops.lib.months import Span, month_before

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)

# The sections of each kind of meeting, in order, with their minutes. A series may say otherwise (``Series.slots``).
SHIPPED: dict[str, dict[str, int]] = {
    "daily": {"missing": 1, "blockers": 6, "due": 3, "late": 3, "topics": 2},
    "weekly": {
        "numbers": 15, "content": 10, "late": 10, "colours": 10, "blockers": 8, "actions": 5, "gaps": 2, "topics": 0,
    },
    "monthly": {
        "cards": 15, "hits": 10, "disputes": 10, "goals": 20, "risks": 15, "value": 20, "actions": 10, "next": 20,
        "topics": 0,
    },
    "own": {"blockers": 10, "actions": 10, "topics": 10},
}  # fmt: skip


@dataclass(frozen=True)
class Written:
    """What a section found: its lines, and facts about them."""

    lines: Sequence[Line] = ()
    facts: Sequence[Saying] = ()


class Scene:
    """What sections ask for: the meeting, and the days it looks back on. Nothing is read unasked."""

    def __init__(self, meeting: Meeting, *, at: datetime) -> None:
        self.meeting, self.at = meeting, at
        self.series, self.day = meeting.series, meeting.day

    @property
    def team(self) -> Team:
        return self.series.team

    @cached_property
    def last_day(self) -> date:
        """The last day that numbers are there for, before the meeting's."""
        through = clock(self.team, at=self.at).through
        return min(through, self.day - A_DAY) if through else self.day - A_DAY

    @property
    def week(self) -> Span:
        return Span(self.last_day - A_WEEK + A_DAY, self.last_day)

    @property
    def month(self) -> Span:
        """The month that is over."""
        return Span.month(month_before(self.day))

    @cached_property
    def before(self) -> date | None:
        """The day of the meeting before."""
        return Meeting.objects.before(self.meeting).values_list("day", flat=True).first()


Section = Callable[[Scene], Written]

_sections: dict[str, Section] = {}


def section(code: str) -> Callable[[Section], Section]:
    """Register who writes a section. Raise ``ValueError`` if somebody does already."""

    def register(function: Section) -> Section:
        known = _sections.setdefault(code, function)
        if (known.__module__, known.__qualname__) != (function.__module__, function.__qualname__):
            msg = f"{code} is already written by {known.__module__}.{known.__qualname__}."
            raise ValueError(msg)
        return function

    return register


def sections_of(kind: str, slots: dict[str, int]) -> list[tuple[str, int, Section]]:
    """Each section of a kind of meeting that has minutes and somebody who writes it: code, minutes, function."""
    shipped = SHIPPED[kind]
    return [
        (code, slots.get(code, minutes), _sections[code])
        for code, minutes in shipped.items()
        if code in _sections and slots.get(code, minutes)
    ]
