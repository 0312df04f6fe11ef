"""The doors through which the broker comes in. A lost message loses nothing: the rows are asked each minute."""

import logging

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from jobs import registry, runner, services
from jobs.models import JobRun

logger = logging.getLogger(__name__)

# A message is only a nudge; the next tick gives another, so old ones needn't pile up. Seconds.
NUDGE_EXPIRES = 55


@shared_task(name="jobs.tick")
def tick() -> None:
    """Each minute, by beat: what is due, what failed, what was left lying; then what is looked at each minute."""
    now = timezone.now()
    for pk in services.tick(at=now):
        run.apply_async((pk,), expires=NUDGE_EXPIRES)
    for look in registry.looks():
        look(now)


@shared_task(name="jobs.run")
def run(pk: int) -> None:
    """Carry out one run, then start the next of its scope, which it held up."""
    carried_out = runner.carry_out(pk)
    if carried_out is not None:
        start_next(carried_out.scope)


@shared_task(name="jobs.start-next")
def start_next(scope: str) -> None:
    """Start what can start now in a scope, without waiting for the tick."""
    for pk in JobRun.objects.filter(scope=scope).next_in_line(at=timezone.now()):
        run.apply_async((pk,), expires=NUDGE_EXPIRES)


def wake(scope: str) -> None:
    """Have what was just requested for a scope start at once. Without a broker it waits for the next tick."""
    try:
        start_next.apply_async((scope,), retry=False, expires=NUDGE_EXPIRES)
    except OperationalError as error:
        logger.warning("The broker doesn't answer, what was requested starts at the next tick: %s", error)
