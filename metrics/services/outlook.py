"""What a preview points out: numbers that look odd beside those of the weeks before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from metrics import store
from metrics.imports import doubts as rules
from metrics.imports.content import ToMake
from metrics.imports.doubts import Series
from metrics.imports.intake import Dictionary
from metrics.imports.layouts.base import Problem
from metrics.imports.reading import Reading
from metrics.imports.resolve import Resolution, ResolvedEntry
from metrics.models import ImportBatch, Point, Subject
from metrics.store import Difference

# More than these nobody reads; a file full of them has one cause.
MOST_WARNINGS = 100
MOST_DIFFERENCES = 50
# What depends on the numbers that stand, and may be another by the time the file is written.
OF_WHAT_STANDS = frozenset({"older_kept", "smaller_kept"})
ENTRIES_AT_ONCE = 50_000
MOST_TITLES, TITLE_SHOWN = 3, 24


def doubts(reading: Reading, resolution: Resolution, dictionary: Dictionary) -> list[Problem]:
    """Totals to date have no days to compare; everything else is set beside its four weeks before."""
    blocks = reading.layout.blocks
    by_subject: dict[int, list[ResolvedEntry]] = defaultdict(list)
    for entry in resolution.entries:
        if not isinstance(entry.subject, ToMake) and not blocks[entry.block].is_total_to_date:
            by_subject[entry.subject].append(entry)
    found: list[Problem] = []
    for some in together(by_subject.values()):
        found += rules.doubts(rules.lines(some, before(some, dictionary), dictionary.stocks))
    return sorted(found, key=lambda problem: rules.GRAVEST.index(problem.code))


def together(by_subject: Iterable[list[ResolvedEntry]]) -> Iterator[list[ResolvedEntry]]:
    """The entries of some subjects at a time: a long file's would take too much memory all together."""
    some: list[ResolvedEntry] = []
    for one in by_subject:
        some += one
        if len(some) >= ENTRIES_AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def before(coming: Sequence[ResolvedEntry], dictionary: Dictionary) -> dict[tuple[int, str], Series]:
    """What stands already on these days and in the four weeks before, by subject and metric. One query."""
    points = Point.objects.filter(
        subject__in={entry.subject for entry in coming},
        metric__in={dictionary.by_code[entry.metric].pk for entry in coming},
        day__range=(
            min(entry.day for entry in coming) - timedelta(days=rules.DAYS_BEFORE),
            max(entry.day for entry in coming),
        ),
    )
    found: dict[tuple[int, str], Series] = defaultdict(dict)
    for subject, metric, day, value in points.values_list("subject", "metric", "day", "value").iterator():
        found[subject, dictionary.codes[metric]][day] = value
    return found


def new_content(resolution: Resolution) -> list[Problem]:
    """The content items that the file would make, the first of them by their titles."""
    new = {one.subject for one in resolution.entries if isinstance(one.subject, ToMake)}
    titles = sorted(one.name for one in new if one.kind == Subject.Kind.CONTENT)
    if not titles:
        return []
    shown = "、".join(f"「{title[:TITLE_SHOWN]}」" for title in titles[:MOST_TITLES])
    return [
        Problem(
            0, "", "", "new_content", {"items": len(titles), "titles": shown + ("…" if titles[MOST_TITLES:] else "")}
        )
    ]


def remember_differences(batch: ImportBatch, smaller: Sequence[Difference]) -> None:
    """Keep with the batch what the judged entries replace and what they leave, as far as somebody reads that."""
    batch.replaces = [as_json(one) for one in store.replaced(MOST_DIFFERENCES)]
    left = [*store.left(MOST_DIFFERENCES), *smaller]
    batch.leaves = [as_json(one) for one in left[:MOST_DIFFERENCES]]


def as_json(one: Difference) -> dict[str, Any]:
    return one._asdict() | {"day": one.day.isoformat(), "before": str(one.before), "after": str(one.after)}


def remember(batch: ImportBatch, warnings: list[Problem]) -> None:
    """Keep them with the batch as codes and arguments, for each reader's language; of many, how many more there are."""
    kept = [as_kept(in_its_year(warning, batch.as_of)) for warning in warnings[:MOST_WARNINGS]]
    if more := len(warnings) - len(kept):
        kept.append(as_kept(Problem(0, "", "", "more_doubts", {"more": more})))
    batch.warnings = kept


def in_its_year(warning: Problem, as_of: date) -> Problem:
    """A doubt about a day of the file's own year names the day without it."""
    day = str(warning.arguments.get("day", ""))
    if warning.code not in rules.GRAVEST or not day.startswith(f"{as_of.year}-"):
        return warning
    return replace(warning, arguments=warning.arguments | {"day": day.removeprefix(f"{as_of.year}-")})


def say_again(batch: ImportBatch, warnings: Iterable[Problem]) -> None:
    """Let what depends on the numbers that stand be as it was when the file was written, not when it was previewed."""
    stays = [said for said in batch.warnings if said["code"] not in OF_WHAT_STANDS]
    batch.warnings = [*(as_kept(warning) for warning in warnings if warning.code in OF_WHAT_STANDS), *stays]


def as_kept(warning: Problem) -> dict[str, Any]:
    return {
        "row": warning.row,
        "column": warning.column,
        "value": warning.value,
        "code": warning.code,
        "arguments": {"row": warning.row, "value": warning.value, **warning.arguments},
    }
