"""What goals read: the value of each goal's metric on any day, for many goals with a constant number of queries."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from kpis.models import Goal, Kpi
from metrics.formulas import Formula, Needs, figure
from metrics.holdings import HeldView
from metrics.models import Metric
from metrics.series import Series
from metrics.tallies import TEAM
from roles.models import Team
from teamops.lib.months import Span
from teamops.lib.rounding import exactly

# The last so many days are "recent"; a stock that nobody has counted for longer is unknown.
RECENT = 30
A_DAY = timedelta(days=1)


class Readings:
    """The values of some goals of a team, saved or not, through ``last``.

    Load the goals with ``metric__terms__source__terms``. ``since``: how far back is asked for, beyond the goals' own
    first days.
    """

    def __init__(self, team: Team, goals: Sequence[Goal], *, last: date, since: date | None = None) -> None:
        self.formulas = {goal.metric_id: Formula.of(goal.metric) for goal in goals}
        first = min([goal.start_on for goal in goals] + ([since] if since else []))
        self.span = Span(first - (RECENT - 1) * A_DAY, last)
        self._series = {
            numbers: self._load(team, [goal for goal in goals if goal.numbers == numbers], numbers)
            for numbers in Kpi.Numbers.values
        }

    def _load(self, team: Team, goals: Sequence[Goal], numbers: str) -> Series | None:
        if not goals:
            return None
        needs = Needs.of(self.formulas[goal.metric_id] for goal in goals)
        members = sorted({goal.owner_id for goal in goals}) if numbers == Kpi.Numbers.OWN else None
        return Series(team, self.span, needs, kinds={goal.subject_kind for goal in goals}, members=members)

    def _view(self, goal: Goal, span: Span) -> tuple[Series, HeldView]:
        series = self._series[goal.numbers]
        if series is None:
            raise KeyError(goal)
        reader = goal.owner_id if goal.numbers == Kpi.Numbers.OWN else TEAM
        return series, series.view(reader, goal.subject_kind, span)

    def through(self, goal: Goal) -> date | None:
        """The last day that the goal's numbers are there for: the oldest watermark among the channels that feed it,
        else the newest of its points."""
        series, view = self._view(goal, self.span)
        stored = self.formulas[goal.metric_id].stored
        newest = series.newest(view, stored)
        if newest is None:
            return None
        feeding = [one for one in view.held if any(self._has(series, one.key, metric) for metric in stored)]
        marks = [one.watermark for one in feeding if one.watermark]
        return min([*marks, self.span.last]) if marks else newest

    def _has(self, series: Series, holding: int, metric: int) -> bool:
        return bool(series.days(holding, metric, self.span))

    def on_days(self, goal: Goal, days: Sequence[date]) -> Iterator[Decimal | None]:
        """The goal's value at the end of each day; ``None`` beyond the day its numbers reach to."""
        through = self.through(goal)
        return (self.on(goal, day) if through and day <= through else None for day in days)

    @exactly
    def on(self, goal: Goal, day: date) -> Decimal | None:
        """The value over the goal's window that ends on ``day``."""
        is_from_start = goal.period == Goal.Period.START and goal.metric.fold != Metric.Fold.STOCK
        first = goal.start_on if is_from_start else day - (RECENT - 1) * A_DAY
        _series, view = self._view(goal, Span(first, day))
        return figure(self.formulas[goal.metric_id], view).value
