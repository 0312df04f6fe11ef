"""The night against its limit: one SQL statement that computes and upserts the same cards, parts and lines.

Every total must be the same. How far more workers help depends on what the machine gives two processes at once, so
that is measured and printed beside it.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction
from django.utils import timezone

from benchmarks import company, statement
from benchmarks.company import FIRST, LAST
from benchmarks.results import Figure
from benchmarks.worker import wait_for, worker
from jobs import services
from jobs.models import JobRun
from jobs.tasks import run
from roles.models import Team
from teamops.celery import app

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
AT = datetime(2026, 11, 1, 6, 10, tzinfo=UTC)
# Of a worker process: Django, the code and a chunk of members.
MEMORY = 300  # MB
# While the database works for one, another computes.
WORKERS = 2 * (os.cpu_count() or 1)


@dataclass(frozen=True)
class Round:
    """Seconds: the statement, a night in which everything is new, a night in which nothing is."""

    limit: float
    changed: float
    unchanged: float


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def reference() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.AT_ITS_BEST)
        cursor.execute(statement.STATEMENT, {"first": FIRST, "last": LAST})


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE reference_card, reference_part, reference_line")
    company.forget_cards()


def differing() -> int:
    """Cards on which the night and the statement disagree."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM reference_card r FULL JOIN kpis_scorecard c ON c.member_id = r.member_id "
            "WHERE (c.process, c.result, c.total) IS DISTINCT FROM (r.process, r.result, r.total)"
        )
        return int(cursor.fetchone()[0])


def by_celery() -> None:
    """A run a team, sent through the broker, until the last one is done."""
    asked = timezone.now()
    rows = [services.request("night", scope=slug, day=LAST, at=asked) for slug in slugs()]
    for row in rows:
        run.apply_async([row.pk])
    wait_for(lambda: JobRun.objects.filter(name="night", state=JobRun.State.DONE).count() == len(rows))


def slugs() -> list[str]:
    return list(Team.objects.filter(slug__startswith="bench-").values_list("slug", flat=True))


def cores() -> float:
    """How much more two processes get done at once than one alone: 2 on two idle cores."""
    return 2 * seconds_of(1) / seconds_of(2)


def seconds_of(processes: int) -> float:
    """Seconds that so many processes need for the same arithmetic, all at once."""
    command = [sys.executable, "-c", "sum(n * n for n in range(5_000_000))"]
    return timed(lambda: [one.wait() for one in [subprocess.Popen(command) for _ in range(processes)]])


def figures_of(teams: int, members: int) -> list[Figure]:
    company.build(teams, members)
    with connection.cursor() as cursor:
        cursor.execute(statement.TABLES)
    app.conf.task_always_eager = False
    rounds, wrong = [], 0
    with worker(WORKERS) as at_work:
        by_celery()  # the workers load what they need once
        for _ in range(ROUNDS):
            clear()
            rounds.append(Round(timed(reference), timed(by_celery), timed(by_celery)))
            wrong += differing()
            print(f"  {rounds[-1]}, {cores():.2f} cores", file=sys.stderr)
        peak = at_work.peak()
    with worker(1):
        by_celery()
        clear()
        alone = timed(by_celery)
    many = f"{members:,} members in {teams} teams"
    night = statistics.median(one.limit / one.changed for one in rounds)
    unchanged = statistics.median(one.changed / one.unchanged for one in rounds)
    helped = alone / statistics.median(one.changed for one in rounds)
    return [
        Figure(f"night by Celery, {many}: speed ÷ one statement", night, 0.70),
        Figure(f"{many}: unchanged night, speed ÷ changed night", unchanged, 1.25),
        Figure(f"{many}: totals that differ from the statement's", wrong, 0, at_most=True),
        Figure(f"{many}: {WORKERS} workers, speed ÷ one worker", helped, 1.1),
        Figure(f"{many}: peak memory of a worker in MB", peak, MEMORY, at_most=True),
    ]


def figures() -> list[Figure]:
    return figures_of(teams=2, members=1_000)


def figures_of_many() -> list[Figure]:
    return figures_of(teams=20, members=10_000)
