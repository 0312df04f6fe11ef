"""An import's writing against its limit: COPY of the same rows into a table without an index."""

import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO

from django.db import connection, transaction

from benchmarks.results import Figure
from metrics import store
from metrics.models import ImportBatch, Metric, Point, Restatement, Subject
from metrics.store import Entry
from roles.models import Team

SUBJECTS, METRICS, DAYS = int(os.environ.get("BENCH_SUBJECTS", "1000")), 10, 30
ROUNDS = 5
TARGET = 0.12
FIRST = date(2026, 10, 1)
AT = datetime(2026, 11, 1, 8, tzinfo=UTC)


def figures() -> list[Figure]:
    """Rows a second as a part of COPY's: a fresh import, and one that changes a row in a hundred."""
    team = Team.objects.create(slug="bench-import", name="bench")
    entries = made(team)
    text = as_text(entries, team)
    changed = [one._replace(value=one.value + 1) if n % 100 == 0 else one for n, one in enumerate(entries)]
    copies, fresh, again = [], [], []
    for _ in range(ROUNDS):
        empty()
        copies.append(timed(lambda: copy(text)))
        fresh.append(timed(lambda: bring_in(team, entries)))
        vacuum()
        again.append(timed(lambda: bring_in(team, changed)))
    limit = statistics.median(copies)
    empty()
    return [
        Figure("fresh import ÷ COPY", limit / statistics.median(fresh), TARGET),
        Figure("re-import with 1 % changed ÷ COPY", limit / statistics.median(again), TARGET),
    ]


def made(team: Team) -> list[Entry]:
    """Every metric of every subject on every day, in the order of a file: day by day."""
    subjects = Subject.objects.bulk_create(
        Subject(team=team, kind=Subject.Kind.CAMPAIGN, name=str(n)) for n in range(SUBJECTS)
    )
    metrics = list(Metric.objects.stored().values_list("pk", flat=True)[:METRICS])
    return [
        Entry(subject.pk, metric, FIRST + timedelta(days=day), Decimal(subject.pk * 7 + metric * 13 + day), row)
        for day in range(DAYS)
        for row, subject in enumerate(subjects, start=day * SUBJECTS + 2)
        for metric in metrics
    ]


def bring_in(team: Team, entries: list[Entry]) -> None:
    """What confirming does once a file is read: lock, stage, compare, keep what is replaced, write."""
    with transaction.atomic():
        batch = ImportBatch.objects.create(team=team, file_name="bench", sha256="0", size=1, as_of=FIRST)
        store.lock(team, None)
        with store.judged(batch, entries):
            store.compare()
            store.write(batch, at=AT)


def as_text(entries: list[Entry], team: Team) -> str:
    """The rows as COPY takes them."""
    return "".join(
        f"{one.subject}\t{one.metric}\t{one.day}\t{team.pk}\t{one.value}\t{FIRST}\t1\t{one.row}\n" for one in entries
    )


def copy(text: str) -> None:
    """The limit: the rows are text already, and nothing is looked up, compared or kept."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE unindexed AS SELECT * FROM metrics_point WHERE false")
        cursor.copy_expert(
            "COPY unindexed (subject_id, metric_id, day, team_id, value, as_of, batch_id, row) FROM STDIN",
            StringIO(text),
        )


def timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS unindexed")
        for model in (Point, Restatement):
            cursor.execute(f"TRUNCATE {model._meta.db_table}")


def vacuum() -> None:
    """What autovacuum does between two imports."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {Point._meta.db_table}")
