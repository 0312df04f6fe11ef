"""The goals as an Excel file, as the page lists them. Names stay text, never formulas."""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kpis.export import NUMBER, RATE, SAFE, TWO_PLACES, Cell, write_sheet
from kpis.goals.pages import Row
from metrics.models import Metric


def workbook(rows: Sequence[Row]) -> bytes:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, SAFE)
    formats = {name: book.add_format({"num_format": name}) for name in (RATE, TWO_PLACES, NUMBER)}
    head = book.add_format({"bold": True, "bottom": 1})
    write_sheet(book.add_worksheet(_("Goals")), heads(), [cells(row) for row in rows], head, formats)
    book.close()
    return buffer.getvalue()


def heads() -> list[str]:
    return [
        _("Goal"), _("Part of"), _("Dimension"), pgettext("goal", "Owner"), _("Metric"), _("Unit"), _("Baseline"),
        pgettext("goal", "Now"), pgettext("goal", "Target"), pgettext("goal", "Reached"), pgettext("goal", "Planned"),
        _("Behind"), _("Colour"), _("State"), _("First day"), pgettext("goal", "Ends"), _("Moves"), _("Data through"),
    ]  # fmt: skip


def cells(row: Row) -> list[Cell]:
    goal, known, metric = row.goal, row.known, row.goal.metric
    is_rate = metric.unit == Metric.Unit.PERCENT
    figure = RATE if is_rate else NUMBER
    return [
        (goal.name, ""),
        (goal.parent.name if goal.parent else "", ""),
        (goal.get_dimension_display(), ""),
        (str(goal.owner), ""),
        (str(metric), ""),
        ("%" if is_rate else metric.get_unit_display(), ""),
        (goal.baseline, figure),
        (known and known.actual, figure),
        (goal.target, figure),
        (known and known.progress, TWO_PLACES),
        (known and known.planned, TWO_PLACES),
        (row.gap, TWO_PLACES),
        (goal.get_colour_display() if goal.is_active and known else "", ""),
        (goal.get_state_display(), ""),
        (f"{goal.start_on:%Y-%m-%d}", ""),
        (f"{goal.end_on:%Y-%m-%d}", ""),
        (goal.moves, ""),
        (f"{known.day:%Y-%m-%d}" if known else "", ""),
    ]
