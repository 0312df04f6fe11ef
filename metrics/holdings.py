"""What a reader answers for in a span, and how its sums fold: the view that formulas ask.

A reader is a member, or the whole team; a holding is a subject that they answer for, for a share.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from metrics.segments import Segments
from teamops.lib.months import Span

ZERO, WHOLE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Holding:
    """A subject that a reader answers for. ``key``: the attribution's, or the subject's in the team's numbers."""

    key: int
    reader: int
    subject: int
    kind: str
    share: Decimal
    span: Span
    channel_kind: str | None = None
    watermark: date | None = None


class Tally(NamedTuple):
    """Σ value and the days it was there."""

    total: Decimal = Decimal(0)
    days: int = 0


class Tallied(Protocol):
    """What has been fetched, by holding and metric (``metrics.tallies.Tallies``)."""

    segments: Segments

    def tally(self, holding: int, metric: int, numbers: range) -> Tally | None: ...
    def last(self, holding: int, metric: int, numbers: range) -> Decimal | None: ...
    def opening(self, start: date, metric: int, subject: int) -> Decimal | None: ...
    def days(self, holding: int, metric: int, span: Span) -> dict[date, Decimal] | None: ...


class HeldView:
    """``metrics.formulas.View`` of some holdings in a span."""

    def __init__(self, tallies: Tallied, held: list[Holding], span: Span) -> None:
        self.tallies, self.held, self.span = tallies, held, span
        self.numbers = tallies.segments.within(span)

    def flow(self, metric: int) -> Decimal | None:
        found = [
            tally.total * one.share
            for one in self.held
            if (tally := self.tallies.tally(one.key, metric, self.numbers)) is not None
        ]
        return sum(found, ZERO) if found else None

    def last(self, metric: int) -> Decimal | None:
        found = {
            one.subject: value * one.share
            for one in self.held  # in order of their first day: the latest attribution of a subject stays
            if (value := self.tallies.last(one.key, metric, self.numbers)) is not None
        }
        return sum(found.values(), ZERO) if found else None

    def opening(self, metric: int, flows: tuple[int, ...]) -> Decimal | None:
        """The stock before the span, with the share that the flows set against it were taken with."""
        found = [
            value * self._mean_share(held, flows)
            for subject, held in self._by_subject().items()
            if (value := self.tallies.opening(self.span.first, metric, subject)) is not None
        ]
        return sum(found, ZERO) if found else None

    def _by_subject(self) -> dict[int, list[Holding]]:
        found: dict[int, list[Holding]] = defaultdict(list)
        for one in self.held:
            found[one.subject].append(one)
        return found

    def _mean_share(self, held: list[Holding], flows: tuple[int, ...]) -> Decimal:
        """Over the days on which the flows have numbers: half a month at 60 % and half at 30 % are 45 %."""
        days = [sum(self.present(metric, one).bit_count() for metric in flows) for one in held]
        if len(held) == 1 or not any(days):
            return held[0].share  # the earliest
        return sum((one.share * n for one, n in zip(held, days, strict=True)), ZERO) / sum(days)

    def mean(self, metric: int, weighted_by: int | None) -> Decimal | None:
        above, below = ZERO, ZERO
        for one in self.held:
            values = self.tallies.days(one.key, metric, self.span) or {}
            weights = (self.tallies.days(one.key, weighted_by, self.span) or {}) if weighted_by else None
            for day, value in values.items():
                weight = one.share if weights is None else weights.get(day, ZERO) * one.share
                above += value * weight
                below += weight
        return above / below if below else None

    def paired(self, numerators: tuple[int, ...], denominators: tuple[int, ...]) -> tuple[Decimal, Decimal] | None:
        """Both sides over the days where both are there: of one subject, or, where no subject has both (the shop's
        orders, the mini program's visitors), of all together."""
        metrics = (*numerators, *denominators)
        whole = [one for one in self.held if all(self._tally(one, metric) for metric in metrics)]
        if whole:
            sides = [self._sides_of(one, numerators, denominators) for one in whole]
            found = [side for side in sides if side is not None]
            if not found:
                return None
            return sum((side[0] for side in found), ZERO), sum((side[1] for side in found), ZERO)
        return self._sides_across(numerators, denominators)

    def _tally(self, one: Holding, metric: int) -> Tally | None:
        return self.tallies.tally(one.key, metric, self.numbers)

    def _sides_of(
        self, one: Holding, numerators: tuple[int, ...], denominators: tuple[int, ...]
    ) -> tuple[Decimal, Decimal] | None:
        tallies = {metric: self._tally(one, metric) or Tally() for metric in (*numerators, *denominators)}
        if len({tally.days for tally in tallies.values()}) == 1:
            above, below = (
                sum((tallies[metric].total for metric in side), ZERO) for side in (numerators, denominators)
            )
            return above * one.share, below * one.share
        series = {metric: self.tallies.days(one.key, metric, self.span) for metric in tallies}
        if any(days is None for days in series.values()):
            return None
        known = {metric: days for metric, days in series.items() if days is not None}
        return common_days(known, numerators, denominators, one.share)

    def _sides_across(
        self, numerators: tuple[int, ...], denominators: tuple[int, ...]
    ) -> tuple[Decimal, Decimal] | None:
        metrics = (*numerators, *denominators)
        if any(self.flow(metric) is None for metric in metrics):
            return None
        masks = {metric: self._days_of(metric) for metric in metrics}
        if len(set(masks.values())) == 1:
            above, below = (
                sum((self.flow(metric) or ZERO for metric in side), ZERO) for side in (numerators, denominators)
            )
            return above, below
        series: dict[int, dict[date, Decimal]] = {metric: defaultdict(Decimal) for metric in metrics}
        for metric in metrics:
            for one in self.held:
                if self._tally(one, metric) is None:
                    continue
                for day, value in (self.tallies.days(one.key, metric, self.span) or {}).items():
                    series[metric][day] += value * one.share
        return common_days(series, numerators, denominators, WHOLE)

    def _days_of(self, metric: int) -> int:
        days = 0
        for one in self.held:
            tally = self._tally(one, metric)
            days |= tally.days if tally else 0
        return days

    def present(self, metric: int, one: Holding) -> int:
        """The days of the span on which a holding has the metric, as bits."""
        tally = self._tally(one, metric)
        return tally.days if tally else 0


def common_days(
    series: dict[int, Any], numerators: tuple[int, ...], denominators: tuple[int, ...], share: Decimal
) -> tuple[Decimal, Decimal] | None:
    days = set.intersection(*(set(found) for found in series.values()))
    if not days:
        return None
    above, below = (
        sum((series[metric][day] for metric in side for day in days), ZERO) for side in (numerators, denominators)
    )
    return above * share, below * share
