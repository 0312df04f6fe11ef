"""Rows of a team that refer to each other in a circle: before they can go, one reference of each circle is let go."""

from campaigns.models import CommunityDetail, Entry, IncidentDetail, Item
from kpis.models import Award, Goal, Grant
from metrics.models import Subject
from roles.models import Person, Team


def cut(team: Team) -> None:
    """Let go what the team's rows hold of each other, and what people remember of it."""
    Person.objects.filter(last_team=team).update(last_team=None)
    Subject.objects.filter(team=team).update(channel=None, state=Subject.State.KNOWN, joined_to=None, decided_by=None)
    Goal.objects.filter(team=team).update(parent=None)
    Grant.objects.filter(team=team).update(replaces=None)
    Award.objects.filter(team=team).update(replaces=None)
    Item.objects.filter(team=team).update(run=None)
    Entry.objects.filter(line__budget__team=team).update(settles=None)
    CommunityDetail.objects.filter(item__team=team).update(parent=None)
    IncidentDetail.objects.filter(item__team=team).update(content_item=None)
    Team.objects.filter(pk=team.pk).update(staffing=None)
