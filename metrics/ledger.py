"""Everything that was said of some content items, and the way of an entry from one of them to another.

The same rule as in ``store``: of all entries of a subject, metric and day the newest by as-of day, then by the longer
statistic window, then by the later batch, stands as the ``Point``; the others are ``Restatement`` rows. So an import
can be undone before and after an item was joined to another, and before and after that was taken back.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from metrics.models import ImportBatch, Point, Restatement, Subject
from metrics.store import NOTHING, Written
from teamops.lib.months import Span

Key = tuple[int, int, date]


@dataclass(slots=True)
class Said:
    """One entry: a point, or with ``replaced_at`` a restatement. All by their keys."""

    subject: int
    metric: int
    day: date
    value: Decimal
    as_of: date
    batch: int | None
    row: int | None
    window: int = 0
    replaced_by: int | None = None
    replaced_at: datetime | None = None

    @property
    def key(self) -> Key:
        return self.subject, self.metric, self.day

    @property
    def rank(self) -> tuple[date, int, int, bool]:
        """Who has the highest stands; between equals who stood before."""
        return self.as_of, self.window, self.batch or 0, self.replaced_at is None


class Ledger:
    """What was said of some items of one team: loaded with three queries, changed, written where it differs."""

    def __init__(self, team: int, subjects: Collection[int]) -> None:
        self.team = team
        fields = ("subject", "metric", "day", "value", "as_of", "batch", "row")
        self.said = [Said(*row) for row in Point.objects.filter(subject__in=subjects).values_list(*fields)]
        kept = Restatement.objects.filter(subject__in=subjects)
        for *row, replaced_by, replaced_at in kept.values_list(*fields, "replaced_by", "replaced_at"):
            one = Said(*row)
            one.replaced_by, one.replaced_at = replaced_by, replaced_at
            self.said.append(one)
        batches = {one.batch for one in self.said if one.batch is not None}
        windows = dict(ImportBatch.objects.filter(pk__in=batches).values_list("pk", "window_days"))
        for one in self.said:
            one.window = windows.get(one.batch or 0, 0)

    def of(self, subject: Subject) -> list[Said]:
        return [one for one in self.said if one.subject == subject.pk]

    def standing(self, subject: Subject) -> list[Said]:
        return [one for one in self.of(subject) if one.replaced_at is None]

    def move(self, entries: Iterable[Said], *, to: Subject, filed: Callable[[Said], date], at: datetime) -> Written:
        """Say the entries of another item, each under the day that ``filed`` gives; write both anew where they meet."""
        moved = [(one, filed(one)) for one in entries]
        touched = {one.key for one, _day in moved} | {(to.pk, one.metric, day) for one, day in moved}
        before = {one.key: one.value for one in self.said if one.key in touched and one.replaced_at is None}
        self._forget(touched)
        for one, day in moved:
            one.subject, one.day = to.pk, day
        after = self._write(touched, at=at)
        _widen(moved)
        changed = [key for key in touched if before.get(key) != after.get(key)]
        if not changed:
            return NOTHING
        days = [day for _subject, _metric, day in changed]
        return Written(frozenset(subject for subject, _metric, _day in changed), Span(min(days), max(days)))

    def _forget(self, touched: set[Key]) -> None:
        Point.objects.filter(pk__in=list(touched)).delete()
        kept = Restatement.objects.filter(subject__in={key[0] for key in touched})
        Restatement.objects.filter(
            pk__in=[pk for pk, *key in kept.values_list("pk", "subject", "metric", "day") if tuple(key) in touched]
        ).delete()

    def _write(self, touched: set[Key], *, at: datetime) -> dict[Key, Decimal]:
        """Write the entries of the touched keys; what stands there now."""
        met: dict[Key, list[Said]] = defaultdict(list)
        for one in self.said:
            if one.key in touched:
                met[one.key].append(one)
        points, restatements = [], []
        for entries in met.values():
            newest, *others = sorted(entries, key=lambda one: one.rank, reverse=True)
            newest.replaced_by = newest.replaced_at = None
            points.append(Point(**self._fields(newest)))
            for one in others:
                if one.replaced_at is None:
                    one.replaced_by, one.replaced_at = newest.batch, at
                told = {"replaced_by_id": one.replaced_by, "replaced_at": one.replaced_at}
                restatements.append(Restatement(**self._fields(one), **told))
        Point.objects.bulk_create(points)
        Restatement.objects.bulk_create(restatements)
        return {(point.subject_id, point.metric_id, point.day): point.value for point in points}

    def _fields(self, one: Said) -> dict[str, object]:
        return {
            "subject_id": one.subject,
            "metric_id": one.metric,
            "day": one.day,
            "team_id": self.team,
            "value": one.value,
            "as_of": one.as_of,
            "batch_id": one.batch,
            "row": one.row,
        }


def _widen(moved: Iterable[tuple[Said, date]]) -> None:
    """An import's days bound the search for its points when it is undone: let them hold the days things moved to."""
    days: dict[int, set[date]] = defaultdict(set)
    for one, day in moved:
        if one.batch is not None:
            days[one.batch].add(day)
    for batch in ImportBatch.objects.filter(pk__in=days).select_for_update():
        first = min([*days[batch.pk], batch.first_day or date.max])
        last = max([*days[batch.pk], batch.last_day or date.min])
        if (first, last) != (batch.first_day, batch.last_day):
            ImportBatch.objects.filter(pk=batch.pk).update(first_day=first, last_day=last)
