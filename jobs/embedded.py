"""Worker and beat as threads of the web process, for a site without a broker. Queued messages die with the process;
the rows don't, and are taken up again at the next start."""

import logging
import os
import sys
from threading import Thread
from time import monotonic, sleep

from celery import current_app
from celery.beat import Scheduler, Service
from celery.worker import WorkController, state

from jobs import services, tasks

logger = logging.getLogger(__name__)

# A long night mustn't keep the tick from ticking.
THREADS = 2
# How long a stop waits for what is at work; seconds.
PATIENCE = 0.5


def start() -> None:
    """Start worker and beat, take up what the last process left, and tick."""
    interrupted = services.take_up_interrupted()
    if interrupted:
        logger.info("Taking up %d interrupted runs again", interrupted)
    current_app.finalize()
    worker = WorkController(
        app=current_app,
        pool="threads",
        concurrency=THREADS,
        hostname="embedded",
        without_heartbeat=True,
        without_mingle=True,
        without_gossip=True,
    )
    Thread(target=worker.start, name="worker", daemon=True).start()
    beat = Service(current_app, scheduler_cls=Scheduler)
    Thread(target=beat.start, name="beat", daemon=True).start()
    tasks.tick.delay()


def stop() -> None:
    """End the worker. What is still at work then is broken off: its transaction rolls back, its row is taken up again.

    The pool's threads would keep the process alive until their jobs end, so it is left without waiting for them.
    """
    state.should_stop = 0  # type: ignore[assignment]
    given_up_at = monotonic() + PATIENCE
    while state.active_requests and monotonic() < given_up_at:
        sleep(PATIENCE / 20)
    if state.active_requests:
        logger.warning("Breaking off %d jobs, they are taken up again at the next start", len(state.active_requests))
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
