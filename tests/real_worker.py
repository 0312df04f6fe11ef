"""A real worker process of one's own, to be killed in the middle of something."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

PATIENCE = 60


def environment_of(settings: Any) -> dict[str, str]:
    """What a process of our own needs to work on the test's database."""
    assert connection.vendor == "postgresql", "Set DATABASE_URL to a PostgreSQL server."
    assert settings.REDIS_URL, "Set REDIS_URL."
    where = connection.settings_dict
    user = where["USER"] + (f":{where['PASSWORD']}" if where["PASSWORD"] else "")
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "teamops.settings.base",
        "DATABASE_URL": f"postgres://{user}@{where['HOST']}:{where['PORT'] or 5432}/{where['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "FIELD_KEY": settings.FIELD_KEY,
        "DATA_DIR": str(settings.DATA_DIR),
    }


@contextmanager
def worker(environment: dict[str, str]) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "celery", "-A", "teamops", "worker", "--concurrency", "2", "--loglevel", "WARNING"]
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    """``kill -9`` of the worker and its children."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)


def wait_until(happened: Callable[[], bool], what: str) -> None:
    given_up_at = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < given_up_at, f"Waited in vain until {what}."
        time.sleep(0.05)
