"""What the review of a piece of work agrees on becomes an action, and comes back until it is done."""

from datetime import date, datetime

from django.urls import reverse

from campaigns.agreed import takes_actions
from meetings.models import Action
from notices.models import Notice
from notices.services import tell
from roles.models import Member


@takes_actions
def keep(text: str, *, owner: Member, due_on: date, by: Member, at: datetime) -> Action:
    """Whoever closes the work gives the action; who reviewed it has asked who does it."""
    action = Action.objects.create(
        team=by.team, text=text, owner=owner, promised_on=due_on, due_on=due_on, given_by=by, given_at=at
    )
    if owner.pk != by.pk:
        words = {"by": str(by), "day": f"{due_on:%m-%d}", "text": text}
        tell(owner, Notice.Kind.ACTION_YOURS, words, reverse("meetings:actions", args=[by.team.slug]))
    return action
