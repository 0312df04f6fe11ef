"""The days on which a line's channels owe a number that isn't there, and where each leads: to the row of a file that
was rejected, else to the channel's day in the completeness grid."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F
from django.urls import reverse

from kpis.answered import Answered
from kpis.held import Answering
from kpis.lineage import Lineage, LineageRow
from kpis.models import Line
from metrics.expected import YIELDS, Owed, owed
from metrics.formulas import Formula
from metrics.models import ImportBatch, Metric, RejectedRow, Subject
from teamops.lib.months import Span

Key = tuple[int, date]


@dataclass(frozen=True)
class Gap:
    """A channel's day without a number that was due. ``rejected``: the row of a file that would have brought it."""

    subject: Subject
    share: Decimal
    day: date
    url: str
    rejected: RejectedRow | None = None

    @property
    def file(self) -> str:
        return self.rejected.batch.called if self.rejected else ""


def gaps_of(line: Line, formula: Formula, found: Lineage, answered: Sequence[Answered]) -> dict[Key, Gap]:
    """By subject and day. No query for a line that lacks nothing, else three."""
    base = formula.base or formula
    if line.days_present >= line.days_expected or base.fold == Metric.Fold.STOCK:
        return {}
    channels = [one for one in answered if hasattr(one.subject, "as_channel")]
    awaited = owed(one.subject.as_channel for one in channels)
    there = {(row.subject.pk, row.day): row for row in found.rows}
    daily = [(place, one) for place, one in enumerate(found.metrics) if one.is_daily and one.pk not in base.openings]
    lacking: list[tuple[Answered, Answering, date]] = []
    for one in channels:
        yielded = YIELDS.get(one.subject.as_channel.kind, frozenset())
        wanted = [place for place, metric in daily if metric.group in yielded]
        for period, day in days_due(line, one, awaited.get(one.subject.pk)):
            if lacks(there.get((one.subject.pk, day)), wanted):
                lacking.append((one, period, day))
    rejected = rejected_rows(found, {(one.subject.pk, day) for one, _period, day in lacking})
    slug = line.part.scorecard.team.slug
    return {
        (one.subject.pk, day): gap(one.subject, period.share, day, rejected.get((one.subject.pk, day)), slug=slug)
        for one, period, day in lacking
    }


def days_due(line: Line, one: Answered, owes: Owed | None) -> Iterator[tuple[Answering, date]]:
    """Those of the line's days on which the member answers for the channel and its numbers should be there."""
    card, channel = line.part.scorecard, one.subject.as_channel
    last = min(line.part.last, card.through or line.part.last)
    if not card.is_counted_out and channel.watermark is not None:
        last = min(last, channel.watermark)
    if owes is None:  # nothing ever came for it
        return
    due = Span(line.part.first, last) & owes.span
    for period in one.periods:
        yield from ((period, day) for day in period.span & due)


def lacks(row: LineageRow | None, places: Iterable[int]) -> bool:
    return any(row is None or row.cells[place] is None for place in places)


def rejected_rows(found: Lineage, keys: set[Key]) -> Mapping[Key, RejectedRow]:
    """Of files of the layouts that the other days came with, the newest file's. One query."""
    layouts = {cell.batch.layout for row in found.rows for cell in row.cells if cell and cell.batch}
    rows = RejectedRow.objects.filter(
        batch__state=ImportBatch.State.IMPORTED,
        batch__layout__in=layouts,
        batch__channel__subject__in={subject for subject, _day in keys},
        day__in={day for _subject, day in keys},
    )
    rows = rows.annotate(subject=F("batch__channel__subject")).select_related("batch").order_by("batch", "-row")
    return {(row.subject, row.day): row for row in rows if row.day}


def gap(subject: Subject, share: Decimal, day: date, rejected: RejectedRow | None, *, slug: str) -> Gap:
    if rejected is not None:
        url = reverse("metrics:imports-row", args=[slug, rejected.batch_id, rejected.row])
    else:
        url = reverse("metrics:completeness-day", args=[slug, subject.as_channel.pk, day.isoformat()])
    return Gap(subject, share, day, url, rejected)
