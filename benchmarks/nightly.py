"""The night against its limit: one SQL statement that computes and upserts the same cards, parts and lines.

Every total must be the same.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from benchmarks import company, statement
from benchmarks.company import FIRST, LAST
from benchmarks.results import Figure
from jobs import services
from jobs.models import JobRun
from jobs.tasks import run
from kpis.scorecards import recompute
from roles.models import Team
from teamops.celery import app

TEAMS, MEMBERS = int(os.environ.get("BENCH_TEAMS", "4")), int(os.environ.get("BENCH_MEMBERS", "1000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
PATIENCE = 600  # seconds
AT = datetime(2026, 11, 1, 6, 10, tzinfo=UTC)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def reference() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.AT_ITS_BEST)
        cursor.execute(statement.STATEMENT, {"first": FIRST, "last": LAST})


def in_process() -> None:
    for team in Team.objects.filter(slug__startswith="bench-"):
        recompute(team, through=LAST, at=AT)


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


def address_of_the_database() -> str:
    """The test database of this run, for another process."""
    one = settings.DATABASES["default"]
    return f"postgres://{one['USER']}:{one['PASSWORD']}@{one['HOST']}:{one['PORT']}/{one['NAME']}"


@contextmanager
def worker() -> Iterator[None]:
    """A real worker process with as many children as there are cores, on this database and the broker."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "teamops.settings.base",
        "DATABASE_URL": address_of_the_database(),
        "BEHIND_TLS_PROXY": "false",
        "LOG_LEVEL": "WARNING",
    }
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "teamops",
        "worker",
        "--concurrency",
        str(os.cpu_count()),
        "-l",
        "ERROR",
    ]
    process = subprocess.Popen(command, env=environment, cwd=Path(__file__).parent.parent)
    try:
        wait_for(lambda: bool(app.control.ping(timeout=1)))
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(happened: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > give_up:
            raise TimeoutError
        time.sleep(0.01)


def by_celery() -> None:
    """A run a team, sent through the broker, until the last one is done."""
    asked = timezone.now()
    rows = [services.request("night", scope=slug, day=LAST, at=asked) for slug in slugs()]
    for row in rows:
        run.apply_async([row.pk])
    wait_for(lambda: JobRun.objects.filter(name="night", state=JobRun.State.DONE).count() == len(rows))


def slugs() -> list[str]:
    return list(Team.objects.filter(slug__startswith="bench-").values_list("slug", flat=True))


def figures() -> list[Figure]:
    company.build(TEAMS, MEMBERS)
    with connection.cursor() as cursor:
        cursor.execute(statement.TABLES)
    app.conf.task_always_eager = False
    night, unchanged_night, wrong = [], [], 0
    with worker():
        for _ in range(ROUNDS):
            clear()
            limit, changed, unchanged = timed(reference), timed(by_celery), timed(by_celery)
            night.append(limit / changed)
            unchanged_night.append(changed / unchanged)
            wrong += differing()
            print(f"  limit {limit:.2f} s, night {changed:.2f} s, unchanged {unchanged:.2f} s", file=sys.stderr)
    return [
        Figure(f"night by Celery, {MEMBERS} members: speed ÷ one statement", statistics.median(night), 0.70),
        Figure("unchanged night: speed ÷ changed night", statistics.median(unchanged_night), 1.25),
        Figure("cards whose total differs from the statement's", wrong, 0, at_most=True),
    ]
