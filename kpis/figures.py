"""What the members of a team reached in a month: the tallies of every part, with few queries for many members."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from kpis.models import Kpi
from kpis.plan import Asked, PlannedPart
from metrics.expected import YIELDS, Owed, owed
from metrics.formulas import Figure, Formula, Needs, figure
from metrics.holdings import HeldView
from metrics.models import Channel, Metric
from metrics.segments import Segments, days_as_bits
from metrics.tallies import TEAM, Tallies
from roles.models import Team
from teamops.lib.months import Span, last_of, month_before
from teamops.lib.rounding import exactly


class Reached(NamedTuple):
    """What a KPI came to in a part, how complete its days are, and the last day that counted."""

    figure: Figure
    days_present: int = 0
    days_expected: int = 0
    through: date | None = None


NOTHING_REACHED = Reached(Figure(None))
# Parts, and what each reached of its own KPIs; perhaps of others after them.
Counted = Sequence[tuple[PlannedPart, Sequence[Reached]]]


class Figures:
    """The figures of some members' parts in a month, counted through a day."""

    def __init__(self, team: Team, month: Span, parts: Sequence[PlannedPart], *, through: date) -> None:
        self.team, self.month = team, month
        self.counted = counted_days(month, through)
        self.is_over = through >= month.last
        self.daily = daily_metrics(team)
        self.own = self._tallies(parts, Kpi.Numbers.OWN)
        self.of_team = self._tallies(parts, Kpi.Numbers.TEAM)

    def _tallies(self, parts: Iterable[PlannedPart], numbers: str) -> tuple[Tallies | None, Tallies | None]:
        """This month's and, for growths, the month before's."""
        by_template: dict[int, list[PlannedPart]] = defaultdict(list)
        for part in parts:
            by_template[part.template.pk].append(part)
        asked = {key: [one for one in some[0].asked if one.kpi.numbers == numbers] for key, some in by_template.items()}
        chosen = [part for key, some in by_template.items() if asked[key] for part in some]
        if not chosen or not self.counted:
            return None, None
        members = sorted({part.member for part in chosen}) if numbers == Kpi.Numbers.OWN else None
        kinds = {one.kpi.subject_kind for some in asked.values() for one in some}
        spans = {part.span for part in chosen}
        cuts = {day for span in spans for day in (span.first, span.last + timedelta(days=1))}
        formulas = {one.formula.key: one.formula for some in asked.values() for one in some}
        now = Tallies(
            self.team, Segments(self.counted, cuts), Needs.of(formulas.values()), kinds=kinds, members=members
        )
        bases = {one.base.key: one.base for one in formulas.values() if one.base is not None}
        if not bases:
            return now, None
        earlier = Span.month(month_before(self.month.first))
        lengths = {(span & self.counted).length for span in spans}
        starts = {earlier.first + timedelta(days=length) for length in lengths}
        then = Tallies(self.team, Segments(earlier, starts), Needs.of(bases.values()), kinds=kinds, members=members)
        return now, then

    @exactly
    def of(self, parts: Sequence[PlannedPart]) -> list[list[Reached]]:
        """For each part what each of its KPIs reached. Ratios whose days don't match are settled day by day."""
        reached = [self._of_part(part) for part in parts]
        waiting = [tallies for pair in (self.own, self.of_team) for tallies in pair if tallies and tallies.lacks_days]
        for tallies in waiting:
            tallies.fetch_days()
        return [self._of_part(part) for part in parts] if waiting else reached

    def _of_part(self, part: PlannedPart) -> list[Reached]:
        span, last = part.span & self.counted, self.counted.last
        views: dict[tuple[bool, str], HeldView] = {}
        reached = []
        for one in part.asked:
            kind = one.kpi.subject_kind
            now, then = self.own if one.is_own else self.of_team
            if now is None or not span:
                reached.append(NOTHING_REACHED)
                continue
            reader = part.member if one.is_own else TEAM
            view = views.get((one.is_own, kind))
            if view is None:
                view = views[one.is_own, kind] = now.view(reader, kind, span)
            before = self._before(one.formula, then, reader, kind, span) if one.formula.base else None
            found = figure(one.formula, view, before=before)
            reached.append(self._of_channels(one, view, found) if one.is_of_channels else Reached(found, 0, 0, last))
        return reached

    @staticmethod
    def _before(formula: Formula, then: Tallies | None, reader: int, kind: str, span: Span) -> HeldView | None:
        """The month before: as many days of it for what flows, the whole of it for the rest."""
        if formula.base is None or then is None:
            return None
        earlier = then.segments.span
        if formula.base.folds_like_a_flow:
            earlier = Span(earlier.first, min(last_of(earlier.first), earlier.first + timedelta(days=span.length - 1)))
        return then.view(reader, kind, earlier)

    def _of_channels(self, one: Asked, view: HeldView, found: Figure) -> Reached:
        """With the days that the channels should have, and those that they have."""
        metrics = one.formula.stored & self.daily.keys()
        present = expected = 0
        marks: list[date] = []
        for holding in view.held:
            yielded = YIELDS.get(holding.channel_kind or "", frozenset())
            wanted = [metric for metric in metrics if self.daily[metric] in yielded]
            if not wanted:
                continue
            marks.append(holding.watermark or self.month.first - timedelta(days=1))
            days = days_as_bits(holding.span & view.span & self._expected(holding.watermark))
            there = sum((view.present(metric, holding) & days).bit_count() for metric in wanted)
            if there < days.bit_count() * len(wanted) and holding.subject in self._owed:
                days &= days_as_bits(self._owed[holding.subject].span & self.counted)
            expected += days.bit_count() * len(wanted)
            present += there
        through = min([*marks, self.counted.last])
        return Reached(found, present, expected, through if through in self.counted else None)

    @cached_property
    def _owed(self) -> dict[int, Owed]:
        """What the team's channels owe; asked for only where days are missing: perhaps they weren't expected."""
        return owed(Channel.objects.filter(subject__team=self.team))

    def _expected(self, watermark: date | None) -> Span:
        """The days that should be there: through the watermark while the month runs, all of them once it is over.

        A month that is over and whose channel stopped half way is half complete, however old its watermark is.
        """
        if self.is_over or watermark is None:
            return self.counted
        return Span(self.counted.first, min(self.counted.last, watermark))


def counted_days(month: Span, through: date) -> Span:
    """The days of a month that count through a day; empty before the month."""
    return Span(month.first, min(month.last, through))


def daily_metrics(team: Team) -> dict[int, str]:
    """The metrics that a channel yields every day, with their groups."""
    return dict(Metric.objects.known_to(team).filter(is_daily=True).values_list("pk", "group"))
