"""Who runs a meeting: its chair, and whoever runs meetings in the team."""

from django.utils.translation import gettext as _

from meetings.models import Meeting
from roles.models import Member
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow


def may_run(meeting: Meeting, member: Member) -> bool:
    """``member`` is loaded ``with_level``."""
    if member.team_id != meeting.series.team_id:
        return False
    is_chair = member.pk == meeting.chair_id and member.may(Permission.WORK_ON_ACTIONS)
    return is_chair or member.may(Permission.RUN_MEETINGS)


def need_to_run(meeting: Meeting, by: Member) -> None:
    need(by, Permission.WORK_ON_ACTIONS, team=meeting.series.team_id)
    if not may_run(meeting, by):
        raise NotAllowedNow(_("The meeting's chair or a lead can do that."))
