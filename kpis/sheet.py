"""A card as its page shows it: sections of parts and halves, each line beside the month before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kpis.adjusted import Move, moves_of, total_with
from kpis.drawing import Trend, trend
from kpis.models import Beside, Line, Part, Scorecard
from kpis.models.templates import Half
from kpis.past import Past
from kpis.targets.agreed import Agreed, AgreedOnCard
from kpis.targets.told import change
from kpis.totals import Summed, summed_up, totals_by_month
from metrics.models import Metric
from teamops.lib.rounding import round_half_up

HUNDRED = Decimal(100)
# How many points less than possible make a line worth naming as the one that lost most.
WORTH_NAMING = Decimal(1)

Key = tuple[int, int]


@dataclass(frozen=True)
class SheetLine:
    """One KPI: what was reached, what was wanted, what it gave, and how that changed."""

    line: Line
    agreed: Agreed
    earned_before: Decimal | None
    lost_most: bool
    is_open: bool
    move: Move | None

    @property
    def metric(self) -> Metric:
        return self.line.kpi.metric

    @property
    def beside(self) -> Beside | None:
        """The partner of its metric, if it has one."""
        return getattr(self.line, "beside", None)

    @property
    def has_data(self) -> bool:
        return self.line.score is not None

    @property
    def change(self) -> Decimal | None:
        if self.line.earned is None or self.earned_before is None:
            return None
        return round_half_up(self.line.earned) - round_half_up(self.earned_before)

    @property
    def tone(self) -> str:
        if not self.change or self.line.pace is not None:
            return ""
        return "good" if self.change > 0 else "bad"

    @property
    def is_reweighted(self) -> bool:
        """Whether it carries the weight of a KPI without data."""
        return self.has_data and self.line.weight != self.line.kpi.weight

    @property
    def is_prorated(self) -> bool:
        return self.line.target != self.agreed.ends.target

    @property
    def is_lower_better(self) -> bool:
        return self.line.target < self.line.zero_at


@dataclass(frozen=True)
class SheetHalf:
    """A half of a part or of the whole card: what it earned of what it weighs."""

    half: str
    weight: Decimal
    earned: Decimal | None
    lines: Sequence[SheetLine] = ()

    @property
    def label(self) -> str:
        return str(Half(self.half).label)

    @property
    def score(self) -> Decimal | None:
        """What it earned, of 100."""
        return None if self.earned is None else self.earned * HUNDRED / self.weight


@dataclass(frozen=True)
class SheetPart:
    part: Part
    halves: Sequence[SheetHalf]

    @property
    def percent(self) -> Decimal:
        return self.part.weight * HUNDRED

    @property
    def is_one_of_several(self) -> bool:
        return self.part.weight != 1


@dataclass(frozen=True)
class Paper:
    """How tight the card is set so that it fits one A4 page, and how many of its sources are named there."""

    style: str
    sources: int


# How many late changes of targets are told there; each takes as much room as two rows of the table.
CHANGES_ON_PAPER = 3
# By the rows of the card's table, which are 35, 22 and 17 pixels high.
PAPERS = ((9, Paper("", 5)), (11, Paper("", 2)), (15, Paper("paper-tight", 3)))
TIGHTEST = Paper("paper-tightest", 2)


@dataclass(frozen=True)
class Sheet:
    """The whole card."""

    card: Scorecard
    parts: Sequence[SheetPart]
    halves: Sequence[SheetHalf]
    before: Summed | None
    revisions: Sequence[Summed]
    months: Sequence[tuple[date, Decimal | None]]
    trend: Trend | None
    moves: Sequence[Move]
    adjusted_total: Decimal | None

    @property
    def counting_total(self) -> Decimal | None:
        """The adjusted total, or the computed one where nothing was adjusted."""
        return self.card.total if self.adjusted_total is None else self.adjusted_total

    @property
    def change(self) -> Decimal | None:
        """Of the total that counts, against the month before."""
        before = self.before.counting_total if self.before else None
        if self.counting_total is None or before is None:
            return None
        return self.counting_total - before

    @property
    def tone(self) -> str:
        """Coloured when both months are whole."""
        if not self.change or self.card.pace is not None:
            return ""
        return "good" if self.change > 0 else "bad"

    @property
    def empty_label(self) -> str:
        """The name of the half without any data."""
        return str(Half(self.card.empty_half).label) if self.card.empty_half else ""

    @property
    def open_line(self) -> SheetLine | None:
        return next((line for line in self.lines if line.is_open), None)

    @property
    def lines(self) -> list[SheetLine]:
        return [line for part in self.parts for half in part.halves for line in half.lines]

    @property
    def late_targets(self) -> list[tuple[Metric, str]]:
        """Each change of a target after the month began or after it was confirmed: the metric, and a sentence."""
        return [(line.metric, change(step, line.metric)) for line in self.lines for step in line.agreed.late]

    @property
    def off_paper(self) -> int:
        """How many of them there is no room for on one page."""
        return max(len(self.late_targets) - CHANGES_ON_PAPER, 0)

    @property
    def paper(self) -> Paper:
        heads = sum(len(part.halves) for part in self.parts) + (len(self.parts) if len(self.parts) > 1 else 0)
        late = min(len(self.late_targets), CHANGES_ON_PAPER + 1)
        moves = 2 * len(self.moves) + 3 if self.moves else 0
        rows = len(self.lines) + heads + 1 + 2 * late + moves
        return next((paper for most, paper in PAPERS if rows <= most), TIGHTEST)

    @property
    def rounds_a_cent(self) -> bool:
        """Whether what is shown of the lines doesn't add up to what is shown of the halves, for rounding alone."""
        for half in (half for part in self.parts for half in part.halves):
            lines = [line.line.earned for line in half.lines if line.line.earned is not None]
            if half.earned is not None and not adds_up(lines, half.earned):
                return True
        sums = [(part.halves, part.part.total) for part in self.parts] + [(self.halves, self.card.total)]
        for halves, total in sums:
            earned = [half.earned for half in halves if half.earned is not None]
            if total is not None and not adds_up(earned, total):
                return True
        parts = [(one.part.total, one.part.weight) for one in self.parts if one.part.total is not None]
        shown = sum((round_half_up(total) * weight for total, weight in parts), Decimal(0))
        return self.card.total is not None and not adds_up([shown], self.card.total)


def adds_up(shown: Sequence[Decimal], whole: Decimal) -> bool:
    """Whether the numbers add up as they are shown, rounded to the cent."""
    return round_half_up(sum(map(round_half_up, shown), Decimal(0))) == round_half_up(whole)


def sheet_of(past: Past, *, open_line: int | None = None) -> Sheet:
    """One query: the targets set for the month; one more where other cards were adjusted."""
    card = past.card
    earned_before = earned_in(past.before)
    agreed = AgreedOnCard(card, list(card.parts.all()))
    moves = moves_of(card, card.adjustments.all())
    moved = {move.line.pk: move for move in moves if move.line}
    parts = [part_of(part, earned_before, open_line, agreed, moved) for part in card.parts.all()]
    adjusted_total = card.adjusted_total if card.is_signed else total_with(card, moves, card.parts.all())
    summed = summed_up(past, adjusted_total)
    months = totals_by_month({month: summed[one.pk] for month, one in past.current.items()}, summed[card.pk])
    return Sheet(
        card=card,
        parts=parts,
        halves=[whole_half(card, half, parts) for half in Half.values],
        before=summed[past.before.pk] if past.before else None,
        revisions=[summed[one.pk] for one in past.revisions],
        months=months,
        trend=trend([total for _month, total in months]),
        moves=moves,
        adjusted_total=adjusted_total,
    )


def earned_in(before: Scorecard | None) -> dict[Key, Decimal | None]:
    """What each KPI earned on a card, by role and metric."""
    return {
        (part.assignment.role_id, line.kpi.metric_id): line.earned
        for part in (before.parts.all() if before else ())
        for line in part.lines.all()
    }


def part_of(
    part: Part,
    before: Mapping[Key, Decimal | None],
    open_line: int | None,
    agreed: AgreedOnCard,
    moved: Mapping[int, Move],
) -> SheetPart:
    lines = list(part.lines.all())
    losses = {line.pk: line.weight - line.earned for line in lines if line.earned is not None}
    most = max(losses, key=lambda pk: losses[pk], default=None)
    named = most if most is not None and losses[most] >= WORTH_NAMING else None
    halves = []
    for half in Half.values:
        shown = [
            SheetLine(
                line=line,
                agreed=agreed.of(line, part),
                earned_before=before.get((part.assignment.role_id, line.kpi.metric_id)),
                lost_most=line.pk == named,
                is_open=line.pk == open_line,
                move=moved.get(line.pk),
            )
            for line in lines
            if line.kpi.half == half
        ]
        halves.append(SheetHalf(half, part.template.weight_of(half), getattr(part, half), shown))
    return SheetPart(part, halves)


def whole_half(card: Scorecard, half: str, parts: Sequence[SheetPart]) -> SheetHalf:
    """A half of the card: it weighs what it weighs in its parts, by their share of the card."""
    whole = sum((part.part.weight for part in parts), Decimal(0))
    weight = sum((part.part.weight * part.part.template.weight_of(half) for part in parts), Decimal(0))
    return SheetHalf(half, weight / whole if whole else HUNDRED, getattr(card, half))
