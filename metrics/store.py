"""The only place where imported points are written: what differs, what it replaced, and the way back.

Every number of an imported file is an *entry*. The newest one, by as-of day, then by the longer statistic window, then
by the later batch, stands as the ``Point``; all others of the same subject, metric and day are ``Restatement`` rows. An
entry that says the same as of the same day isn't written again: its file still does, and ``undo`` leads back to it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from metrics import sources
from metrics.models import Channel, ImportBatch, Point, Restatement
from roles.models import Team
from teamops.lib import bulk
from teamops.lib.months import Span

LOCKS_OF_TEAMS, LOCKS_OF_CHANNELS = 7301, 7302

POINT, RESTATEMENT, BATCH = (bulk.quoted(model._meta.db_table) for model in (Point, Restatement, ImportBatch))
ROW = bulk.quoted("row")
KEY = "subject_id, metric_id, day"
SAME_KEY = "p.subject_id = s.subject_id AND p.metric_id = s.metric_id AND p.day = s.day"
JUDGED = bulk.quoted("judged_entries")

# What an entry does to what stands: new; another value; the same value of a newer day; or nothing, since what stands
# is newer, whether it differs or not.
NEW, CHANGED, CONFIRMED, OLDER, OLDER_SAME = range(5)


class Entry(NamedTuple):
    """A number of a file. ``subject`` is ``None`` while it is still to be made: such an entry meets nothing."""

    subject: int | None
    metric: int
    day: date
    value: Decimal
    row: int


class Difference(NamedTuple):
    """A number that stands and another that comes. Subject and metric by their keys."""

    row: int
    subject: int
    metric: int
    day: date
    before: Decimal
    after: Decimal


class Fall(NamedTuple):
    """A total to date that is smaller than what stands, which may have been counted over other days than this one."""

    total: Difference
    is_of_other_window: bool


class Verdict(NamedTuple):
    """Rows of a file: changed if any of their points is, else new if any is. ``numbers`` are points.

    ``older``: a newer number stays; ``only_older``: and nothing else of the row is written.
    """

    new: int
    changed: int
    older: int
    only_older: int
    numbers_changed: int
    numbers_older: int


@dataclass(frozen=True, slots=True)
class Written:
    """What changed in value: whose numbers, on which days."""

    subjects: frozenset[int]
    span: Span

    def __or__(self, other: "Written") -> "Written":
        span = Span(min(self.span.first, other.span.first), max(self.span.last, other.span.last))
        return Written(self.subjects | other.subjects, span)


NOTHING = Written(frozenset(), Span(date.max, date.min))


def lock(team: Team, channel: Channel | None) -> None:
    """Wait for other imports into the channel, without a channel for all of the team. Held until the transaction ends.

    SQLite needs none: it has one writer at a time.
    """
    if connection.vendor != "postgresql":
        return
    shared = "_shared" if channel else ""
    bulk.fetch(f"SELECT pg_advisory_xact_lock{shared}(%s, %s)", [LOCKS_OF_TEAMS, team.pk])
    if channel:
        bulk.fetch("SELECT pg_advisory_xact_lock(%s, %s)", [LOCKS_OF_CHANNELS, channel.pk])


@contextmanager
def judged(batch: ImportBatch, entries: Iterable[Entry], *, whole_through: date | None = None) -> Iterator[None]:
    """A temporary table of the entries that aren't there yet, each with what it meets: the one join of an import.

    Of the days after ``whole_through`` the file knows a part only: what it says of them is as of that day, so that
    any file which covers them counts instead, whenever it comes.
    """
    rows = ((one.subject, one.metric, one.day, one.value, one.row) for one in entries)
    if connection.vendor == "postgresql":
        # For this transaction: the join and the sorting of a large file stay in memory.
        bulk.execute("SET LOCAL work_mem = '128MB'")
    with bulk.staged(Point, ["subject", "metric", "day", "value", "row"], rows, joined=3) as stage:
        beats = (
            "(p.as_of < s.as_of OR (p.as_of = s.as_of AND COALESCE(b.window_days, 0) <= %(window)s)) "
            # What the work itself has counted, no file replaces.
            f"AND (p.batch_id IS NOT NULL OR p.metric_id NOT IN ({_made_by_the_work()}))"
        )
        differs = f"p.value {bulk.differs_from()} s.value"
        told = {"as_of": batch.as_of, "window": batch.window_days}
        as_of = "%(as_of)s"
        if whole_through is not None:
            told |= {"whole": whole_through, "part_as_of": min(whole_through, batch.as_of)}
            as_of = "CASE WHEN day > %(whole)s THEN %(part_as_of)s ELSE %(as_of)s END"
        bulk.execute(
            f"CREATE TEMPORARY TABLE {JUDGED} AS SELECT * FROM ("  # noqa: S608
            f"SELECT s.*, p.value AS old_value, p.as_of AS old_as_of, p.batch_id AS old_batch, p.{ROW} AS old_row, "
            f"CASE WHEN p.day IS NULL THEN {NEW} WHEN {beats} AND {differs} THEN {CHANGED} "
            f"WHEN {beats} AND p.as_of < s.as_of THEN {CONFIRMED} WHEN {beats} THEN NULL "
            f"WHEN {differs} THEN {OLDER} ELSE {OLDER_SAME} END AS verdict "
            f"FROM (SELECT staged.*, {as_of} AS as_of FROM {stage} staged) s LEFT JOIN {POINT} p "
            f"ON {SAME_KEY} LEFT JOIN {BATCH} b ON b.id = p.batch_id) AS met WHERE verdict IS NOT NULL",
            told,
        )
    yield
    bulk.execute(f"DROP TABLE {JUDGED}")


def _made_by_the_work() -> str:
    """The keys of the metrics that a source makes, for SQL."""
    return ", ".join(map(str, sources.metrics().values())) or "0"


def compare() -> Verdict:
    """How many of the judged rows do what to what stands."""
    found = bulk.fetch(
        "SELECT COALESCE(SUM(CASE WHEN changed = 0 THEN new ELSE 0 END), 0), COALESCE(SUM(changed), 0), "  # noqa: S608
        "COALESCE(SUM(older), 0), COALESCE(SUM(CASE WHEN changed + new = 0 THEN older ELSE 0 END), 0), "
        "COALESCE(SUM(numbers_changed), 0), COALESCE(SUM(numbers_older), 0) "
        f"FROM (SELECT SUM(CASE WHEN verdict = {CHANGED} THEN 1 ELSE 0 END) AS numbers_changed, "
        f"SUM(CASE WHEN verdict = {OLDER} THEN 1 ELSE 0 END) AS numbers_older, "
        f"MAX(CASE WHEN verdict = {NEW} THEN 1 ELSE 0 END) AS new, "
        f"MAX(CASE WHEN verdict = {CHANGED} THEN 1 ELSE 0 END) AS changed, "
        f"MAX(CASE WHEN verdict = {OLDER} THEN 1 ELSE 0 END) AS older FROM {JUDGED} GROUP BY {ROW}) AS rows_judged"
    )
    return Verdict(*map(int, found[0]))


def replaced(limit: int | None = None) -> list[Difference]:
    """What the judged entries would replace, the newest day first."""
    return _differences(CHANGED, limit)


def left(limit: int | None = None) -> list[Difference]:
    """The judged entries that would replace nothing, since what stands is newer; the newest day first."""
    return _differences(OLDER, limit)


def _differences(verdict: int, limit: int | None) -> list[Difference]:
    cut = "" if limit is None else f" LIMIT {int(limit)}"
    found = bulk.fetch(
        f"SELECT {ROW}, subject_id, metric_id, day, old_value, value FROM {JUDGED} "  # noqa: S608
        f"WHERE verdict = {int(verdict)} ORDER BY day DESC, {ROW}, metric_id{cut}"
    )
    return [_difference(one) for one in found]


def _difference(fetched: Sequence[Any]) -> Difference:
    row, subject, metric, day, before, after = fetched
    return Difference(row, subject, metric, _day(day), Decimal(str(before)), Decimal(str(after)))


def falls(batch: ImportBatch, entries: Iterable[Entry]) -> list[Fall]:
    """The entries that are smaller than the older number they would replace."""
    with judged(batch, entries):
        found = bulk.fetch(
            f"SELECT j.{ROW}, j.subject_id, j.metric_id, j.day, j.old_value, j.value, COALESCE(b.window_days, 0) "  # noqa: S608
            f"FROM {JUDGED} j LEFT JOIN {BATCH} b ON b.id = j.old_batch "
            f"WHERE verdict = {CHANGED} AND value < old_value ORDER BY j.{ROW}, j.metric_id"
        )
    return [Fall(_difference(total), window != batch.window_days) for *total, window in found]


def write(batch: ImportBatch, *, at: datetime) -> Written:
    """Let the judged entries stand where they are the newest, and keep everything else that was said.

    Raise ``IntegrityError`` if somebody who takes no lock has made one of the points meanwhile. (ON CONFLICT would
    settle that, and make every import a third slower.)
    """
    fields = f"{KEY}, team_id, value, as_of, batch_id, {ROW}"
    mine = {"team": batch.team_id, "batch": batch.pk, "at": connection.ops.adapt_datetimefield_value(at)}
    bulk.execute(
        f"INSERT INTO {RESTATEMENT} ({fields}, replaced_by_id, replaced_at) "  # noqa: S608
        f"SELECT {KEY}, %(team)s, old_value, old_as_of, old_batch, old_row, %(batch)s, %(at)s FROM {JUDGED} "
        f"WHERE verdict IN ({CHANGED}, {CONFIRMED})",
        mine,
    )
    # A file that says its part again (undo asks it to) finds what it said kept already.
    bulk.execute(
        f"INSERT INTO {RESTATEMENT} ({fields}, replaced_by_id, replaced_at) "  # noqa: S608
        f"SELECT {KEY}, %(team)s, value, as_of, %(batch)s, {ROW}, old_batch, %(at)s FROM {JUDGED} s "
        f"WHERE verdict IN ({OLDER}, {OLDER_SAME}) AND NOT EXISTS (SELECT 1 FROM {RESTATEMENT} r WHERE "
        "r.subject_id = s.subject_id AND r.metric_id = s.metric_id AND r.day = s.day AND r.batch_id = %(batch)s)",
        mine,
    )
    bulk.execute(
        f"INSERT INTO {POINT} ({fields}) "  # noqa: S608
        f"SELECT {KEY}, %(team)s, value, as_of, %(batch)s, {ROW} FROM {JUDGED} "
        f"WHERE verdict = {NEW} ORDER BY {KEY}",
        mine,
    )
    bulk.execute(
        f"UPDATE {POINT} AS p SET value = s.value, as_of = s.as_of, batch_id = %(batch)s, {ROW} = s.{ROW} "  # noqa: S608
        f"FROM {JUDGED} s WHERE s.verdict IN ({CHANGED}, {CONFIRMED}) AND {SAME_KEY}",
        mine,
    )
    return _written(
        bulk.fetch(
            f"SELECT subject_id, MIN(day), MAX(day) FROM {JUDGED} "  # noqa: S608
            f"WHERE verdict IN ({NEW}, {CHANGED}) GROUP BY subject_id"
        )
    )


def remove(batch: ImportBatch) -> Written:
    """Take the batch's entries out: what stood before stands again, exactly; where nothing did, the point goes.

    The days of the batch bound each search, since points have an index on the day and none on the batch.
    """
    if batch.first_day is None or batch.last_day is None:
        return NOTHING
    days = [batch.first_day, batch.last_day]
    mine = f"p.batch_id = %s AND p.team_id = {int(batch.team_id)} AND p.day BETWEEN %s AND %s"
    promoted = bulk.quoted("promoted_restatements")
    same_key = "p.subject_id = r.subject_id AND p.metric_id = r.metric_id AND p.day = r.day"
    bulk.execute(
        f"CREATE TEMPORARY TABLE {promoted} AS SELECT * FROM (SELECT r.*, p.value AS undone, ROW_NUMBER() OVER ("  # noqa: S608
        "PARTITION BY r.subject_id, r.metric_id, r.day "
        "ORDER BY r.as_of DESC, COALESCE(b.window_days, 0) DESC, COALESCE(r.batch_id, 0) DESC, r.id DESC) AS place "
        f"FROM {RESTATEMENT} r JOIN {POINT} p ON {same_key} LEFT JOIN {BATCH} b ON b.id = r.batch_id "
        f"WHERE {mine} AND COALESCE(r.batch_id, 0) <> %s) AS ranked WHERE place = 1",
        [batch.pk, *days, batch.pk],
    )
    try:
        changed = bulk.fetch(
            f"SELECT p.subject_id, MIN(p.day), MAX(p.day) FROM {POINT} p LEFT JOIN {promoted} r ON {same_key} "  # noqa: S608
            f"WHERE {mine} AND (r.id IS NULL OR r.value <> p.value) GROUP BY p.subject_id",
            [batch.pk, *days],
        )
        _promote(promoted, batch, days, same_key)
    finally:
        if not connection.needs_rollback:
            bulk.execute(f"DROP TABLE {promoted}")
    return _written(changed)


def _promote(promoted: str, batch: ImportBatch, days: list[date], same_key: str) -> None:
    bulk.execute(
        f"DELETE FROM {RESTATEMENT} WHERE id IN (SELECT id FROM {promoted}) "  # noqa: S608
        "OR (batch_id = %s AND day BETWEEN %s AND %s)",
        [batch.pk, *days],
    )
    bulk.execute(
        f"UPDATE {POINT} AS p SET value = r.value, as_of = r.as_of, batch_id = r.batch_id, {ROW} = r.{ROW} "  # noqa: S608
        f"FROM {promoted} r WHERE {same_key}"
    )
    Point.objects.filter(batch=batch.pk, team=batch.team_id, day__range=days).delete()
    # What the batch had replaced before something newer came is now replaced by what stands.
    bulk.execute(
        f"UPDATE {RESTATEMENT} AS r SET replaced_by_id = (SELECT p.batch_id FROM {POINT} p WHERE {same_key}) "  # noqa: S608
        "WHERE replaced_by_id = %s",
        [batch.pk],
    )


def _written(found: list[tuple[int, date, date]]) -> Written:
    if not found:
        return NOTHING
    span = Span(min(_day(first) for _, first, _ in found), max(_day(last) for _, _, last in found))
    return Written(frozenset(subject for subject, _, _ in found), span)


def _day(value: date | str) -> date:
    """SQLite hands out days as text where they were computed."""
    return date.fromisoformat(value) if isinstance(value, str) else value
