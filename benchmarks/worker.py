"""A real Celery worker on the database of the benchmark: started, measured, stopped."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from teamops.celery import app

PATIENCE = 600  # seconds
LOOK_EVERY = 0.02


@dataclass(frozen=True)
class Worker:
    """A worker process whose children carry out the tasks."""

    pid: int

    def peak(self) -> float:
        """The most memory that any of its children has had, in MB."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return max(peak_of(int(child)) for child in children)


def peak_of(pid: int) -> float:
    """The most memory that a process has had, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(kilobytes) / 1024


def address_of_the_database() -> str:
    """The test database of this run, for another process."""
    one = settings.DATABASES["default"]
    return f"postgres://{one['USER']}:{one['PASSWORD']}@{one['HOST']}:{one['PORT']}/{one['NAME']}"


@contextmanager
def worker(children: int) -> Iterator[Worker]:
    """A worker with so many children, on this database and the broker of the settings."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "teamops.settings.base",
        "DATABASE_URL": address_of_the_database(),
        "BEHIND_TLS_PROXY": "false",
        "LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "celery", "-A", "teamops", "worker", "--concurrency", str(children), "-l", "ERROR"]
    process = subprocess.Popen(command, env=environment, cwd=Path(__file__).parent.parent)
    try:
        wait_for(lambda: bool(app.control.ping(timeout=1)))
        yield Worker(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(happened: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > give_up:
            raise TimeoutError
        time.sleep(LOOK_EVERY)
