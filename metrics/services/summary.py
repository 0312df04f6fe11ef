"""What an import did, in the shape that ``import_metrics --json`` and the API answer with."""

from typing import Any

from metrics.imports.intake import Dictionary
from metrics.imports.reasons import explain
from metrics.models import ImportBatch


def of(batch: ImportBatch) -> dict[str, Any]:
    """Counts are rows; ``points`` are the numbers of the accepted rows."""
    return {
        "batch": batch.pk,
        "format": batch.layout,
        "channel": batch.channel.name if batch.channel else None,
        "new": batch.rows_new,
        "changed": batch.rows_changed,
        "same": batch.rows_same,
        "rejected": batch.rows_rejected,
        "points": batch.points,
        "days": [batch.first_day and batch.first_day.isoformat(), batch.last_day and batch.last_day.isoformat()],
        "problems": problems(batch),
    }


def problems(batch: ImportBatch) -> list[dict[str, Any]]:
    names = metric_names(batch)
    return [
        {
            "row": one.row,
            "column": one.column,
            "value": one.value,
            "reason": str(explain(one.reason, one.arguments, metrics=names)),
        }
        for one in batch.rejected_rows.all()
    ]


def metric_names(batch: ImportBatch) -> dict[str, str]:
    """The names of the dictionary in the reader's language, by code."""
    return {metric.code: metric.label for metric in Dictionary.of(batch.team).metrics}
