"""What a preview points out: numbers that look odd beside those of the weeks before."""

from collections import defaultdict
from datetime import timedelta

from metrics.imports import doubts as rules
from metrics.imports.content import ToMake
from metrics.imports.doubts import Series
from metrics.imports.intake import Dictionary
from metrics.imports.layouts.base import Problem
from metrics.imports.reading import Reading
from metrics.imports.resolve import Resolution
from metrics.models import ImportBatch, Point

# More than these nobody reads; a file full of them has one cause.
MOST_WARNINGS = 100


def doubts(reading: Reading, resolution: Resolution, dictionary: Dictionary) -> list[Problem]:
    """Totals to date have no days to compare; everything else is set beside its four weeks before."""
    coming = [
        (entry.subject, entry.metric, entry.day, entry.value, entry.row)
        for entry in resolution.entries
        if not isinstance(entry.subject, ToMake) and not reading.layout.blocks[entry.block].is_total_to_date
    ]
    if not coming:
        return []
    days = [entry[2] for entry in coming]
    points = Point.objects.filter(
        subject__in={entry[0] for entry in coming},
        metric__in={dictionary.by_code[entry[1]].pk for entry in coming},
        day__range=(min(days) - timedelta(days=rules.DAYS_BEFORE), max(days)),
    )
    before: dict[tuple[int, str], Series] = defaultdict(dict)
    for subject, metric, day, value in points.values_list("subject", "metric", "day", "value"):
        before[subject, dictionary.codes[metric]][day] = value
    return rules.doubts(rules.lines(coming, before, dictionary.stocks))


def remember(batch: ImportBatch, warnings: list[Problem]) -> None:
    """Keep them with the batch as codes and arguments, for each reader's language."""
    batch.warnings = [
        {
            "row": warning.row,
            "column": warning.column,
            "value": warning.value,
            "code": warning.code,
            "arguments": {"row": warning.row, "value": warning.value, **warning.arguments},
        }
        for warning in warnings[:MOST_WARNINGS]
    ]
