"""Reads what the holders of a role reached in the months that are over, for each KPI of a proposal."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kpis.cards import ComputedLine, Scoring
from kpis.fairness import Fairness, History, Reading
from kpis.figures import Figures
from kpis.models import Kpi
from kpis.plan import Asked, PlannedPart
from kpis.proposals import Holding, Proposal, closed_months, holdings_of, parts_of, whole_of
from kpis.scoring import HUNDRED, prorated
from roles.calendar import WorkingDays, days_away
from roles.models import Team
from teamops.lib.months import Span, last_of

MONTHS = 12
ONE = Decimal(1)

# By KPI and member, both by key.
Readings = dict[int, dict[int, list[Reading]]]


@dataclass(frozen=True)
class Checked:
    """A KPI's target, and how fair it is."""

    asked: Asked
    fairness: Fairness

    @property
    def kpi(self) -> Kpi:
        return self.asked.kpi

    @property
    def is_of_team(self) -> bool:
        return not self.asked.is_own


def check(proposal: Proposal, *, team: Team, today: date) -> list[Checked]:
    """Set each target beside the last twelve closed months of everybody who held the role in them, or holds it now.

    A constant number of queries; nothing is written.
    """
    months = closed_months(today=today, count=MONTHS)
    holdings = holdings_of(proposal, Span(whole_of(months).first, last_of(today)))
    readings = readings_of(proposal, holdings, team=team, months=months)
    members = list(dict.fromkeys(one.member for one in holdings))
    return [
        Checked(asked, Fairness(list(histories_of(asked, readings[asked.kpi_key], members))))
        for asked in proposal.asked
    ]


def histories_of(asked: Asked, readings: dict[int, list[Reading]], members: Sequence[int]) -> Iterator[History]:
    """One for each member; of a number that is the team's, one for all: it is the same for everybody."""
    target, lower = asked.ends.target, asked.ends.is_lower_better
    if asked.is_own:
        yield from (History(member, readings.get(member, []), target, lower) for member in members)
    else:
        by_month = {one.month: one for some in readings.values() for one in some}
        yield History(None, [by_month[month] for month in sorted(by_month)], target, lower)


def readings_of(proposal: Proposal, holdings: Sequence[Holding], *, team: Team, months: Sequence[Span]) -> Readings:
    found: Readings = {asked.kpi_key: defaultdict(list) for asked in proposal.asked}
    whole = whole_of(months)
    working = list(WorkingDays(team, whole))
    away = days_away({one.member for one in holdings}, whole)
    for month in months:
        parts = longest(parts_of(proposal, holdings, month))
        if not parts or not proposal.asked:
            continue
        figures = Figures(team, month, parts, through=month.last)
        scoring = Scoring(month, figures.counted, [day for day in working if day in month])
        for part, reached in zip(parts, figures.of(parts), strict=True):
            held = scoring.days_held(part.span, away[part.member])
            for line in scoring.part(part, reached, ONE, away=away[part.member]).lines:
                if (reading := reading_of(line, month, held=held, of=len(scoring.working))) is not None:
                    found[line.asked.kpi_key][part.member].append(reading)
    return found


def longest(parts: Sequence[PlannedPart]) -> list[PlannedPart]:
    """One part for each member: that of the assignment with the most days."""
    by_member: dict[int, PlannedPart] = {}
    for part in parts:
        known = by_member.get(part.member)
        if known is None or part.span.length > known.span.length:
            by_member[part.member] = part
    return list(by_member.values())


def reading_of(line: ComputedLine, month: Span, *, held: int, of: int) -> Reading | None:
    """What a line reached; a flow of some days is brought up to a whole month's, as its target was cut to them."""
    score, value = line.earned.score, line.reached.figure.value
    if score is None or value is None:
        return None
    whole = prorated(value, held=of, of=held) if line.asked.is_flow and held != of else value
    return Reading(month.first, whole, is_hit=score >= HUNDRED)
