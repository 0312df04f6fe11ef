"""Stand-ups, blockers, meetings and what comes of them."""

from meetings.models.blockers import Blocker, BlockerStep
from meetings.models.stand_ups import StandUp, lines_of

__all__ = ["Blocker", "BlockerStep", "StandUp", "lines_of"]
