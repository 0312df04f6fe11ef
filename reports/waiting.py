"""What waits for one member: items and goals to say yes to, items that lie with them, actions they promised."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.mine import Mine
from campaigns.models import Item
from kpis.goals import attention
from meetings.models import Action
from roles.models import Member


@dataclass(frozen=True)
class Waiting:
    """One thing to do. ``due``: the day by which; ``at``: the moment, where it has one."""

    title: str
    url: str
    what: str
    due: date | None
    is_late: bool
    is_yes: bool = False
    at: datetime | None = None

    @property
    def urgency(self) -> tuple[bool, date, bool]:
        """Late ones first, then by day; a yes for somebody before one's own work of the same day."""
        return (not self.is_late, self.due or date.max, not self.is_yes)


def waiting_for(member: Member, work: Mine | None, *, at: datetime) -> list[Waiting]:
    """``work``: of who works on items. One query beyond it, one more for who decides about goals, whatever waits."""
    on = timezone.localdate(at)
    todo = list(decisions_of(member, on=on))
    if work is not None:
        todo += [of_item(item, at=at, is_yes=True) for item in work.to_approve]
        todo += [of_item(item, at=at) for item in work.with_me]
        todo += actions_of(member, on=on)
    return sorted(todo, key=lambda one: one.urgency)


def decisions_of(member: Member, *, on: date) -> Iterator[Waiting]:
    """A draft is due on the day it is to begin, a goal to be closed since its last one; a move is due at once."""
    for goal, decision in attention.to_decide(member, on=on):
        due = {attention.Decision.APPROVE: goal.start_on, attention.Decision.CLOSE: goal.end_on}.get(decision, on)
        url = reverse("goals:list-goal", args=[goal.team.slug, goal.pk])
        yield Waiting(goal.name, url, str(decision.label), due, is_late=due < on, is_yes=True)


def of_item(item: Item, *, at: datetime, is_yes: bool = False) -> Waiting:
    ends, today = item.now.due_at, timezone.localdate(at)
    due = timezone.localdate(ends) if ends else item.due_on
    return Waiting(
        title=item.title,
        url=reverse("campaigns:items-item", args=[item.team.slug, item.pk]),
        what=_("%(stage)s, waits for my yes") % {"stage": item.now.stage.label} if is_yes else item.now.stage.label,
        due=due,
        is_late=item.now.is_late(at=at) or (item.due_on is not None and item.due_on < today),
        is_yes=is_yes,
        at=ends,
    )


def actions_of(member: Member, *, on: date) -> Iterator[Waiting]:
    for one in Action.objects.filter(owner=member).open().for_list():
        url = f"{reverse('meetings:actions', args=[one.team.slug])}#action-{one.pk}"
        where = one.meeting.series.name if one.meeting else ""
        what = _("promised in %(meeting)s") % {"meeting": where} if where else _("promised")
        yield Waiting(one.text, url, what, one.due_on, one.is_late(on=on))
