"""The only place where imported points are written: what differs, what it replaced, and the way back.

Every number of an imported file is an *entry*. The newest one, by as-of day, then by the longer statistic window, then
by the later batch, stands as the ``Point``; all others of the same subject, metric and day are ``Restatement`` rows. An
entry that says the same as of the same day isn't written again: its file still does, and ``undo`` leads back to it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from metrics.models import Channel, ImportBatch, Point, Restatement
from roles.models import Team
from teamops.lib import bulk
from teamops.lib.months import Span
from teamops.lib.rounding import MICRO, round_half_up

LOCKS_OF_TEAMS, LOCKS_OF_CHANNELS = 7301, 7302

KEY = ["subject", "metric", "day"]
POINT, RESTATEMENT, BATCH = (bulk.quoted(model._meta.db_table) for model in (Point, Restatement, ImportBatch))
ROW = bulk.quoted("row")
SAME_KEY = "p.subject_id = s.subject_id AND p.metric_id = s.metric_id AND p.day = s.day"
BEATS = "(p.as_of < s.as_of OR (p.as_of = s.as_of AND COALESCE(b.window_days, 0) <= %s))"
STANDING = f"{POINT} p ON {SAME_KEY} LEFT JOIN {BATCH} b ON b.id = p.batch_id"


class Entry(NamedTuple):
    """A number of a file whose subject is known."""

    subject: int
    metric: int
    day: date
    value: Decimal
    row: int


class Fall(NamedTuple):
    """A total to date that is smaller than what stands. The metric by its key."""

    row: int
    metric: int
    before: Decimal
    after: Decimal


class Verdict(NamedTuple):
    """What a row does to what stands. ``is_older``: a newer number differs and stays. ``is_known``: some of its points
    are there already, whatever they say."""

    is_new: bool
    is_changed: bool
    is_older: bool
    is_known: bool


@dataclass(frozen=True, slots=True)
class Written:
    """What changed in value: whose numbers, on which days."""

    subjects: frozenset[int]
    span: Span


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
def staged(batch: ImportBatch, entries: Iterable[Entry]) -> Iterator[str]:
    """The entries in a temporary table with the columns of points."""
    as_of, team, key = batch.as_of, batch.team_id, batch.pk
    rows = (
        (one.subject, one.metric, one.day, round_half_up(one.value, MICRO), as_of, key, one.row, team)
        for one in entries
    )
    with bulk.staged(Point, [*KEY, "value", "as_of", "batch", "row", "team"], rows) as stage:
        yield stage


def compare(stage: str, batch: ImportBatch) -> dict[int, Verdict]:
    """What each staged row does to what stands."""
    differs = f"p.value {bulk.differs_from()} s.value"
    found = bulk.fetch(
        f"SELECT s.{ROW}, MAX(CASE WHEN p.day IS NULL THEN 1 ELSE 0 END), "  # noqa: S608
        f"MAX(CASE WHEN p.day IS NOT NULL AND {differs} AND {BEATS} THEN 1 ELSE 0 END), "
        f"MAX(CASE WHEN p.day IS NOT NULL AND {differs} AND NOT {BEATS} THEN 1 ELSE 0 END), "
        "MAX(CASE WHEN p.day IS NOT NULL THEN 1 ELSE 0 END) "
        f"FROM {stage} s LEFT JOIN {STANDING} GROUP BY s.{ROW}",
        [batch.window_days, batch.window_days],
    )
    return {row: Verdict(*map(bool, says)) for row, *says in found}


def falls(batch: ImportBatch, entries: Iterable[Entry]) -> list[Fall]:
    """The entries that are smaller than the older number they would replace."""
    with staged(batch, entries) as stage:
        found = bulk.fetch(
            f"SELECT s.{ROW}, s.metric_id, p.value, s.value FROM {stage} s JOIN {STANDING} "  # noqa: S608
            f"WHERE s.value < p.value AND {BEATS} ORDER BY s.{ROW}, s.metric_id",
            [batch.window_days],
        )
    return [Fall(row, metric, Decimal(str(before)), Decimal(str(after))) for row, metric, before, after in found]


def write(stage: str, batch: ImportBatch, *, at: datetime, meets_others: bool) -> Written:
    """Let the staged entries stand where they are the newest, and keep everything else that was said.

    ``meets_others``: some of them are there already (``compare`` knows); else there is nothing to keep.
    """
    written = _changed_in_value(stage, batch)
    if meets_others:
        _keep_what_is_replaced(stage, batch, at=at)
        _keep_what_is_older(stage, batch, at=at)
    bulk.upsert_staged(Point, stage, key=KEY, update=["value", "as_of"], touch=["batch", "row"], insert=["team"])
    return written


def _changed_in_value(stage: str, batch: ImportBatch) -> Written:
    found = bulk.fetch(
        f"SELECT s.subject_id, MIN(s.day), MAX(s.day) FROM {stage} s LEFT JOIN {STANDING} "  # noqa: S608
        f"WHERE p.day IS NULL OR (p.value {bulk.differs_from()} s.value AND {BEATS}) GROUP BY s.subject_id",
        [batch.window_days],
    )
    return _written(found)


def _keep_what_is_replaced(stage: str, batch: ImportBatch, *, at: datetime) -> None:
    bulk.execute(
        f"INSERT INTO {RESTATEMENT} "  # noqa: S608
        f"(subject_id, metric_id, day, team_id, value, as_of, batch_id, {ROW}, replaced_by_id, replaced_at) "
        f"SELECT p.subject_id, p.metric_id, p.day, p.team_id, p.value, p.as_of, p.batch_id, p.{ROW}, s.batch_id, %s "
        f"FROM {stage} s JOIN {STANDING} "
        f"WHERE {BEATS} AND (p.as_of < s.as_of OR p.value {bulk.differs_from()} s.value)",
        [_moment(at), batch.window_days],
    )


def _keep_what_is_older(stage: str, batch: ImportBatch, *, at: datetime) -> None:
    """Move entries that don't stand, since something newer does, out of the stage; none is kept twice."""
    bulk.execute(
        f"INSERT INTO {RESTATEMENT} "  # noqa: S608
        f"(subject_id, metric_id, day, team_id, value, as_of, batch_id, {ROW}, replaced_by_id, replaced_at) "
        f"SELECT s.subject_id, s.metric_id, s.day, s.team_id, s.value, s.as_of, s.batch_id, s.{ROW}, p.batch_id, %s "
        f"FROM {stage} s JOIN {STANDING} WHERE NOT {BEATS} AND NOT EXISTS (SELECT 1 FROM {RESTATEMENT} r WHERE "
        "r.subject_id = s.subject_id AND r.metric_id = s.metric_id AND r.day = s.day AND r.batch_id = s.batch_id)",
        [_moment(at), batch.window_days],
    )
    bulk.execute(
        f"DELETE FROM {stage} AS s WHERE EXISTS (SELECT 1 FROM {POINT} p LEFT JOIN {BATCH} b ON b.id = p.batch_id "  # noqa: S608
        f"WHERE {SAME_KEY} AND NOT {BEATS})",
        [batch.window_days],
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


def _moment(at: datetime) -> object:
    return connection.ops.adapt_datetimefield_value(at)
