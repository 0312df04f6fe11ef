"""Sheets to download, and the row of a kept file: the end of every number's way back."""

import csv
import re
from io import BytesIO, StringIO

import xlsxwriter
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from metrics.imports import intake, values
from metrics.imports.calls import kept
from metrics.imports.intake import Dictionary
from metrics.imports.layouts import OWN_SHEET
from metrics.imports.reasons import explain
from metrics.imports.recognition import Table
from metrics.models import Channel, ImportBatch, Subject
from metrics.readers import readers
from metrics.services import differences as all_differences
from metrics.services import files, mapped_layouts, readings, summary
from metrics.store import Difference
from metrics.views.imports import the_batch
from metrics.yielded import entries_of_row, given_by_row
from roles.access import MemberRequest, requires
from roles.models import Member, Team
from roles.permissions import Permission
from teamops.lib.attachments import attachment
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.tags.numbers import in_full

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Cells begin with these: a spreadsheet must show them, never compute or open them.
HARMLESS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
ROWS_AROUND = 2
# What a spreadsheet takes for the beginning of a formula.
FORMULA = tuple("=+-@\t\r")
STOPS = ".。"


def as_file(pages: dict[str, list[list[str]]], name: str) -> HttpResponse:
    """A workbook of plain text cells, the first row bold."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, HARMLESS) as book:
        bold = book.add_format({"bold": True})
        for title, rows in pages.items():
            sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells, bold if number == 0 else None)
            sheet.set_column(0, 20, 18)
            sheet.freeze_panes(1, 0)
    return attachment(buffer.getvalue(), name, content_type=XLSX)


def as_csv(rows: list[list[str]], name: str) -> HttpResponse:
    """A text file for spreadsheets, with a mark for its encoding."""
    written = StringIO()
    csv.writer(written).writerows([harmless(cell) for cell in cells] for cells in rows)
    return attachment(written.getvalue().encode("utf-8-sig"), name, content_type="text/csv; charset=utf-8")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet computes; a number below zero stays one."""
    if not cell.startswith(FORMULA):
        return cell
    try:
        values.number(cell)
    except values.Invalid:
        return f"'{cell}"
    return cell if values.plain(cell)[-1:].isdigit() else f"'{cell}"


@require_GET
@requires(Permission.IMPORT_METRICS)
def download(request: MemberRequest, pk: int) -> HttpResponse:
    """The file as it was uploaded. It is saved, never shown: whatever stands in it, no browser takes it for a page."""
    batch = the_batch(request, pk)
    try:
        return attachment(readings.as_it_came(batch), batch.download_name)
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
        return redirect("metrics:imports-result", request.member.team.slug, batch.pk)


@require_GET
@requires(Permission.IMPORT_METRICS)
def rejected(request: MemberRequest, pk: int) -> HttpResponse:
    """All rejected rows as they stood in the file, each with why and what to do: mend them there, upload that.

    A workbook; ``?format=csv`` for text.
    """
    batch = the_batch(request, pk)
    names = summary.metric_names(batch)
    told: dict[int, list[str]] = {}
    for row in batch.rejected_rows.all():
        reason = explain(row.reason, row.arguments, metrics=names)
        where = " ".join(filter(None, (row.column, row.value)))
        words = _("%(where)s: %(what)s. %(advice)s.") if where else _("%(what)s. %(advice)s.")
        said = {"where": where, "what": reason.what.rstrip(STOPS), "advice": reason.advice.rstrip(STOPS)}
        told.setdefault(row.row, []).append(words % said)
    table = kept_table(batch)
    header = table.parts[0].header if table else []
    rows = [[*header, _("Row"), _("Reason")]]
    for number, reasons in told.items():
        cells = table.cells_of(number) if table else []
        padded = (cells + [""] * len(header))[: len(header)]
        rows.append([*padded, str(number), " ".join(reasons)])
    if request.GET.get("format") == "csv":
        return as_csv(rows, _("rejected rows of %(file)s.csv") % {"file": batch.file_name})
    return as_file({_("Rejected rows"): rows}, _("rejected rows of %(file)s.xlsx") % {"file": batch.file_name})


@require_GET
@requires(Permission.IMPORT_METRICS)
def differences(request: MemberRequest, pk: int) -> HttpResponse:
    """All numbers that a previewed file would replace, and those of its own that it wouldn't, as a workbook."""
    batch = the_batch(request, pk)
    try:
        found = all_differences.of(batch, at=timezone.now())
    except NotAllowedNow as reason:
        messages.error(request, str(reason))
        return redirect("metrics:imports-result", request.member.team.slug, batch.pk)
    pages = {
        _("Numbers that change"): compared(batch.team, found.replaced),
        _("Numbers that stay"): compared(batch.team, found.left),
    }
    return as_file(pages, _("what %(file)s changes.xlsx") % {"file": batch.file_name})


def compared(team: Team, numbers: list[Difference]) -> list[list[str]]:
    """A line for each number, below a header, as the preview has them."""
    names = dict(Subject.objects.filter(team=team).values_list("pk", "name"))
    metrics = {metric.pk: metric for metric in Dictionary.of(team).metrics}
    lines = [[_("Row"), _("Day"), _("Subject"), _("Metric"), _("Stands"), _("In the file")]]
    for one in numbers:
        metric = metrics[one.metric]
        stands, comes = in_full(one.before, metric.unit), in_full(one.after, metric.unit)
        lines.append([str(one.row), one.day.isoformat(), names[one.subject], str(metric), stands, comes])
    return lines


def kept_table(batch: ImportBatch) -> Table | None:
    """The table of the kept file; ``None`` once the file is gone, or where it may not be kept."""
    if readings.is_without_file(batch):
        return None
    try:
        return intake.table(files.content(batch), mapped_layouts.of_batch(batch))
    except NotAllowedNow:
        return None


@require_GET
@requires(Permission.SEE_TEAM)
def row(request: MemberRequest, pk: int, row: int) -> HttpResponse:
    """A row of the kept file between its neighbours, what was doubtful about it, what it gave, and what reads that."""
    batch = the_batch(request, pk)
    warnings = [one for one in batch.warnings if one["row"] == row]
    rejected_here = list(batch.rejected_rows.filter(row=row))
    names = summary.metric_names(batch) if warnings or rejected_here else {}
    entries = entries_of_row(batch, row)
    table = kept_table(batch)
    part = table.part_of(row) if table else None
    lines: list[tuple[int, list[str]]] = []
    if table is not None:
        if part is None:
            raise Http404
        numbers = [number for number, _cells in part.rows]
        place = numbers.index(row)
        near = numbers[max(place - ROWS_AROUND, 0) : place + ROWS_AROUND + 1]
        lines = [(number, table.cells_of(number)) for number in near]
    cells: list[str] = next((cells for number, cells in lines if number == row), [])
    header = part.header if part else []
    context = {
        "batch": batch,
        "row": row,
        "header": header,
        "is_without_file": readings.is_without_file(batch),
        "header_row": part.header_row if part else 0,
        "lines": lines,
        "cells": list(zip(header, cells, strict=False)),
        "warnings": [explain(one["code"], one["arguments"], metrics=names) for one in warnings],
        "rejected": [explain(one.reason, one.arguments, metrics=names) for one in rejected_here],
        "entries": entries,
        "call": kept.told(files.content(batch), row) if batch.is_fetched and table else "",
        "readers": readers(batch.team, given_by_row(batch, entries), by=request.member),
    }
    return render(request, "metrics/import_row.html", context)


@require_GET
@requires(Permission.IMPORT_METRICS)
def own_sheet(request: MemberRequest) -> HttpResponse:
    """TeamOps' own sheet to fill in, with the metrics and subjects that may stand in it."""
    team = request.member.team
    header = [column.headers[0] for column in OWN_SHEET.blocks[0].columns]
    metrics = [
        [metric.code, metric.name, str(metric.get_unit_display()), metric.definition]
        for metric in Dictionary.of(team).metrics
        if not metric.is_derived and not metric.is_retired
    ]
    pages = {
        str(OWN_SHEET.label): [header],
        _("Metrics"): [[_("Code"), _("Name"), _("Unit"), _("Definition")], *metrics],
        _("Subjects"): [[_("Name"), _("Kind")], *subjects(team)],
    }
    return as_file(pages, _("TeamOps sheet.xlsx"))


def subjects(team: Team) -> list[list[str]]:
    channels = Channel.objects.in_use().filter(subject__team=team).select_related("subject")
    members = Member.objects.filter(team=team).select_related("person")
    return [
        [team.name, _("Team")],
        *([channel.name, str(channel.get_kind_display())] for channel in channels),
        *([member.person.name, _("Member")] for member in members),
    ]
