"""What kpis puts into calendars: the ends of goals, their milestones, the dates of a month's end."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from kpis.models import Goal, Milestone
from kpis.month_dates import month_end
from notices.events import Event, events
from roles.models import Team
from teamops.lib.months import Span, first_of, month_after, month_before

# So many months' ends: from the one before the span's first day to about two months from today.
MONTHS = 6


@events("goals")
def goals(team: Team, span: Span) -> Iterator[Event]:
    """A goal's last day, and what its milestones promise; for its owner."""
    found = Goal.objects.filter(team=team, end_on__range=(span.first, span.last)).exclude(state=Goal.State.DRAFT)
    for goal in found:
        yield Event(
            f"goal-{goal.pk}",
            _("Goal ends: %(goal)s") % {"goal": goal.name},
            goal.end_on,
            url=reverse("goals:list-goal", args=[team.slug, goal.pk]),
            members=frozenset([goal.owner_id]),
        )
    stops = Milestone.objects.filter(goal__team=team).exclude(goal__state=Goal.State.DRAFT).select_related("goal")
    for stop in stops.filter(promised_on__range=(span.first, span.last)):
        yield Event(
            f"milestone-{stop.pk}",
            _("Milestone: %(milestone)s (%(goal)s)") % {"milestone": stop.name, "goal": stop.goal.name},
            stop.promised_on,
            url=reverse("goals:list-goal", args=[team.slug, stop.goal_id]),
            members=frozenset([stop.goal.owner_id]),
        )


@events("month-ends")
def month_ends(team: Team, span: Span) -> Iterator[Event]:
    """Until when self-reviews are written and cards signed: of all months whose dates are within the span."""
    month = month_before(first_of(span.first))
    for _month in range(MONTHS):
        dates = month_end(team, month)
        said = {"month": f"{month:%Y-%m}"}
        address = f"{reverse('kpis:month', args=[team.slug])}?month={month:%Y-%m}"
        yield Event(
            f"self-review-{month:%Y-%m}", _("Self-review for %(month)s") % said, dates.self_review.due_on, url=address
        )
        yield Event(
            f"review-{month:%Y-%m}", _("Review and signature for %(month)s") % said, dates.review.due_on, url=address
        )
        month = month_after(month)
