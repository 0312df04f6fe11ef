"""A month's targets as a sheet: what counts, and last month beside it. What comes back is read in ``filled.py``.

One row for each KPI of a role (``everybody``) and one for each holder.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from kpis.export import NUMBER, RATE, SAFE, write_sheet
from kpis.models import Kpi
from kpis.targets.book import Book, Holder
from kpis.targets.grid import LastMonth
from kpis.targets.said import Ends
from metrics.models import Metric
from roles.models import Role
from teamops.lib.naming import Bilingual

# The columns by the name that the code has for them, as they stand in the sheet in both languages.
HEADS = {
    "month": ("月份", "Month"),
    "assignment": ("任岗号", "Assignment"),
    "role": ("岗位", "Role"),
    "member": ("成员", "Member"),
    "code": ("指标代码", "Metric code"),
    "kpi": ("考核项", "KPI"),
    "unit": ("单位", "Unit"),
    "weight": ("权重", "Weight"),
    "template": ("模板目标", "Template's target"),
    "before": ("上月目标", "Last month's target"),
    "actual": ("上月实际", "Last month's actual"),
    "target": ("目标", "Target"),
    "zero": ("0 分线", "0 points at"),
}
EVERYBODY = ("全岗位", "everybody")


def in_words(both: tuple[str, str]) -> str:
    """The one of the reader's language."""
    return Bilingual.in_readers_language(*both)


def workbook(book: Book, before: LastMonth) -> bytes:
    """Every role's targets of the month, with those and the actuals of the month before."""
    buffer = BytesIO()
    sheets = xlsxwriter.Workbook(buffer, SAFE)
    formats = {name: sheets.add_format({"num_format": name}) for name in (RATE, NUMBER)}
    head = sheets.add_format({"bold": True, "bottom": 1})
    rows = [cells_of(book, role, kpi, holder, before) for role, kpi, holder in places(book)]
    write_sheet(sheets.add_worksheet(_("Targets")), [in_words(one) for one in HEADS.values()], rows, head, formats)
    sheets.close()
    return buffer.getvalue()


def places(book: Book) -> Iterator[tuple[Role, Kpi, Holder | None]]:
    for role in book.roles:
        for kpi in book.kpis(role.pk):
            yield role, kpi, None
            yield from ((role, kpi, holder) for holder in book.holders[role.pk])


def cells_of(book: Book, role: Role, kpi: Kpi, holder: Holder | None, before: LastMonth) -> list[tuple[Any, str]]:
    metric, assignment = kpi.metric, holder.assignment if holder else None
    figure = RATE if metric.unit == Metric.Unit.PERCENT else NUMBER
    ends = book.ends(kpi, role=role.pk, assignment=assignment.pk if assignment else None)
    past = before.get((assignment.member_id, role.pk, metric.pk)) if assignment else None
    return [
        (f"{book.month.first:%Y-%m}", ""),
        (assignment.pk if assignment else None, ""),
        (str(role), ""),
        (str(assignment.member) if assignment else in_words(EVERYBODY), ""),
        (metric.code, ""),
        (str(metric), ""),
        ("%" if metric.unit == Metric.Unit.PERCENT else metric.get_unit_display(), ""),
        (kpi.weight, NUMBER),
        (Ends.of(kpi).target, figure),
        (past.target if past else None, figure),
        (past.actual if past else None, figure),
        (ends.target, figure),
        (ends.zero_at, figure),
    ]
