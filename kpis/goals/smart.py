"""SMART or refused: what a goal lacks, one sentence a part; and whether its numbers can be reached at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from kpis.goals.readings import RECENT, Readings
from kpis.models import Goal, Kpi
from kpis.possible import impossible
from metrics.models import Metric, Subject
from roles.models import Member, Team
from teamops.lib.rounding import round_half_up
from teamops.lib.tags.numbers import quantity

# Parents above a goal, itself left out: total, dimension, member, and one more.
MOST_LEVELS = 4
# How far back history is asked.
HISTORY = timedelta(days=365)
# How far ahead a goal may end: ten years.
FARTHEST = timedelta(days=3653)
WINDOW = timedelta(days=RECENT)


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal as somebody wants it; what isn't said yet is ``None`` or empty. Rates are fractions of 1."""

    name: str = ""
    metric: Metric | None = None
    subject_kind: str = Subject.Kind.CHANNEL
    numbers: str = Kpi.Numbers.TEAM
    period: str = Goal.Period.START
    baseline: Decimal | None = None
    target: Decimal | None = None
    start_on: date | None = None
    end_on: date | None = None
    owner: Member | None = None
    parent: Goal | None = None
    dimension: str = Goal.Dimension.TOTAL

    @classmethod
    def of(cls, goal: Goal) -> "Aim":
        """A goal that is there already."""
        return cls(**{field.name: getattr(goal, field.name) for field in fields(cls)})

    @property
    def values(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


def lacking(aim: Aim, *, team: Team, on: date, goal: Goal | None = None) -> dict[str, str]:
    """By field, why the goal isn't SMART yet; empty if it is. ``on``: the day on which it is set; ``goal``: the row
    that is being changed."""
    return dict(_lacking(aim, team=team, on=on, goal=goal))


def _lacking(aim: Aim, *, team: Team, on: date, goal: Goal | None) -> Iterator[tuple[str, str]]:
    if not aim.name.strip():
        yield "name", _("Specific: give the goal a name that says what is to be reached.")
    yield from _measure(aim, team=team)
    yield from _days(aim, on=on)
    if aim.owner is None:
        yield "owner", _("Achievable: name one member who answers for it.")
    elif aim.owner.team_id != team.pk:
        yield "owner", _("The owner isn't in this team.")
    if aim.parent is not None:
        yield from _place(aim, aim.parent, team=team, goal=goal)


def _measure(aim: Aim, *, team: Team) -> Iterator[tuple[str, str]]:
    if aim.metric is None:
        yield "metric", _("Measurable: choose the metric that shows whether it is reached.")
    elif aim.metric.team_id not in {None, team.pk}:
        yield "metric", _("%(metric)s isn't in this team's dictionary.") % {"metric": aim.metric}
    elif aim.metric.fold == Metric.Fold.GROWTH:
        yield "metric", _("A growth has no course of its own. Choose the metric that is to grow.")
    if aim.baseline is None:
        yield "baseline", _("Measurable: say where it starts from, in the metric's unit.")
    if aim.target is None:
        yield "target", _("Measurable: say which value is to be reached.")
    elif aim.target == aim.baseline:
        yield "target", _("The target is the baseline: there is nothing to reach.")
    elif aim.metric is not None and (fault := impossible(aim.metric, aim.target)):
        yield "target", fault


def _days(aim: Aim, *, on: date) -> Iterator[tuple[str, str]]:
    if aim.start_on is None:
        yield "start_on", _("Time-bound: say on which day it starts.")
    elif aim.start_on < on - HISTORY:
        yield "start_on", _("A goal starts at most a year back.")
    if aim.end_on is None:
        yield "end_on", _("Time-bound: say by which day it is to be reached.")
    elif aim.start_on is not None and aim.end_on <= aim.start_on:
        yield "end_on", _("The last day is after the first.")
    elif fault := too_far(aim.end_on, on=on):
        yield "end_on", fault


def too_far(end_on: date, *, on: date) -> str:
    """Why a last day is too far away; empty if it isn't."""
    return _("A goal ends within ten years.") if end_on > on + FARTHEST else ""


def _place(aim: Aim, parent: Goal, *, team: Team, goal: Goal | None) -> Iterator[tuple[str, str]]:
    """A part is ready when the whole is, and no goal stands under itself."""
    if parent.team_id != team.pk:
        yield "parent", _("The goal above it belongs to another team.")
        return
    if not (parent.is_draft or parent.is_active):
        yield "parent", _("“%(goal)s” is over. Nothing new is made part of it.") % {"goal": parent}
    above = list(ancestors(parent))
    if goal is not None and goal.pk in {one.pk for one in above}:
        yield "parent", _("A goal can't stand under itself.")
    elif len(above) >= MOST_LEVELS:
        yield "parent", _("Goals nest at most %(levels)s deep.") % {"levels": MOST_LEVELS}
    if aim.end_on is not None and aim.end_on > parent.end_on:
        yield (
            "end_on",
            _("A part can't outlast the whole: “%(goal)s” ends on %(day)s.")
            % {"goal": parent, "day": f"{parent.end_on:%Y-%m-%d}"},
        )


def ancestors(goal: Goal | None) -> Iterator[Goal]:
    """A goal and those above it, upwards."""
    while goal is not None:
        yield goal
        goal = goal.parent


def doubts(aim: Aim, *, team: Team, on: date) -> list[str]:
    """What a year of history says against the numbers: already there, never seen, no data. Warnings, no refusals.

    For a whole aim (``lacking`` is empty).
    """
    goal = Goal(team=team, **aim.values | {"start_on": on, "period": Goal.Period.RECENT, "parent": None})
    goal.metric = Metric.objects.with_terms().get(pk=goal.metric_id)
    readings = Readings(team, [goal], last=on - timedelta(days=1), since=on - HISTORY)
    through = readings.through(goal)
    if through is None:
        return [
            _("%(metric)s has no data yet: until some comes in, nobody can see how the goal stands.")
            % {"metric": goal.metric}
        ]
    days = [through - n * WINDOW for n in range(HISTORY // WINDOW)]
    history = [value for day in days if (value := readings.on(goal, day)) is not None]
    whole = Goal(team=team, **aim.values)
    return [sentence for sentence in _doubts(whole, history) if sentence]


def _doubts(goal: Goal, history: list[Decimal]) -> Iterator[str]:
    """``history``: what each 30 days came to, the newest first."""
    if not history:
        return
    unit, better = goal.metric.unit, min if goal.is_lower_better else max
    if adds_up(goal):
        months = Decimal((goal.end_on - goal.start_on).days + 1) / RECENT
        wanted, best = (goal.target - goal.baseline) / months, max(history)
        if wanted > best:
            yield (
                _("It takes %(wanted)s every 30 days; the best 30 days so far brought %(best)s.")
                % {"wanted": in_words(wanted, unit), "best": in_words(best, unit)}
            )
        return
    if goal.reaches(history[0], goal.target):
        yield _("The last 30 days already give %(value)s: the target is behind you.") % {
            "value": in_words(history[0], unit)
        }
    elif goal.metric.fold != Metric.Fold.STOCK and not goal.reaches(better(history), goal.target):
        yield _("Nobody has reached this yet: the best 30 days so far gave %(best)s.") % {
            "best": in_words(better(history), unit)
        }
    elif goal.metric.fold == Metric.Fold.STOCK:
        yield from _doubts_of_stock(goal, history)


def _doubts_of_stock(goal: Goal, history: list[Decimal]) -> Iterator[str]:
    steps = [newer - older for newer, older in pairwise(history)]
    months = Decimal((goal.end_on - goal.start_on).days + 1) / RECENT
    wanted = (goal.target - goal.baseline) / months
    if not steps or wanted == 0:
        return
    best = min(steps) if wanted < 0 else max(steps)
    if abs(wanted) > abs(best) or (best > 0) != (wanted > 0):
        yield (
            _("It takes %(wanted)s every 30 days; the best 30 days so far brought %(best)s.")
            % {"wanted": in_words(wanted, goal.metric.unit), "best": in_words(best, goal.metric.unit)}
        )


def adds_up(goal: Goal) -> bool:
    """Whether its value is a total that grows day by day."""
    return goal.period == Goal.Period.START and goal.metric.fold in {Metric.Fold.FLOW, Metric.Fold.SUM}


class Known(NamedTuple):
    """The newest day that has data, and what the 30 days through it came to; of a stock what it was."""

    day: date
    value: Decimal


def last_known(metric: Metric, *, team: Team, subject_kind: str, on: date) -> Decimal | None:
    """What the team's metric came to in the last 30 days that have data: a baseline to begin from."""
    if metric.fold == Metric.Fold.GROWTH:
        return None
    known = known_before(Goal(team=team, metric=metric, subject_kind=subject_kind), on=on)
    return known.value if known else None


def known_before(goal: Goal, *, on: date) -> Known | None:
    """What the goal's metric last came to in the year before a day, whoever's numbers the goal reads."""
    asked = Goal(team=goal.team, subject_kind=goal.subject_kind, numbers=goal.numbers, owner_id=goal.owner_id)
    asked.metric = Metric.objects.with_terms().get(pk=goal.metric_id)
    asked.period, asked.start_on = Goal.Period.RECENT, on
    readings = Readings(goal.team, [asked], last=on - timedelta(days=1), since=on - HISTORY)
    through = readings.through(asked)
    value = readings.on(asked, through) if through else None
    return Known(through, value) if through and value is not None else None


def in_words(value: Decimal, unit: str) -> str:
    """A value with its unit, without places that nobody reads: 26,265 rather than 26,264.8."""
    is_many = abs(value) >= 100  # noqa: PLR2004 - from three digits on places don't matter
    return quantity(round_half_up(value, Decimal(1)) if is_many else value, unit)


def sentences(faults: Mapping[str, str]) -> str:
    return " ".join(faults.values())
