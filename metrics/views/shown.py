"""An import as its pages show it: what it was taken for, its warnings, its rejected rows in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.imports import containers
from metrics.imports.calls import CALLS
from metrics.imports.layouts import LAYOUTS, Layout
from metrics.imports.reasons import REMARKS, Reason, explain
from metrics.models import ImportBatch, Metric, RejectedRow, Subject
from metrics.services import mapped_layouts, outlook, summary

ROWS_A_PAGE = 50
WARNINGS_AT_ONCE = 2

CONTAINERS: dict[str, Promise] = {
    containers.HTML: _("the table of a web page"),
    containers.XLSX: _("an xlsx workbook"),
    containers.XLS: _("an old Excel workbook"),
    containers.TEXT: _("text"),
}
EXTENSIONS = {
    containers.HTML: {"html", "htm"},
    containers.XLSX: {"xlsx"},
    containers.XLS: {"xls"},
    containers.TEXT: {"csv", "txt", "tsv"},
}


@dataclass(frozen=True)
class Rejected:
    """A rejected row: its value cut at the sign that is wrong, the reason, what to do."""

    row: int
    column: str
    before: str
    wrong: str
    after: str
    reason: Reason


@dataclass(frozen=True)
class Change:
    """A number that stands, and another that comes: ``before`` and ``after``."""

    row: int
    day: date
    subject: str
    metric: Metric
    before: Decimal
    after: Decimal


def batch(one: ImportBatch, *, page: str | None) -> dict[str, Any]:
    """Context that preview and result share."""
    names = summary.metric_names(one)
    kept = [says["arguments"] for says in one.warnings if says["code"] in outlook.OF_WHAT_STANDS]
    older_rows = sum(arguments.get("alone", 0) for arguments in kept)
    rejected = Paginator(one.rejected_rows.all(), ROWS_A_PAGE).get_page(page)
    said = [(says["code"], explain(says["code"], says["arguments"], metrics=names)) for says in one.warnings]
    unlisted = sum(says["arguments"]["more"] for says in one.warnings if says["code"] == "more_doubts")
    warnings = [reason for code, reason in said if code not in REMARKS]
    return {
        "batch": one,
        "layout": LAYOUTS.get(one.layout) or mapped_layouts.layout_of(one) or fetched(one),
        "disguise": disguise(one),
        "rejected": rejected,
        "rejected_rows": [row_of(row, names) for row in rejected],
        "remarks": [reason for code, reason in said if code in REMARKS],
        "warnings": warnings[:WARNINGS_AT_ONCE],
        "more_warnings": warnings[WARNINGS_AT_ONCE:],
        "more_to_look_at": len(warnings[WARNINGS_AT_ONCE:]) + max(unlisted - 1, 0),
        "same_rows": one.rows_same - older_rows,
        "older_rows": older_rows,
        "older": next((reason for code, reason in said if code in outlook.OF_WHAT_STANDS), None),
        "changes": changes(one.replaces),
        "left": changes(one.leaves),
        "falls": one.rejected_rows.filter(reason="total_fell").count(),
    }


def changes(kept: Sequence[Mapping[str, Any]]) -> list[Change]:
    """Differences as they stand with a batch. Two queries, where there are any."""
    if not kept:
        return []
    subjects = Subject.objects.in_bulk({says["subject"] for says in kept})
    metrics = Metric.objects.in_bulk({says["metric"] for says in kept})
    return [
        Change(
            says["row"],
            date.fromisoformat(says["day"]),
            subjects[says["subject"]].name,
            metrics[says["metric"]],
            Decimal(says["before"]),
            Decimal(says["after"]),
        )
        for says in kept
        if says["subject"] in subjects and says["metric"] in metrics
    ]


def fetched(one: ImportBatch) -> Layout | None:
    """What was fetched, if it came over a connection."""
    return CALLS[one.layout].layout if one.layout in CALLS else None


def row_of(row: RejectedRow, names: Mapping[str, str]) -> Rejected:
    reason = explain(row.reason, row.arguments, metrics=names)
    wrong = str(row.arguments.get("letter", ""))
    before, found, after = row.value.partition(wrong) if wrong else (row.value, "", "")
    return Rejected(row.row, row.column, before, found, after, reason)


def disguise(one: ImportBatch) -> tuple[str, Promise] | None:
    """The extension and what the file really is, where the two differ."""
    extension = PurePath(one.file_name).suffix.lstrip(".").lower()
    if not extension or extension in EXTENSIONS.get(one.container, {extension}):
        return None
    return extension, CONTAINERS[one.container]
