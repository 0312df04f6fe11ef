"""What others ask about a team's goals: what stands on the next agenda, and who still owes a note."""

from kpis.models import Goal
from kpis.models.goals import GoalQuerySet
from roles.models import Member, Team


def red(team: Team) -> GoalQuerySet:
    """The red goals, loaded as the list shows them, the longest red first: they stand on the next agenda."""
    return Goal.objects.filter(team=team).red().for_list().order_by("serious_since", "pk")


def owing_a_note(member: Member) -> GoalQuerySet:
    """The member's own goals that are orange or red and whose catch-up note nobody has written."""
    return Goal.objects.visible_to(member).filter(owner=member).owing_a_note()
