"""People, teams, roles, and the days on which they work."""

from roles.models.days import DayOverride, Leave
from roles.models.people import LevelGrant, Member, Person, Team
from roles.models.positions import Assignment, Role, StaffingLine, StaffingTemplate
from roles.models.tokens import ApiToken

__all__ = [
    "ApiToken",
    "Assignment",
    "DayOverride",
    "Leave",
    "LevelGrant",
    "Member",
    "Person",
    "Role",
    "StaffingLine",
    "StaffingTemplate",
    "Team",
]
