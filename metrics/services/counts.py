"""An import's counts and rejected rows, as they stand with the batch."""

from collections.abc import Sequence

from metrics import store
from metrics.imports.layouts.base import Problem
from metrics.imports.reading import Reading
from metrics.imports.resolve import Resolution
from metrics.models import ImportBatch, RejectedRow


def count(
    batch: ImportBatch,
    reading: Reading,
    resolution: Resolution,
    verdict: store.Verdict,
    smaller: Sequence[store.Difference],
) -> None:
    """Count rows: changed if any of its points is, else new if any is, else the same. A row with a ``smaller`` total,
    which was left out, was read, too."""
    taken = {entry.row for entry in resolution.entries} | {one.row for one in smaller}
    rejected = {problem.row for problem in reading.problems}
    batch.rows_new, batch.rows_changed = verdict.new, verdict.changed
    batch.rows_same = len(taken) - verdict.new - verdict.changed
    batch.rows_rejected, batch.rows_in_part = len(rejected), len(rejected & taken)
    batch.rows_in_file = len(reading.seen | taken | rejected)
    batch.numbers_changed, batch.numbers_left = verdict.numbers_changed, verdict.numbers_older + len(smaller)
    batch.points = len(resolution.entries)
    days = {entry.day for entry in resolution.entries}
    batch.first_day, batch.last_day = (min(days), max(days)) if days else (None, None)


def keep_problems(batch: ImportBatch, problems: list[Problem]) -> None:
    batch.rejected_rows.all().delete()
    RejectedRow.objects.bulk_create(
        (
            RejectedRow(
                batch=batch,
                row=problem.row,
                column=problem.column[:100],
                value=problem.value[:200],
                reason=problem.code,
                arguments=problem.arguments,
                day=problem.day,
            )
            for problem in problems
        ),
        batch_size=2_000,
    )
