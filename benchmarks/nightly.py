"""The night against its limit: one SQL statement that computes and upserts the same cards and lines.

The statement is a second copy of the rule, for this purpose alone; every total must be the same.
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
from django.db import connection
from django.utils import timezone

from benchmarks.company import FIRST, LAST, build
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

REFERENCE_TABLES = """
    CREATE TABLE reference (member_id bigint PRIMARY KEY, process numeric, result numeric, total numeric);
    CREATE TABLE reference_line (
        member_id bigint, kpi_id bigint, actual numeric, numerator numeric, denominator numeric, zero_at numeric,
        target numeric, score numeric, weight numeric, earned numeric, PRIMARY KEY (member_id, kpi_id))"""
REFERENCE = """
    WITH sums AS (
        SELECT a.member_id, p.metric_id, SUM(p.value * a.share / 100) AS total
        FROM metrics_point p
        JOIN metrics_attribution a ON a.subject_id = p.subject_id
         AND p.day >= a.from_on AND (a.until_on IS NULL OR p.day <= a.until_on)
        JOIN metrics_subject s ON s.id = p.subject_id AND s.kind = 'member'
        WHERE p.day BETWEEN %(first)s AND %(last)s
        GROUP BY a.member_id, p.metric_id
    ), asked AS (
        SELECT b.id AS member_id, k.id AS kpi_id, k.half, k.weight, k.zero_at, k.target, k.cap, m.fold,
               COALESCE(f.source_id, m.id) AS source_id, COALESCE(f.part, 'numerator') AS part
        FROM roles_assignment x
        JOIN roles_member b ON b.id = x.member_id
        JOIN kpis_template t ON t.role_id = x.role_id AND t.team_id = b.team_id AND t.state = 'published'
        JOIN kpis_kpi k ON k.template_id = t.id
        JOIN metrics_metric m ON m.id = k.metric_id
        LEFT JOIN metrics_term f ON f.metric_id = m.id
    ), actuals AS (
        SELECT a.member_id, a.kpi_id, a.half, a.weight, a.zero_at, a.target, a.cap,
               SUM(s.total) FILTER (WHERE a.part = 'numerator') AS numerator,
               SUM(s.total) FILTER (WHERE a.part = 'denominator') AS denominator
        FROM asked a JOIN sums s ON s.member_id = a.member_id AND s.metric_id = a.source_id
        GROUP BY a.member_id, a.kpi_id, a.half, a.weight, a.zero_at, a.target, a.cap
    ), earned AS (
        SELECT *, numerator / COALESCE(denominator, 1) AS actual,
               LEAST(GREATEST(100 * (numerator / COALESCE(denominator, 1) - zero_at) / (target - zero_at), 0), cap)
                   AS score
        FROM actuals
    ), lines AS (
        INSERT INTO reference_line
        SELECT member_id, kpi_id, ROUND(actual, 6), numerator, denominator, zero_at, target, ROUND(score, 6), weight,
               ROUND(score * weight / 100, 6)
        FROM earned
        ON CONFLICT (member_id, kpi_id) DO UPDATE
           SET actual = excluded.actual, numerator = excluded.numerator, denominator = excluded.denominator,
               zero_at = excluded.zero_at, target = excluded.target, score = excluded.score,
               weight = excluded.weight, earned = excluded.earned
    )
    INSERT INTO reference (member_id, process, result, total)
    SELECT member_id,
           ROUND(SUM(score * weight / 100) FILTER (WHERE half = 'process'), 2),
           ROUND(SUM(score * weight / 100) FILTER (WHERE half = 'result'), 2),
           ROUND(SUM(score * weight / 100), 2)
    FROM earned GROUP BY member_id
    ON CONFLICT (member_id) DO UPDATE
       SET process = excluded.process, result = excluded.result, total = excluded.total"""


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def reference() -> None:
    with connection.cursor() as cursor:
        cursor.execute(REFERENCE, {"first": FIRST, "last": LAST})


def in_process() -> None:
    for team in Team.objects.filter(slug__startswith="bench-"):
        recompute(team, through=LAST, at=AT)


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE reference, reference_line")
        cursor.execute("TRUNCATE kpis_line, kpis_part, kpis_scorecard CASCADE")


def differing() -> int:
    """Cards on which the night and the statement disagree."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM reference r FULL JOIN kpis_scorecard c ON c.member_id = r.member_id "
            "WHERE (c.process, c.result, c.total) IS DISTINCT FROM (r.process, r.result, r.total)"
        )
        return int(cursor.fetchone()[0])


@contextmanager
def worker() -> Iterator[None]:
    """A real worker process with as many children as there are cores, on this database and the broker."""
    database = settings.DATABASES["default"]
    address = (
        f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "teamops.settings.base",
        "DATABASE_URL": address,
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
    build(TEAMS, MEMBERS)
    with connection.cursor() as cursor:
        cursor.execute(REFERENCE_TABLES)
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
