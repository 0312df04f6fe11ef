"""What if: a draft replayed on the last closed months by the rule of the night. Who moves, and by how much.

Each member's month is computed with the numbers and assignments of now, once as it counts and once with the draft in
the place of its role's template; other roles' parts stay. Nothing is written.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from kpis.cards import ComputedCard, Scoring
from kpis.figures import Figures, Reached
from kpis.models import Grade, Scorecard
from kpis.models.grades import Ladder
from kpis.plan import PlannedPart, planned_parts
from kpis.proposals import Holding, Proposal, closed_months, holdings_of, parts_of, whole_of
from kpis.scoring import shown
from roles.calendar import WorkingDays, days_away
from roles.models import Member, Team
from teamops.lib.months import Span
from teamops.lib.rounding import CENT, round_half_up

MONTHS = 3
ZERO = Decimal(0)


@dataclass(frozen=True)
class Compared:
    """One member's month: the total as it is and as it would be, both as people see them."""

    month: date
    before: Decimal | None
    after: Decimal | None
    is_signed: bool = False
    # Signed, and the numbers or targets of now would give another total than the one signed.
    is_restated: bool = False
    # Among those who held the role in the month and have both totals; equal totals share a place.
    rank_before: int | None = None
    rank_after: int | None = None
    grade_before: Grade | None = None
    grade_after: Grade | None = None

    @property
    def difference(self) -> Decimal | None:
        """After − before, in points of the total; nothing where one of them is empty."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def climbs(self) -> int:
        """How many places up (or, negative, down)."""
        return 0 if self.rank_before is None or self.rank_after is None else self.rank_before - self.rank_after

    @property
    def crosses(self) -> bool:
        """Whether the grade is another one."""
        return self.difference is not None and self.grade_before != self.grade_after

    @property
    def falls(self) -> bool:
        """Whether it crosses downwards."""
        return self.crosses and (self.difference or ZERO) < 0


@dataclass(frozen=True)
class Mover:
    """A member's months, as many as are replayed; nothing in those without the role."""

    member: Member
    months: Sequence[Compared | None]

    @property
    def differences(self) -> list[Decimal]:
        return [one.difference for one in self.months if one is not None and one.difference is not None]

    @property
    def mean(self) -> Decimal | None:
        """The mean difference of the months that can be compared."""
        found = self.differences
        return round_half_up(sum(found, ZERO) / len(found)) if found else None

    @property
    def largest(self) -> Decimal | None:
        """The largest difference, whichever way, with its sign."""
        return max(self.differences, key=abs, default=None)

    @property
    def most(self) -> Decimal:
        return abs(self.largest or ZERO)

    @property
    def moves(self) -> bool:
        return self.most >= CENT

    @property
    def crossings(self) -> int:
        return sum(one.crosses for one in self.months if one is not None)


@dataclass(frozen=True)
class WhatIf:
    """What a draft would have made of the last closed months; who moves most stands first."""

    months: Sequence[date]
    rows: Sequence[Mover]

    @property
    def movers(self) -> list[Mover]:
        return [row for row in self.rows if row.moves]

    @property
    def cells(self) -> list[Compared]:
        return [cell for row in self.rows for cell in row.months if cell is not None]

    @property
    def largest(self) -> Decimal | None:
        """The largest difference of one month, with its sign."""
        return max((one for row in self.rows for one in row.differences), key=abs, default=None)

    @property
    def mean(self) -> Decimal | None:
        found = [one for row in self.rows for one in row.differences]
        return round_half_up(sum(found, ZERO) / len(found)) if found else None

    @property
    def signed(self) -> int:
        return sum(cell.is_signed for cell in self.cells)

    @property
    def restated(self) -> int:
        return sum(cell.is_restated for cell in self.cells)

    @property
    def up(self) -> int:
        """How many months cross into a higher grade."""
        return sum(cell.crosses and not cell.falls for cell in self.cells)

    @property
    def down(self) -> int:
        return sum(cell.falls for cell in self.cells)


def what_if(proposal: Proposal, *, team: Team, today: date) -> WhatIf:
    """Replay the proposal on the last closed months. A constant number of queries, and nothing is written."""
    months = closed_months(today=today, count=MONTHS)
    holdings, ladder = holdings_of(proposal, whole_of(months)), Grade.objects.ladder_of(team)
    by_member: dict[int, dict[date, Compared]] = defaultdict(dict)
    for month in months:
        for member, compared in replay(proposal, holdings, team=team, month=month, ladder=ladder).items():
            by_member[member][month.first] = compared
    people = Member.objects.filter(team=team, pk__in=by_member).select_related("person")
    rows = [Mover(one, [by_member[one.pk].get(month.first) for month in months]) for one in people]
    ordered = sorted(rows, key=lambda row: (not row.differences, -row.most, str(row.member)))
    return WhatIf([month.first for month in months], ordered)


def replay(
    proposal: Proposal, holdings: Sequence[Holding], *, team: Team, month: Span, ladder: Ladder
) -> dict[int, Compared]:
    """A month of those who held the role in it, by the member's key."""
    proposed = parts_of(proposal, holdings, month)
    members = sorted({part.member for part in proposed})
    if not members:
        return {}
    plan = planned_parts(team, month)
    before = {member: list(plan.get(member, ())) for member in members}
    after = {member: instead(before[member], proposed, member, proposal) for member in members}
    cards_before, cards_after = both_cards(team, month, before, after)
    signed = signed_totals(team, month, members)
    found = {}
    for member in members:
        now = shown(cards_before[member].total)
        stands = signed.get(member, now)
        found[member] = Compared(
            month.first,
            before=stands,
            after=shown(cards_after[member].total),
            is_signed=member in signed,
            is_restated=stands != now,
        )
    return with_grades(with_ranks(found), ladder)


def instead(
    counted: Sequence[PlannedPart], proposed: Sequence[PlannedPart], member: int, proposal: Proposal
) -> list[PlannedPart]:
    """A member's parts with the proposal's in the place of those of its role."""
    of_role = {part.assignment: part for part in counted if part.template.role_id == proposal.role}
    others = [part for part in counted if part.template.role_id != proposal.role]
    mine = [part for part in proposed if part.member == member]
    return others + [proposal.instead_of(of_role.get(part.assignment), part) for part in mine]


Parts = dict[int, list[PlannedPart]]


def both_cards(
    team: Team, month: Span, before: Parts, after: Parts
) -> tuple[dict[int, ComputedCard], dict[int, ComputedCard]]:
    """The cards of the same month by either plan: what was reached is read once for both."""
    ways = (before, after)
    parts = [part for way in ways for some in way.values() for part in some]
    figures = Figures(team, month, parts, through=month.last)
    reached: list[dict[int, list[tuple[PlannedPart, list[Reached]]]]] = [{key: [] for key in way} for way in ways]
    found = iter(figures.of(parts))
    for way, into in zip(ways, reached, strict=True):
        for member, some in way.items():
            into[member] = [(part, next(found)) for part in some]
    working, away = list(WorkingDays(team, month)), days_away(list(after), month)
    scorings = [Scoring(month, figures.counted, working) for _way in ways]
    cards_before, cards_after = (
        {member: scoring.card(some, away=away[member]) for member, some in into.items()}
        for scoring, into in zip(scorings, reached, strict=True)
    )
    return cards_before, cards_after


def signed_totals(team: Team, month: Span, members: Sequence[int]) -> dict[int, Decimal | None]:
    """The totals that were signed: they stand, whatever the numbers say since."""
    cards = Scorecard.objects.filter(team=team, member__among=members).of_month(month.first)
    return dict(cards.current().signed().values_list("member", "total"))


def with_ranks(found: dict[int, Compared]) -> dict[int, Compared]:
    """The same, with each one's place among those who can be compared."""
    pairs = {
        member: (one.before, one.after)
        for member, one in found.items()
        if one.before is not None and one.after is not None
    }
    before, after = ([pair[way] for pair in pairs.values()] for way in (0, 1))
    ranked = {
        member: replace(found[member], rank_before=place(was, before), rank_after=place(would_be, after))
        for member, (was, would_be) in pairs.items()
    }
    return found | ranked


def place(total: Decimal, among: Iterable[Decimal]) -> int:
    """1 for the highest; equal totals share a place."""
    return 1 + sum(other > total for other in among)


def with_grades(found: dict[int, Compared], ladder: Ladder) -> dict[int, Compared]:
    return {
        member: replace(one, grade_before=ladder.grade_of(one.before), grade_after=ladder.grade_of(one.after))
        for member, one in found.items()
    }
