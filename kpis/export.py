"""A month's cards as an Excel file: a sheet of totals and a sheet of lines. Names stay text, never formulas."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kpis.adjusted import Move, adjusted_totals, moves_of
from kpis.models import Adjustment, Beside, Dispute, Grade, Line, Scorecard
from kpis.models.grades import Ladder
from kpis.models.templates import Half
from kpis.states import state_of
from metrics.models import Metric

SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
RATE, TWO_PLACES, NUMBER = "0.0%", "0.00", "#,##0.######"


def day_of(moment: datetime | None) -> str:
    """The day it was where the team is; nothing where it hasn't been yet."""
    return "" if moment is None else f"{timezone.localdate(moment):%Y-%m-%d}"


def workbook(cards: Iterable[Scorecard], *, today: date) -> bytes:
    """``cards`` come from ``for_card()``."""
    cards = list(cards)
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, SAFE)
    formats = {name: book.add_format({"num_format": name}) for name in (RATE, TWO_PLACES, NUMBER)}
    head = book.add_format({"bold": True, "bottom": 1})
    adjusted, moves = adjusted_totals(cards), moves_on(cards)
    said, ladder = disputes_on(cards), Grade.objects.ladder_of(cards[0].team) if cards else None
    totals = [
        total_cells(
            card, adjusted.get(card.pk), grade=grade_cell(card, adjusted.get(card.pk), ladder, today=today),
            disputes=said.get(card.pk, ""), today=today,
        )
        for card in cards
    ]  # fmt: skip
    write_sheet(book.add_worksheet(_("Totals")), total_heads(), totals, head, formats)
    lines = [
        line_cells(card, line, moves.get(line.pk))
        for card in cards
        for part in card.parts.all()
        for line in part.lines.all()
    ]
    write_sheet(book.add_worksheet(_("Lines")), line_heads(), lines, head, formats)
    book.close()
    return buffer.getvalue()


Cell = tuple[Any, str]


def moves_on(cards: Sequence[Scorecard]) -> dict[int, Move]:
    """What was adjusted, by the line's key. One query."""
    by_card: dict[int, list[Adjustment]] = {}
    for one in Adjustment.objects.filter(scorecard__in=[card.pk for card in cards]):
        by_card.setdefault(one.scorecard_id, []).append(one)
    moves = (move for card in cards for move in moves_of(card, by_card.get(card.pk, [])))
    return {move.line.pk: move for move in moves if move.line and move.counts}


def disputes_on(cards: Sequence[Scorecard]) -> dict[int, str]:
    """How many disputes stand in which state, by the card's key. One query."""
    states: dict[int, list[str]] = {}
    standing = Dispute.objects.exclude(state=Dispute.State.WITHDRAWN)
    for one in standing.filter(scorecard__in=[card.pk for card in cards]):
        states.setdefault(one.scorecard_id, []).append(str(one.get_state_display()))
    return {
        card: _("; ").join(f"{state} {count}" for state, count in Counter(found).items())
        for card, found in states.items()
    }


def grade_cell(card: Scorecard, adjusted: Decimal | None, ladder: Ladder | None, *, today: date) -> str:
    """Of the total that counts; nothing while the month runs."""
    if ladder is None or not card.is_over(on=today):
        return ""
    return str(ladder.grade_of(card.total if adjusted is None else adjusted) or "")


def total_heads() -> list[str]:
    return [
        _("Member"), _("Roles"), _("Month"), _("Revision"), _("Process"), _("Result"), pgettext("score", "Total"),
        _("Adjusted total"),
        _("Grade"), _("Disputes"), pgettext("noun", "Appeal"),
        pgettext("numbers", "Complete"),
        _("Data through"), _("State"), _("Review"), _("Signed by"), _("Signed"), _("Content hash"),
    ]  # fmt: skip


def total_cells(card: Scorecard, adjusted: Decimal | None, *, grade: str, disputes: str, today: date) -> list[Cell]:
    appeal = getattr(card, "appeal", None)
    roles = _(", ").join(dict.fromkeys(str(part.assignment.role) for part in card.parts.all()))
    return [
        (str(card.member), ""),
        (roles, ""),
        (f"{card.month:%Y-%m}", ""),
        (card.revision, ""),
        (card.process, TWO_PLACES),
        (card.result, TWO_PLACES),
        (card.total, TWO_PLACES),
        (adjusted, TWO_PLACES),
        (grade, ""),
        (disputes, ""),
        (str(appeal.get_state_display()) if appeal else "", ""),
        (card.coverage, RATE),
        (f"{card.through:%Y-%m-%d}" if card.through else "", ""),
        (state_of(card, today=today), ""),
        (card.review_comment, ""),
        (str(card.signed_by or ""), ""),
        (day_of(card.signed_at), ""),
        (card.content_hash, ""),
    ]


def line_heads() -> list[str]:
    return [
        _("Member"), _("Role"), _("Template"), _("Half"), _("KPI"), _("Unit"), _("Actual"), _("Target"),
        _("0 points at"), _("Score"), _("Weight"), _("Earned"), pgettext("numbers", "Complete"), _("Data through"),
        _("Adjusted by"), _("Adjusted score"), _("Adjusted, earned"), _("Reason"),
        _("Beside it"), _("Its value"), _("Its month before"), _("Warning"),
    ]  # fmt: skip


def line_cells(card: Scorecard, line: Line, move: Move | None) -> list[Cell]:
    part, metric = line.part, line.kpi.metric
    is_rate = metric.unit == Metric.Unit.PERCENT
    figure = RATE if is_rate else NUMBER
    return [
        (str(card.member), ""),
        (str(part.assignment.role), ""),
        (_("version %(version)s") % {"version": part.template.version}, ""),
        (str(Half(line.kpi.half).label), ""),
        (str(metric), ""),
        ("%" if is_rate else metric.get_unit_display(), ""),
        (line.actual, figure),
        (line.target, figure),
        (line.zero_at, figure),
        (line.score, TWO_PLACES),
        (line.weight, TWO_PLACES),
        (line.earned, TWO_PLACES),
        (line.coverage, RATE),
        (f"{line.through:%Y-%m-%d}" if line.through else "", ""),
        (move and move.adjustment.points, TWO_PLACES),
        (move and move.score, TWO_PLACES),
        (move and move.earned, TWO_PLACES),
        (move.adjustment.reason if move else "", ""),
        *beside_cells(getattr(line, "beside", None)),
    ]


def beside_cells(beside: Beside | None) -> list[Cell]:
    if beside is None:
        return []
    figure = RATE if beside.partner.unit == Metric.Unit.PERCENT else NUMBER
    warning = _("got worse while the KPI rose") if beside.is_warning else ""
    return [(str(beside.partner), ""), (beside.value, figure), (beside.value_before, figure), (warning, "")]


def write_sheet(sheet: Any, heads: Sequence[str], rows: Sequence[Sequence[Cell]], head: Any, formats: Any) -> None:
    """Numbers as numbers, everything else as text; no data stays an empty cell."""
    for column, word in enumerate(heads):
        sheet.write_string(0, column, word, head)
    for place, cells in enumerate(rows, start=1):
        for column, (value, number_format) in enumerate(cells):
            if isinstance(value, Decimal | int):
                sheet.write_number(place, column, value, formats.get(number_format))
            elif value is not None:
                sheet.write_string(place, column, value)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(heads) - 1, 14)
