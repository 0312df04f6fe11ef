"""Stand-ups, blockers, meetings and what comes of them."""

from meetings.models.actions import Action, ActionStep
from meetings.models.blockers import Blocker, BlockerStep
from meetings.models.meetings import Attendance, Decision, Meeting, Series, Topic
from meetings.models.minutes import Correction, Minute
from meetings.models.stand_ups import StandUp, lines_of

__all__ = [
    "Action",
    "ActionStep",
    "Attendance",
    "Blocker",
    "BlockerStep",
    "Correction",
    "Decision",
    "Meeting",
    "Minute",
    "Series",
    "StandUp",
    "Topic",
    "lines_of",
]
