"""Scorecards: computed for many members at once, and only what differs is written."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from kpis.beside import Pairing, write_beside
from kpis.cards import ComputedCard, Scoring
from kpis.figures import Counted, Figures, Reached, counted_days
from kpis.models import Scorecard
from kpis.plan import PlannedPart, planned_parts
from kpis.saving import write_cards, write_parts
from roles.calendar import WorkingDays, days_away
from roles.models import Team
from teamops.lib.months import Span, first_of

# How many members are computed in one go: few enough for memory, enough for one query to be worth it.
MEMBERS_AT_ONCE = 1000

Progress = Callable[[int, int], None]


@dataclass
class Recomputed:
    """What a night did: cards looked at, and rows of cards and lines that differed and were written."""

    cards: int = 0
    cards_written: int = 0
    lines_written: int = 0

    def __iadd__(self, other: "Recomputed") -> "Recomputed":
        self.cards += other.cards
        self.cards_written += other.cards_written
        self.lines_written += other.lines_written
        return self


def recompute(
    team: Team, *, through: date, at: datetime, months: Sequence[date] = (), progress: Progress | None = None
) -> Recomputed:
    """Recompute a team's unsigned cards, counting the days through ``through``: the month of that day, and each
    earlier month with an unsigned card. Safe to repeat. A signed card is never touched.

    ``months``: those that ``months_to_compute`` has named already. ``progress`` is told members done and members in
    all. Each chunk of members is one transaction.
    """
    months = months or months_to_compute(team, through)
    plans = {month: planned_parts(team, Span.month(month)) for month in months}
    chunks = [(month, chunk) for month in months for chunk in chunks_of(members_of(team, month, plans[month]))]
    done, total, written = 0, sum(len(chunk) for _month, chunk in chunks), Recomputed()
    for month, chunk in chunks:
        written += recompute_members(team, Span.month(month), chunk, plans[month], through=through, at=at)
        done += len(chunk)
        if progress is not None:
            progress(done, total)
    return written


def months_to_compute(team: Team, through: date) -> list[date]:
    """The month of ``through`` and the earlier ones with an unsigned card, the oldest first."""
    running = first_of(through)
    open_months = Scorecard.objects.filter(team=team, month__lt=running).current().unsigned()
    return sorted({running, *open_months.values_list("month", flat=True)})


def members_of(team: Team, month: date, plan: Mapping[int, Sequence[PlannedPart]]) -> list[int]:
    """Whoever has a part in the month, or an unsigned card of it, by key."""
    unsigned = Scorecard.objects.filter(team=team, month=month).current().unsigned()
    return sorted({*plan, *unsigned.values_list("member", flat=True)})


def chunks_of(members: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(members), MEMBERS_AT_ONCE):
        yield members[start : start + MEMBERS_AT_ONCE]


@transaction.atomic
def recompute_members(
    team: Team,
    month: Span,
    members: Sequence[int],
    plan: Mapping[int, Sequence[PlannedPart]],
    *,
    through: date,
    at: datetime,
) -> Recomputed:
    """Recompute some members' cards of a month. Their unsigned cards are locked until all of it is written."""
    revisions = lock_unsigned(team, month.first, members)
    pairing, parts = Pairing.of_team(team), parts_of(revisions, plan)
    counted = reached_by(team, month, parts, [pairing.with_partners(part) for part in parts], through=through)
    cards = scored_cards(team, month, revisions, counted, through=through)
    cards_written = write_cards(team, month, cards, revisions, through=min(month.last, through), at=at)
    lines_written = write_parts(team, month, cards, on=localdate(at))
    write_beside(team, month, revisions, pairing, counted, through=through)
    return Recomputed(len(cards), cards_written, lines_written)


def lock_unsigned(team: Team, month: date, members: Sequence[int]) -> dict[int, int]:
    """The revision that each member's card has, or will have: those signed are left out."""
    cards = Scorecard.objects.filter(team=team, month=month, member__among=members).current()
    locked = dict(cards.unsigned().select_for_update().order_by("pk").values_list("member", "revision"))
    # Asked once the locks are there: a card that was reopened meanwhile is known by then, and waits for the next night.
    known = set(cards.values_list("member", flat=True))
    return {member: locked.get(member, 1) for member in members if member in locked or member not in known}


def computed_cards(
    team: Team, month: Span, members: Mapping[int, int], plan: Mapping[int, Sequence[PlannedPart]], *, through: date
) -> dict[int, ComputedCard]:
    """The cards of some members, written nowhere."""
    parts = parts_of(members, plan)
    return scored_cards(team, month, members, reached_by(team, month, parts, parts, through=through), through=through)


def parts_of(members: Iterable[int], plan: Mapping[int, Sequence[PlannedPart]]) -> list[PlannedPart]:
    return [part for member in members for part in plan.get(member, ())]


def reached_by(
    team: Team, month: Span, parts: Sequence[PlannedPart], asked: Sequence[PlannedPart], *, through: date
) -> Counted:
    """What each part reached of what it is ``asked`` for: its own KPIs, and perhaps more after them."""
    return list(zip(parts, Figures(team, month, asked, through=through).of(asked), strict=True))


def scored_cards(
    team: Team, month: Span, members: Collection[int], counted: Counted, *, through: date
) -> dict[int, ComputedCard]:
    reached: dict[int, list[tuple[PlannedPart, Sequence[Reached]]]] = {member: [] for member in members}
    for part, found in counted:
        reached[part.member].append((part, found[: len(part.asked)]))
    scoring = Scoring(month, counted_days(month, through), list(WorkingDays(team, month)))
    away = days_away(members, month)
    return {member: scoring.card(found, away=away[member]) for member, found in reached.items()}
