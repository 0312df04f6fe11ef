"""Carries out a run in this process: claims it, keeps its sign of life going, closes it.

A run takes time, so this asks the clock itself.
"""

import logging
from threading import Event, Thread
from types import TracebackType
from typing import Self

from django.db import OperationalError, connection
from django.utils import timezone

from jobs import registry, services
from jobs.models import JobRun

logger = logging.getLogger(__name__)

# How often progress is written, and how often a sign of life without any; seconds.
PROGRESS_EVERY = 2.0
ALIVE_EVERY = 10.0


class Pulse:
    """Writes progress and signs of life from a thread of its own, on its own connection.

    The job itself may be inside one long transaction: what it wrote there nobody would see before its end.
    """

    def __init__(self, run: JobRun) -> None:
        self.run = run
        self.done, self.total = 0, run.total
        self._over = Event()
        self._thread = Thread(target=self._beat, name=f"pulse of {run}", daemon=True)

    def progress(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        told, silent_for = (self.done, self.total), 0.0
        while not self._over.wait(PROGRESS_EVERY):
            silent_for += PROGRESS_EVERY
            now = (self.done, self.total)
            if now != told or silent_for >= ALIVE_EVERY:
                self._tell(*now)
                told, silent_for = now, 0.0
        connection.close()

    def _tell(self, done: int, total: int | None) -> None:
        try:
            services.keep_alive(self.run, at=timezone.now(), done=done, total=total)
        except OperationalError as error:  # SQLite is locked by the job's own transaction: the next beat tells it
            logger.info("No sign of life of %s this time: %s", self.run, error)


def carry_out(pk: int) -> JobRun | None:
    """Claim the run and do its job; ``None`` if somebody else has it. A failure is written down and logged."""
    run = services.claim(pk, at=timezone.now())
    if run is None:
        return None
    pulse = Pulse(run)
    try:
        with pulse:
            job = registry.named(run.name)
            job.function(registry.Run(run.scope, run.day, timezone.now(), pulse.progress))
    except Exception as error:
        logger.exception("%s failed", run)
        services.fail(run, at=timezone.now(), error=f"{type(error).__name__}: {error}")
    else:
        services.finish(run, at=timezone.now(), done=pulse.done, total=pulse.total)
    run.refresh_from_db()
    return run
