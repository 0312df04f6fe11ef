"""A quarter's budget as a workbook: its lines, campaigns, entries and changes. Words stay text, never formulas."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.budget_page import BudgetPage, Row
from campaigns.models import Budget, BudgetChange, Entry

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
MONEY, WIDTH = "#,##0.00", 16
Cell = str | int | Decimal | None


def workbook(budget: Budget) -> bytes:
    page, buffer = BudgetPage(budget), BytesIO()
    with xlsxwriter.Workbook(buffer, SAFE) as book:
        bold, money = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": MONEY})
        for title, heads, rows in (
            (_("Budget"), line_heads(), (line_cells(row) for row in page.rows)),
            (_("Campaigns"), campaign_heads(), (campaign_cells(row) for row in page.campaigns)),
            (pgettext("budget", "Entries"), entry_heads(), entries(budget)),
            (pgettext("budget", "Changes"), change_heads(), changes(budget)),
        ):
            sheet = book.add_worksheet(title)
            sheet.write_row(0, 0, heads, bold)
            for number, cells in enumerate(rows, start=1):
                for column, cell in enumerate(cells):
                    sheet.write(number, column, cell, money if isinstance(cell, Decimal) else None)
            sheet.set_column(0, len(heads) - 1, WIDTH)
            sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def amounts() -> list[str]:
    return [
        _("Planned (yuan)"), _("Committed (yuan)"), _("Spent (yuan)"), _("Left (yuan)"), _("Used (%)"),
    ]  # fmt: skip


def standing_cells(row: Row) -> list[Cell]:
    standing = row.standing
    return [standing.planned, standing.committed, standing.spent, standing.left, standing.percent]


def line_heads() -> list[str]:
    return [_("Line"), _("Fixed or flexible"), _("Purpose"), _("Core or trial"), *amounts()]


def line_cells(row: Row) -> Sequence[Cell]:
    line = row.line
    assert line is not None, "a row of a line"  # noqa: S101 - BudgetPage.rows has lines only
    kind = pgettext("budget", "Fixed") if line.is_fixed else pgettext("budget", "Flexible")
    part = pgettext("budget", "Trial") if line.is_trial else pgettext("budget", "Core")
    return [line.name, kind, line.get_purpose_display(), part, *standing_cells(row)]


def campaign_heads() -> list[str]:
    return [_("Campaign"), *amounts()]


def campaign_cells(row: Row) -> Sequence[Cell]:
    return [row.name, *standing_cells(row)]


def entry_heads() -> list[str]:
    return [
        _("Day"), _("Line"), _("What it is"), _("Amount (yuan)"), _("What for"), _("Campaign"), _("State"),
        _("Entered by"), _("Decided by"), _("Comment"), _("Document"),
    ]  # fmt: skip


def entries(budget: Budget) -> Iterable[Sequence[Cell]]:
    for one in Entry.objects.filter(line__budget=budget).for_list():
        yield [
            f"{one.day:%Y-%m-%d}", one.line.name, one.get_kind_display(), one.amount, one.what_for,
            one.item.title if one.item else "", one.get_state_display(), str(one.by),
            str(one.decided_by) if one.decided_by else "", one.comment, one.document,
        ]  # fmt: skip


def change_heads() -> list[str]:
    return [_("At"), _("Line"), _("Was (yuan)"), _("Now (yuan)"), _("Why"), _("By")]


def changes(budget: Budget) -> Iterable[Sequence[Cell]]:
    for one in BudgetChange.objects.filter(line__budget=budget).select_related("line", "by__person"):
        at = f"{timezone.localtime(one.at):%Y-%m-%d %H:%M}"
        yield [at, one.line.name, one.was, one.now, one.reason, str(one.by)]
