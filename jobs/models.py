"""What runs by itself. The truth about what ran stands here, never in the broker."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A run that hasn't said anything for so long has died with its process.
SILENCE = timedelta(minutes=5)


class JobRunQuerySet(models.QuerySet["JobRun"]):
    def waiting(self, *, at: datetime) -> Self:
        """What somebody should take up now: queued, or running without a sign of life."""
        return self.filter(
            Q(state=JobRun.State.QUEUED) | Q(state=JobRun.State.RUNNING, heartbeat_at__lt=at - SILENCE),
        )

    def failed(self) -> Self:
        return self.filter(state=JobRun.State.FAILED)


class JobRun(models.Model):
    """One job for one scope (a team's address, or everything) and one day. It may run again; it is never doubled."""

    class Meta:
        verbose_name = _("job run")
        ordering = ["-day", "name", "scope"]
        constraints = [
            models.UniqueConstraint(name="one_run_a_job_scope_and_day", fields=["name", "scope", "day"]),
            models.CheckConstraint(name="done_at_most_total", condition=Q(total__isnull=True) | Q(done__lte=F("total"))),
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
        return f"{self.name} {self.scope} {self.day}".replace("  ", " ")
