"""Where the targets of campaigns stand on a day: from the points of the campaign's subject, else from what was typed.

A target that sums up (participants, revenue) should grow in equal steps. A rate, a stock or a mean should be at its
target all the time: it fulfils that part of the day's plan that it reaches of its target.

Of a ceiling less is better. What sums up uses it in equal steps: each point used beyond the day's plan is a point
behind. A rate is behind by as much as it is beyond its ceiling, of the day's plan. What stays below is on plan, never
ahead of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from campaigns.aims import Aim
from campaigns.figures import Figures
from campaigns.models import Item, Promise
from metrics.formulas import Formula
from metrics.models import Metric
from roles.models import Team
from teamops.lib.months import Span
from teamops.lib.progress import HUNDRED, ZERO, planned_on
from teamops.lib.rounding import CENT, exactly, round_half_up

ADDS_UP = {Metric.Fold.FLOW, Metric.Fold.SUM}
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Target:
    """What a campaign shall reach of one metric, and where it is."""

    metric: Metric
    target: Decimal
    value: Decimal | None
    is_typed: bool = False
    is_ceiling: bool = False

    @property
    def share(self) -> Decimal | None:
        """Reached of 100; of a ceiling: used of 100."""
        return None if self.value is None else share_of(self.value, self.target)

    @property
    def is_broken(self) -> bool:
        """A ceiling that was crossed."""
        return self.is_ceiling and self.value is not None and self.value > self.target

    def progress(self, planned: Decimal) -> Decimal | None:
        share = self.share
        if share is None:
            return None
        adds_up = self.metric.fold in ADDS_UP
        if self.is_ceiling:
            return round_half_up(below(planned, share) if adds_up else kept(planned, share), CENT)
        return round_half_up(share if adds_up else fulfilled(planned, share), CENT)


@exactly
def share_of(value: Decimal, target: Decimal) -> Decimal:
    return HUNDRED * value / target


@exactly
def fulfilled(planned: Decimal, share: Decimal) -> Decimal:
    return planned * share / HUNDRED


@exactly
def below(planned: Decimal, used: Decimal) -> Decimal:
    """On plan while no more is used than planned; then a point behind for each point beyond."""
    return min(planned, 2 * planned - used)


@exactly
def kept(planned: Decimal, share: Decimal) -> Decimal:
    """The day's plan, less the part of it by which the ceiling is crossed."""
    return max(min(planned, planned * (2 * HUNDRED - share) / HUNDRED), ZERO)


class Standings:
    """The targets of one team's campaigns. Load the items with ``campaign``, ``daily_notes`` and ``promised``."""

    def __init__(self, team: Team, promises: Iterable[Promise], *, last: date) -> None:
        self.promises = {one.item_id: one for one in promises}
        codes = {code for one in self.promises.values() for code in one.targets}
        known = Metric.objects.known_to(team).filter(code__in=codes).order_by("team").with_terms()
        self.metrics = {metric.code: metric for metric in known}
        self.formulas = {code: Formula.of(metric) for code, metric in self.metrics.items()}
        first = min((one.starts_on for one in self.promises.values() if one.starts_on), default=last)
        subjects = [one.item.subject_id for one in self.promises.values() if one.item.subject_id]
        self.figures = Figures(subjects, list(self.formulas.values()), Span(first, last))
        self.last = last

    def so_far(self, item: Item, day: date) -> list[Target]:
        """Each target with where it stood on the last day with numbers until a day."""
        return self.on(item, day, takes_older=True)

    def on(self, item: Item, day: date, *, takes_older: bool = False) -> list[Target]:
        """Each target with where it stands by the end of a day, in the order of the dictionary; nothing beyond the day
        that its numbers reach to, unless it ``takes_older`` ones."""
        promise = self.promises[item.pk]
        wanted = [
            (self.metrics[code], Aim.read(words)) for code, words in promise.targets.items() if code in self.metrics
        ]
        wanted.sort(key=lambda pair: (pair[0].position, pair[0].code))
        until = {code: self.newest(item, code) if takes_older else None for code in promise.targets}
        return [
            self._one(item, promise, metric, aim, min(day, until[metric.code] or day))
            for metric, aim in wanted
            if aim.value > 0
        ]

    def newest(self, item: Item, code: str) -> date | None:
        """The last day on which a source knew the number."""
        known = code in self.formulas and item.subject_id
        return self.figures.newest(item.subject_id, self.formulas[code]) if known and item.subject_id else None

    def _one(self, item: Item, promise: Promise, metric: Metric, aim: Aim, day: date) -> Target:
        formula = self.formulas[metric.code]
        newest = self.newest(item, metric.code)
        if newest is not None and promise.starts_on is not None and item.subject_id is not None:
            span = Span(promise.starts_on, day)
            value = self.figures.of(item.subject_id, formula, span) if day <= newest and span else None
            return Target(metric, aim.value, value, is_ceiling=aim.is_ceiling)
        typed = [
            Decimal(note.typed[metric.code])
            for note in sorted(item.daily_notes.all(), key=lambda note: note.day)
            if note.day <= day and metric.code in note.typed
        ]
        newest_typed = typed[-1] if typed else None
        return Target(metric, aim.value, newest_typed, is_typed=bool(typed), is_ceiling=aim.is_ceiling)


def planned(promise: Promise, day: date) -> Decimal:
    if promise.starts_on is None or promise.ends_on is None:
        return Decimal(0)
    return round_half_up(planned_on(day, start=promise.starts_on, end=promise.ends_on))


def furthest_behind(targets: Sequence[Target], planned_points: Decimal) -> tuple[Decimal | None, str]:
    """The progress of the target that has the least, and its metric's code."""
    known = [(progress, one.metric.code) for one in targets if (progress := one.progress(planned_points)) is not None]
    return min(known, default=(None, ""))
