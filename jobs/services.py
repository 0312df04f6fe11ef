"""The life of a run: requested, claimed by exactly one process, kept alive, finished or failed, taken up again."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, PositiveSmallIntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from jobs import registry
from jobs.models import MOST_ATTEMPTS, TICK, JobRun
from notices.models import Notice
from notices.services import tell
from roles.models import Member
from roles.permissions import Permission

RUNNING, QUEUED, DONE, FAILED = JobRun.State.RUNNING, JobRun.State.QUEUED, JobRun.State.DONE, JobRun.State.FAILED
COUNT: "PositiveSmallIntegerField[int, int]" = PositiveSmallIntegerField()
INSTANT = timedelta(microseconds=1)
# How much of an error is kept: its sentence, not a dump.
ERROR_LENGTH = 2000
REQUESTED_AGAIN = Q(requested_at__gt=F("started_at"))


@transaction.atomic
def request(name: str, *, scope: str, day: date, at: datetime) -> JobRun:
    """Ask for a run. What runs at this moment runs once more afterwards: it may have read the older numbers.

    Raise ``LookupError`` if nobody registered a job of that name.
    """
    registry.named(name)
    run, is_new = JobRun.objects.get_or_create(name=name, scope=scope, day=day, defaults={"requested_at": at})
    if not is_new:
        # One statement, so that a run which ends at this moment can't swallow the request.
        JobRun.objects.filter(pk=run.pk).update(
            state=Case(When(state=RUNNING, then=Value(RUNNING)), default=Value(QUEUED)),
            requested_at=Case(
                When(state=RUNNING, then=Greatest(Value(at), F("started_at") + INSTANT)), default=Value(at)
            ),
            attempts=Case(When(state=RUNNING, then=F("attempts")), default=Value(0), output_field=COUNT),
        )
        run.refresh_from_db()
    return run


def claim(pk: int, *, at: datetime) -> JobRun | None:
    """Take up a waiting run. Of several who try, one gets it; the others get ``None``."""
    taken = (
        JobRun.objects.waiting(at=at)
        .filter(pk=pk)
        .update(
            state=RUNNING,
            started_at=at,
            heartbeat_at=at,
            finished_at=None,
            attempts=F("attempts") + 1,
            done=0,
            total=None,
            error="",
        )
    )
    return JobRun.objects.get(pk=pk) if taken else None


def keep_alive(run: JobRun, *, at: datetime, done: int, total: int | None) -> bool:
    """Say that ``run`` is still at work, and how far. False if somebody else has taken it up meanwhile."""
    within = done if total is None else min(done, total)
    return bool(_claimed(run).update(heartbeat_at=at, done=within, total=total))


def finish(run: JobRun, *, at: datetime, done: int, total: int | None) -> None:
    """Close a run that went well; it is queued anew if it was requested again while it ran."""
    _claimed(run).update(
        state=Case(When(REQUESTED_AGAIN, then=Value(QUEUED)), default=Value(DONE)),
        attempts=Case(When(REQUESTED_AGAIN, then=Value(0)), default=F("attempts"), output_field=COUNT),
        finished_at=at,
        heartbeat_at=at,
        done=done if total is None else min(done, total),
        total=total,
    )


@transaction.atomic
def fail(run: JobRun, *, at: datetime, error: str) -> None:
    """Close a run that went wrong, with what went wrong, and tell the team's managers."""
    closed = _claimed(run).update(
        state=Case(When(REQUESTED_AGAIN, then=Value(QUEUED)), default=Value(FAILED)),
        finished_at=at,
        heartbeat_at=at,
        error=error[:ERROR_LENGTH],
    )
    if closed:
        _tell_managers(run, at=at, error=error)


def tick(*, at: datetime) -> list[int]:
    """Sign the tick's row, write down what is due, take up what was left lying; the keys of what can start now."""
    JobRun.objects.update_or_create(
        name=TICK, scope="", day=timezone.localdate(at), defaults={"state": DONE, "heartbeat_at": at, "finished_at": at}
    )
    _give_up_silent(at=at)
    _write_down(registry.due(at), at=at)
    JobRun.objects.to_retry(at=at).update(state=QUEUED)
    return JobRun.objects.next_in_line(at=at)


def _write_down(due: list[registry.Due], *, at: datetime) -> None:
    """A row for each due run that has none. Another process may be doing the same at this moment."""
    if not due:
        return
    days = {one.day for one in due}
    known = set(JobRun.objects.filter(day__range=(min(days), max(days))).values_list("name", "scope", "day"))
    new = [one for one in due if (one.name, one.scope, one.day) not in known]
    rows = [JobRun(name=one.name, scope=one.scope, day=one.day, requested_at=at) for one in new]
    JobRun.objects.bulk_create(rows, ignore_conflicts=True)


def take_up_interrupted() -> int:
    """Queue what was running when the one process of an embedded site ended. Only that process may say so."""
    return JobRun.objects.filter(state=RUNNING).update(state=QUEUED)


def _give_up_silent(*, at: datetime) -> None:
    """A run that took its process down each time isn't tried for ever."""
    silent = JobRun.objects.waiting(at=at).filter(state=RUNNING, attempts__gte=MOST_ATTEMPTS)
    for run in silent:
        fail(run, at=at, error=gettext("It stopped without a word, %d times.") % run.attempts)


def _claimed(run: JobRun) -> QuerySet[JobRun]:
    """The row, as long as it is this claim's: the moment it started is the claim's mark."""
    return JobRun.objects.filter(pk=run.pk, state=RUNNING, started_at=run.started_at)


def _tell_managers(run: JobRun, *, at: datetime, error: str) -> None:
    """Once for each request, not at each further attempt."""
    asked = int(run.requested_at.timestamp())
    managers = Member.objects.filter(team__slug=run.scope).who_may(Permission.RUN_JOBS, on=timezone.localdate(at))
    for manager in managers:
        tell(
            manager,
            Notice.Kind.NIGHT_FAILED,
            {"day": f"{run.day:%m-%d}", "error": error[:ERROR_LENGTH]},
            reverse("jobs:runs", args=[run.scope]),
            about=f"run {run.pk} of {asked}",
        )
