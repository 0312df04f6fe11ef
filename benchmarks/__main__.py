"""``make bench``: every figure against its limit in the same run, on a PostgreSQL database of its own.

DATABASE_URL names the server (postgres://…); what it does there is in a test database, made and dropped. REDIS_URL is
the broker of the Celery figures.
"""

import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/bench")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:6379/6")
os.environ["DJANGO_SETTINGS_MODULE"] = "teamops.settings.test"
RESULTS = Path(__file__).with_name("results.json")


def main(arguments: list[str]) -> int:
    """Run the benchmarks named, or all of them; say 1 if a target isn't met."""
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
    RESULTS.write_text(json.dumps([figure.as_dict() for figure in figures], indent=1, ensure_ascii=False) + "\n")
    return 0 if all(figure.met for figure in figures) else 1


sys.exit(main(sys.argv[1:]))
