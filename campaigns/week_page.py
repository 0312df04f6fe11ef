"""What the page of a group's week shows: its days with what is planned, and the numbers of the last weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Prefetch

from campaigns.figures import Figures
from campaigns.models import Activity, Item, WeekDecision, WeekPlan
from campaigns.models.weeks import week_of
from metrics.formulas import Formula
from metrics.models import Metric
from teamops.lib.months import Span

HEADLINES = (
    "group.members", "group.net_growth", "group.daily_active_rate", "group.messages", "group.marketing_share",
    "group.leave_rate",
)  # fmt: skip
WEEKS = 4
A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Day:
    day: date
    activities: Sequence[Activity]


@dataclass(frozen=True)
class NumberRow:
    """A metric with what it came to each week, the oldest first; nothing without data."""

    metric: Metric
    values: Sequence[Decimal | None]

    @property
    def is_known(self) -> bool:
        return any(value is not None for value in self.values)


def plan_of(item: Item, week: Span) -> WeekPlan | None:
    """The week's plan with its activities and decisions, in three queries."""
    plans = WeekPlan.objects.filter(item=item, week=week.first).select_related("item", "submitted_by__person")
    activities = Activity.objects.select_related("settled_by__person")
    decisions = WeekDecision.objects.select_related("by__person")
    return plans.prefetch_related(Prefetch("activities", activities), Prefetch("decisions", decisions)).first()


def days_of(plan: WeekPlan | None, week: Span) -> list[Day]:
    """Each day of the week."""
    planned = list(plan.activities.all()) if plan else []
    return [Day(day, [one for one in planned if one.day == day]) for day in week]


def last_weeks(day: date) -> list[Span]:
    """The week that a day lies in and those before it, the oldest first."""
    week = week_of(day)
    return [Span(week.first - n * A_WEEK, week.last - n * A_WEEK) for n in reversed(range(WEEKS))]


def numbers_of(item: Item, weeks: Sequence[Span]) -> list[NumberRow]:
    """The numbers of the group's channel, week by week; three queries, none without a channel."""
    channel = item.community.channel
    if channel is None:
        return []
    metrics = sorted(
        Metric.objects.filter(team=None, code__in=HEADLINES).with_terms(), key=lambda one: HEADLINES.index(one.code)
    )
    formulas = {one.pk: Formula.of(one) for one in metrics}
    figures = Figures([channel.subject_id], list(formulas.values()), Span(weeks[0].first, weeks[-1].last))
    rows = [
        NumberRow(one, [figures.of(channel.subject_id, formulas[one.pk], week) for week in weeks]) for one in metrics
    ]
    return [row for row in rows if row.is_known]


def held_of(item: Item, weeks: Sequence[Span]) -> list[tuple[int, int]]:
    """How many activities of each week took place, of how many that were planned. One query."""
    found = Activity.objects.filter(plan__item=item, day__range=(weeks[0].first, weeks[-1].last))
    rows = list(found.values_list("day", "outcome"))
    return [
        (
            sum(outcome == Activity.Outcome.HELD for day, outcome in rows if day in week),
            sum(day in week for day, _outcome in rows),
        )
        for week in weeks
    ]
