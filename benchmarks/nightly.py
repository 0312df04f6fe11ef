"""The night against its limit: one SQL statement that computes and upserts the same cards.

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

from django.db import connection
from django.utils import timezone

from benchmarks.company import FIRST, LAST, RATIOS, build, fill
from benchmarks.results import Figure
from jobs import services
from jobs.models import JobRun
from jobs.tasks import run
from kpis.models import Scorecard
from kpis.scorecards import recompute
from roles.models import Team

ROUNDS = 5
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
               LEAST(GREATEST(100 * (numerator / COALESCE(denominator, 1) - zero_at) / (target - zero_at), 0), cap) AS score
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
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM reference r FULL JOIN kpis_scorecard c ON c.member_id = r.member_id "
            "WHERE c.total IS DISTINCT FROM r.total OR c.process IS DISTINCT FROM r.process"
        )
        return int(cursor.fetchone()[0])


def measure(teams: int, members: int) -> None:
    build(teams, members)
    with connection.cursor() as cursor:
        cursor.execute(REFERENCE_TABLES)
    for _ in range(3):
        clear()
        limit, night = timed(reference), timed(in_process)
        again = timed(in_process)
        print(
            f"{limit:.2f} s limit, {night:.2f} s night, ratio {limit / night:.2f}; unchanged {again:.2f} s, {night / again:.2f} ×; {differing()} differ"
        )
