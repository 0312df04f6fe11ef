"""What managers' adjustments make of a card, beside what was computed. No adjusted number replaces a computed one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpis.models import Adjustment, Line, Part, Scorecard
from kpis.models.month_end import LineKey
from teamops.lib.rounding import MICRO, exactly, round_half_up

HUNDRED = Decimal(100)
ZERO = Decimal(0)


@dataclass(frozen=True)
class Move:
    """One adjustment and its effect: the score of its line before and after, and what the card gains.

    A line that is gone, or that lost its data, isn't moved: ``score`` is ``None`` then, and the card gains nothing.
    """

    adjustment: Adjustment
    line: Line | None
    score: Decimal | None
    earned: Decimal | None
    gained: Decimal

    @property
    def counts(self) -> bool:
        return self.score is not None


def line_scores(line: Line, points: Decimal) -> tuple[Decimal, Decimal] | None:
    """Score and earned of a line that is moved by so many points, between 0 and its cap; ``None`` without data."""
    if line.score is None:
        return None
    score = min(max(line.score + points, ZERO), line.kpi.cap)
    return score, round_half_up(score * line.weight / HUNDRED, MICRO)


@exactly
def move_of(adjustment: Adjustment, part: Part | None, line: Line | None) -> Move:
    moved = line_scores(line, adjustment.points) if line else None
    if part is None or line is None or moved is None or line.earned is None:
        return Move(adjustment, line, None, None, ZERO)
    score, earned = moved
    return Move(adjustment, line, score, earned, (earned - line.earned) * part.weight)


def moves_of(card: Scorecard, adjustments: Sequence[Adjustment]) -> list[Move]:
    """``card`` comes from ``for_card()``."""
    lines = lines_of(card)
    return [move_of(one, *lines.get(one.line_key, (None, None))) for one in adjustments]


def lines_of(card: Scorecard) -> Mapping[LineKey, tuple[Part, Line]]:
    return {(part.assignment_id, line.kpi_id): (part, line) for part in card.parts.all() for line in part.lines.all()}


@exactly
def total_with(card: Scorecard, moves: Iterable[Move]) -> Decimal | None:
    """The adjusted total; ``None`` if there is no total, or nothing that was adjusted counts."""
    counting = [move.gained for move in moves if move.counts]
    if card.total is None or not counting:
        return None
    return card.total + round_half_up(sum(counting, ZERO))


def adjusted_totals(cards: Iterable[Scorecard]) -> dict[int, Decimal]:
    """The adjusted total of each card that has one, by the card's key: the signed one, or that of now.

    No query for signed cards; one for the others, and another where something is adjusted.
    """
    cards = list(cards)
    totals = {card.pk: card.adjusted_total for card in cards if card.is_signed and card.adjusted_total is not None}
    by_card: dict[int, list[Adjustment]] = {}
    if unsigned := [card.pk for card in cards if not card.is_signed]:
        for one in Adjustment.objects.filter(scorecard__in=unsigned):
            by_card.setdefault(one.scorecard_id, []).append(one)
    if by_card:
        found = Line.objects.filter(part__scorecard__in=by_card).select_related("part", "kpi")
        lines = {(line.part.scorecard_id, line.part.assignment_id, line.kpi_id): line for line in found}
        for card in (card for card in cards if card.pk in by_card):
            moves = [on_line(one, lines.get((card.pk, *one.line_key))) for one in by_card[card.pk]]
            total = total_with(card, moves)
            if total is not None:
                totals[card.pk] = total
    return totals


def on_line(adjustment: Adjustment, line: Line | None) -> Move:
    """``line`` comes with its part and KPI."""
    return move_of(adjustment, line.part if line else None, line)
