"""What managers' adjustments make of a card, beside what was computed. No adjusted number replaces a computed one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import prefetch_related_objects

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


def moves_of(card: Scorecard, adjustments: Iterable[Adjustment]) -> list[Move]:
    """``card`` comes from ``for_card()``."""
    lines = lines_of(card)
    return [move_of(one, *lines.get(one.line_key, (None, None))) for one in adjustments]


def lines_of(card: Scorecard) -> Mapping[LineKey, tuple[Part, Line]]:
    return {(part.assignment_id, line.kpi_id): (part, line) for part in card.parts.all() for line in part.lines.all()}


@exactly
def total_with(card: Scorecard, moves: Iterable[Move], parts: Iterable[Part]) -> Decimal | None:
    """The adjusted total, from the card's parts, rounded once.

    ``None`` without a total, or if nothing that was adjusted counts.
    """
    counting = [move.gained for move in moves if move.counts]
    if card.total is None or not counting:
        return None
    return round_half_up(unrounded(card.total, parts) + sum(counting, ZERO))


@exactly
def unrounded(total: Decimal, parts: Iterable[Part]) -> Decimal:
    """The computed total as its parts' six places add up to it; as it is where they miss its cent."""
    found = sum((part.total * part.weight for part in parts if part.total is not None), ZERO)
    return found if round_half_up(found) == total else total


def adjusted_totals(cards: Iterable[Scorecard]) -> dict[int, Decimal]:
    """The adjusted total of each card that has one, by the card's key: the signed one, or that of now.

    No query for signed cards; one for the others, if their adjustments aren't loaded, and another where there are some.
    """
    cards = list(cards)
    totals = {card.pk: card.adjusted_total for card in cards if card.is_signed and card.adjusted_total is not None}
    unsigned = [card for card in cards if not card.is_signed]
    prefetch_related_objects(unsigned, "adjustments")
    adjusted = [card for card in unsigned if card.adjustments.all()]
    lines = lines_of_cards([card.pk for card in adjusted])
    for card in adjusted:
        found = lines[card.pk]
        moves = [move_of(one, *found.get(one.line_key, (None, None))) for one in card.adjustments.all()]
        parts = {part.pk: part for part, _line in found.values()}
        total = total_with(card, moves, parts.values())
        if total is not None:
            totals[card.pk] = total
    return totals


def lines_of_cards(cards: Collection[int]) -> Mapping[int, Mapping[LineKey, tuple[Part, Line]]]:
    """All lines of the cards with these keys, by the card. One query; none without cards."""
    found: dict[int, dict[LineKey, tuple[Part, Line]]] = defaultdict(dict)
    lines = Line.objects.filter(part__scorecard__in=cards).select_related("part", "kpi") if cards else ()
    for line in lines:
        found[line.part.scorecard_id][line.part.assignment_id, line.kpi_id] = (line.part, line)
    return found
