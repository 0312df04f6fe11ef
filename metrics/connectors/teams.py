"""The connections of a team as one job: what is fetched now, and who is to be asked again by now."""

import logging
from collections.abc import Callable
from datetime import datetime

from jobs import services as jobs
from metrics.connectors import pull as one
from metrics.connectors import spans
from metrics.models import Connection
from roles.models import Team

logger = logging.getLogger(__name__)

JOB = "pull"


def connected() -> list[str]:
    """The addresses of the teams that have something to fetch from."""
    slugs = Connection.objects.active().order_by().values_list("channel__subject__team__slug", flat=True)
    return list(slugs.distinct())


def pull(team: Team, *, at: datetime, progress: Callable[[int, int], None]) -> None:
    """Fetch from each connection that isn't told to wait. One that fails in an unforeseen way doesn't stop the others;

    the first such failure is raised at the end, so that the run says so.
    """
    waiting = Connection.objects.active().resting(at=at).values("pk")
    connections = list(Connection.objects.of(team).active().exclude(pk__in=waiting).for_pull())
    unforeseen: Exception | None = None
    for done, connection in enumerate(connections):
        progress(done, len(connections))
        try:
            one.pull(connection, at=at)
        except Exception as error:  # one connection must not keep the others from their numbers
            logger.exception("Fetching over connection %s failed", connection.pk)
            unforeseen = unforeseen or error
    progress(len(connections), len(connections))
    if unforeseen is not None:
        raise unforeseen


def request_rested(*, at: datetime) -> int:
    """Ask for a run of each team with a connection whose time to wait is over; say how many."""
    rested = Connection.objects.active().rested(at=at)
    slugs = set(rested.values_list("channel__subject__team__slug", flat=True))
    for slug in slugs:
        Connection.objects.active().rested(at=at).filter(channel__subject__team__slug=slug).update(next_try_at=None)
        request(slug, at=at)
    return len(slugs)


def request(slug: str, *, at: datetime) -> None:
    """Ask for a run through the last day that should be ready: the morning's own run has a row of its own."""
    jobs.request(JOB, scope=slug, day=spans.last_ready(at), at=at)
