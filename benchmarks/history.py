"""What twelve stored months cost a night that computes one: the same cards, with a month of points and with a year."""

import os
import statistics
import time
from datetime import date

from django.db import connection

from benchmarks import company
from benchmarks.nightly import AT, ROUNDS
from benchmarks.results import Figure
from kpis.scorecards import recompute
from metrics.models import Point
from roles.models import Team

MEMBERS = int(os.environ.get("BENCH_MEMBERS", "1000"))
A_YEAR_AGO, THE_DAY_BEFORE = date(2025, 11, 1), date(2026, 9, 30)


def figures() -> list[Figure]:
    company.build(1, MEMBERS)
    tidy()
    one_month = computed()
    company.fill(A_YEAR_AGO, THE_DAY_BEFORE)
    tidy()
    twelve_months = computed()
    return [Figure("twelve months stored: time ÷ one month stored", twelve_months / one_month, 1.25, at_most=True)]


def computed() -> float:
    """Seconds to compute October, the median of some rounds."""
    team = Team.objects.get(slug="bench-1")
    rounds = []
    for _ in range(ROUNDS):
        company.forget_cards()
        start = time.perf_counter()
        recompute(team, through=company.LAST, at=AT)
        rounds.append(time.perf_counter() - start)
    return statistics.median(rounds)


def tidy() -> None:
    """What autovacuum does some minutes after a large import."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {Point._meta.db_table}")
