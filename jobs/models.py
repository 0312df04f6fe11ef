"""What runs by itself. The truth about what ran stands here, never in the broker."""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs import registry
from roles.models import Member

# A run that hasn't said anything for so long has died with its process.
SILENCE = timedelta(minutes=5)
# How long a failed run waits after its first, second … attempt. After the last one it stays failed.
BACK_OFF = (timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
MOST_ATTEMPTS = len(BACK_OFF) + 1
# The row that each tick signs: by it one sees whether anything runs by itself at all.
TICK = "tick"


class JobRunQuerySet(models.QuerySet["JobRun"]):
    def visible_to(self, member: Member) -> Self:
        """The runs of the member's own team."""
        return self.filter(scope=member.team.slug)

    def waiting(self, *, at: datetime) -> Self:
        """What somebody should take up now: queued, or running without a sign of life."""
        return self.filter(
            Q(state=JobRun.State.QUEUED) | Q(state=JobRun.State.RUNNING, heartbeat_at__lt=at - SILENCE),
        )

    def alive(self, *, at: datetime) -> Self:
        """Running, and heard of lately."""
        return self.filter(state=JobRun.State.RUNNING, heartbeat_at__gte=at - SILENCE)

    def unfinished(self) -> Self:
        return self.filter(state__in=[JobRun.State.QUEUED, JobRun.State.RUNNING])

    def failed(self) -> Self:
        return self.filter(state=JobRun.State.FAILED)

    def to_retry(self, *, at: datetime) -> Self:
        """Failed runs whose back-off is over, unless a later day of the same job has since been done."""
        rested = reduce(or_, (Q(attempts=n, finished_at__lte=at - wait) for n, wait in enumerate(BACK_OFF, start=1)))
        later = JobRun.objects.filter(
            name=OuterRef("name"), scope=OuterRef("scope"), day__gt=OuterRef("day"), state=JobRun.State.DONE
        )
        return self.failed().filter(rested).exclude(Exists(later))

    def next_in_line(self, *, at: datetime) -> list[int]:
        """The keys of what can start now: the oldest waiting run of each scope that isn't at work already.

        Days of one team go in order and one at a time, or an older day could write over a newer one.
        """
        busy = self.alive(at=at).values("scope")
        waiting = self.waiting(at=at).exclude(scope__in=busy).order_by("-day", "-requested_at", "-pk")
        return list({scope: pk for pk, scope in waiting.values_list("pk", "scope")}.values())


class JobRun(models.Model):
    """One job for one scope (a team's address, or everything) and one day. It may run again; it is never doubled."""

    class Meta:
        verbose_name = _("job run")
        ordering = ["-day", "name", "scope"]
        constraints = [
            models.UniqueConstraint(name="one_run_a_job_scope_and_day", fields=["name", "scope", "day"]),
            models.CheckConstraint(
                name="done_at_most_total", condition=Q(total__isnull=True) | Q(done__lte=F("total"))
            ),
        ]

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    name = models.CharField(_("job"), max_length=40)
    scope = models.CharField(_("scope"), max_length=40, blank=True)
    day = models.DateField(_("day"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    requested_at = models.DateTimeField(_("requested"), default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), null=True)
    error = models.TextField(_("error"), blank=True)

    objects = JobRunQuerySet.as_manager()

    def __str__(self) -> str:
        return " ".join(part for part in (self.name, self.scope, f"{self.day}") if part)

    @property
    def label(self) -> str:
        return registry.label_of(self.name)

    @property
    def is_queued(self) -> bool:
        return self.state == self.State.QUEUED

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    @property
    def is_failed(self) -> bool:
        return self.state == self.State.FAILED

    @property
    def is_given_up(self) -> bool:
        """Whether it failed so often that only somebody's request starts it again."""
        return self.is_failed and self.attempts >= MOST_ATTEMPTS

    @property
    def retry_at(self) -> datetime | None:
        """When a failed run is taken up again."""
        if not self.is_failed or self.is_given_up or self.finished_at is None:
            return None
        return self.finished_at + BACK_OFF[max(self.attempts, 1) - 1]

    @property
    def seconds(self) -> int | None:
        """How long it took."""
        if self.started_at is None or self.finished_at is None:
            return None
        return max(round((self.finished_at - self.started_at).total_seconds()), 0)
