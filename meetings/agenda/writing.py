"""Writing an agenda: from the data until the meeting starts, from what was frozen afterwards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from meetings.agenda import control, goals, items, month, numbers, work  # noqa: F401 - they register their sections
from meetings.agenda.lines import TOPIC, Line, Section
from meetings.agenda.registry import SHIPPED, Scene, sections_of
from meetings.models import Meeting, Topic
from roles.models import Member

TOPICS = "topics"


def agenda_of(meeting: Meeting, *, at: datetime) -> list[Section]:
    """The agenda as it stands: live before the start, frozen from then on."""
    if meeting.agenda is not None:
        return [Section.read(kept) for kept in meeting.agenda]
    return write(meeting, at=at)


def write(meeting: Meeting, *, at: datetime) -> list[Section]:
    """Ask the data. What waits in the series' backlog stays off; a topic taken back returns to its section.

    A constant number of queries for each section.
    """
    scene = Scene(meeting, at=at)
    waiting = set(meeting.series.topics.filter(meeting=None).exclude(key="").values_list("key", flat=True))
    written: list[Section] = []
    for code, minutes, ask in sections_of(meeting.series.kind, meeting.series.slots):
        found = ask(scene)
        written.append(Section(code, minutes, [line for line in found.lines if line.key not in waiting], found.facts))
    if own := by_hand(meeting, known={line.key for one in written for line in one.lines}):
        written.append(Section(TOPICS, slot_of_topics(meeting), own))
    return written


def by_hand(meeting: Meeting, *, known: set[str]) -> list[Line]:
    """What somebody put on the agenda, without what stands in a section already. One query."""
    topics = Topic.objects.filter(meeting=meeting).select_related("by__person")
    return [Line(f"{TOPIC}{one.pk}", one.text, one.url, str(one.by)) for one in topics if one.key not in known]


def slot_of_topics(meeting: Meeting) -> int:
    return int(meeting.series.slots.get(TOPICS, SHIPPED[meeting.series.kind].get(TOPICS, 0)))


def frozen(agenda: Sequence[Section]) -> list[dict[str, Any]]:
    return [one.kept for one in agenda]


def asked_to(meeting: Meeting) -> QuerySet[Member]:
    """Who is asked to a meeting: those named, else everybody who is in the team that day."""
    present = Member.objects.filter(team=meeting.series.team_id).present(on=meeting.day).select_related("person")
    named = meeting.series.attendees.values("pk")
    return present.filter(pk__in=named) if meeting.series.attendees.exists() else present
