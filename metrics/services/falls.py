"""Totals to date that are smaller than what stands: an old file, a wrong one, or a count over fewer days."""

from metrics import store
from metrics.imports.intake import Dictionary
from metrics.imports.layouts.base import Problem
from metrics.imports.reading import Reading
from metrics.imports.resolve import Resolution
from metrics.models import ImportBatch
from metrics.services import entries


def leave_out(
    batch: ImportBatch, reading: Reading, resolution: Resolution, dictionary: Dictionary, *, accept_falls: bool = False
) -> list[store.Difference]:
    """A total to date can't fall: such a row comes from an old file or a wrong one, and waits for somebody's word.

    Where what stands was counted over other days (a week, a month, until now), the larger of the two simply stays;
    returns these.
    """
    blocks = reading.layout.blocks
    counted = [
        entry
        for entry in resolution.entries
        if blocks[entry.block].is_total_to_date and entry.metric not in blocks[entry.block].computed
    ]
    if accept_falls or not counted:
        return []
    found = store.falls(batch, entries.known(counted, dictionary, made={}))
    smaller = [total for total, is_of_other_window in found if is_of_other_window]
    _leave_out_smaller(reading, resolution, dictionary, smaller)
    block_of = {entry.row: entry.block for entry in counted}
    problems: dict[int, Problem] = {}
    for fall in (total for total, is_of_other_window in found if not is_of_other_window):
        told: dict[str, str | int] = {
            "metric": dictionary.codes[fall.metric],
            "before": f"{fall.before.normalize():,f}",
            "after": f"{fall.after.normalize():,f}",
        }
        column = dictionary.by_code[str(told["metric"])].name
        problem = Problem(fall.row, column, str(told["after"]), "total_fell", told, block_of[fall.row])
        problems.setdefault(fall.row, problem)
    reading.drop_rows(list(problems.values()))
    resolution.drop({problem.place for problem in problems.values()})
    return smaller


def _leave_out_smaller(
    reading: Reading, resolution: Resolution, dictionary: Dictionary, falls: list[store.Difference]
) -> None:
    """Leave these numbers out, and what was made of a rate of them; the rest of their rows goes in."""
    if not falls:
        return
    smaller = {(fall.subject, dictionary.codes[fall.metric]) for fall in falls}
    subjects = {fall.subject for fall in falls}
    blocks = reading.layout.blocks
    resolution.entries = [
        entry
        for entry in resolution.entries
        if (entry.subject, entry.metric) not in smaller
        and not (entry.subject in subjects and entry.metric in blocks[entry.block].computed)
    ]
    alone = {fall.row for fall in falls} - {entry.row for entry in resolution.entries}
    told: dict[str, str | int] = {"numbers": len(smaller), "alone": len(alone)}
    reading.warnings.append(Problem(0, "", "", "smaller_kept", told))
