"""Clocks: what has to have happened to an item by a moment, beside the time that its stages have."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.items import Item
from roles.models import Member


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self) -> Self:
        """What hasn't happened yet, of items that are still open."""
        return self.filter(stopped_at__isnull=True, item__state=Item.State.OPEN)

    def to_remind(self, *, at: datetime) -> Self:
        return self.running().filter(remind_at__lte=at, reminded_at__isnull=True)

    def to_escalate(self, *, at: datetime) -> Self:
        return self.running().filter(due_at__lte=at, escalated_at__isnull=True)

    def settled(self, *, at: datetime) -> Self:
        """Those of which it is known whether it happened in time."""
        return self.filter(Q(stopped_at__isnull=False) | Q(due_at__lt=at)).exclude(
            item__state=Item.State.DROPPED, stopped_at__isnull=True
        )


class Clock(models.Model):
    """From a moment on something must happen within some hours: working hours for a request, any hours for an
    incident. It stops when somebody says that it has happened."""

    class Meta:
        verbose_name = pgettext_lazy("deadline", "clock")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_clock_of_a_kind_an_item", fields=["item", "kind"]),
            models.CheckConstraint(name="a_clock_is_due_after_it_starts", condition=Q(due_at__gte=F("started_at"))),
            models.CheckConstraint(
                name="a_clock_that_stopped_says_who",
                condition=Q(stopped_at__isnull=True, stopped_by__isnull=True)
                | Q(stopped_at__gte=F("started_at"), stopped_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="running_clocks", condition=Q(stopped_at__isnull=True))]

    class Kind(models.TextChoices):
        TAKE_DOWN = "take_down", pgettext_lazy("clock", "Take down")
        RECOVER = "recover", pgettext_lazy("clock", "Recover")
        RESPOND = "respond", pgettext_lazy("clock", "Respond")
        DELIVER = "deliver", pgettext_lazy("clock", "Deliver")

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="clocks")
    kind = models.CharField(_("what has to happen"), max_length=10, choices=Kind)
    started_at = models.DateTimeField(_("from"))
    remind_at = models.DateTimeField(_("most of its time is used at"))
    due_at = models.DateTimeField(_("due"))
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("lead told"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("happened"), null=True, blank=True)
    stopped_by = models.ForeignKey(
        Member, verbose_name=_("said by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ClockQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.item}: {self.get_kind_display()}"

    @property
    def has_stopped(self) -> bool:
        return self.stopped_at is not None

    @property
    def is_in_time(self) -> bool:
        """Whether it happened by the moment by which it had to; that very moment is in time."""
        return self.stopped_at is not None and self.stopped_at <= self.due_at
