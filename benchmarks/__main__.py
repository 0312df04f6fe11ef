"""``make bench``: every figure against its limit in the same run, on a PostgreSQL database of its own.

DATABASE_URL names the server (postgres://…); what it does there is in a test database, made and dropped. REDIS_URL is
the broker of the Celery figures.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/bench")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:6379/6")
os.environ["DJANGO_SETTINGS_MODULE"] = "teamops.settings.test"
RESULTS = Path(__file__).with_name("results.json")


def main(arguments: list[str]) -> int:
    """Run the benchmarks named, or all of them; say 1 if a target isn't met.

    The figures of those that weren't run stay on record as they were.
    """
    django.setup()

    from benchmarks import suites  # noqa: PLC0415 - Django must be set up before its models are read

    figures = []
    for run in suites.chosen(arguments):
        with suites.own_database() as is_postgresql:
            if not is_postgresql:
                print("The limits are PostgreSQL's: set DATABASE_URL=postgres://…", file=sys.stderr)
                return 2
            figures += run()
    for figure in figures:
        print(figure.as_line())
    record([figure.as_dict() for figure in figures], beside=json.loads(RESULTS.read_text()) if arguments else [])
    return 0 if all(figure.met for figure in figures) else 1


def record(figures: list[dict[str, Any]], *, beside: list[dict[str, Any]]) -> None:
    measured = {figure["name"]: figure for figure in figures}
    merged = {figure["name"]: figure for figure in beside} | measured
    RESULTS.write_text(json.dumps(list(merged.values()), indent=1, ensure_ascii=False) + "\n")


sys.exit(main(sys.argv[1:]))
