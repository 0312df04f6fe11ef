"""Calendars that people subscribe to, and what each team's events looked like when they were read last."""

import hashlib
import secrets
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roles.models import Member, Team
from teamops.lib.secrets import Secret, SecretField


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def opened_by(self, token: str) -> Self:
        return self.filter(digest=CalendarFeed.digest_of(token))


class CalendarFeed(models.Model):
    """A member's secret address of a calendar: what concerns them, or all of the team's. Renewed, it opens no more."""

    class Meta:
        verbose_name = _("calendar subscription")
        constraints = [models.UniqueConstraint(name="one_feed_a_member_and_reach", fields=["member", "reach"])]

    class Reach(models.TextChoices):
        MINE = "mine", _("What concerns me")
        TEAM = "team", _("All of the team's")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="feeds")
    reach = models.CharField(max_length=4, choices=Reach)
    # The address is found by its hash, and shown to its owner from what is encrypted.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    token = SecretField(editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.member} {self.reach}"

    @staticmethod
    def digest_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    def renew(self) -> None:
        token = secrets.token_urlsafe(32)
        self.token, self.digest = Secret.of(token), self.digest_of(token)


class CalendarEntry(models.Model):
    """A team's event as calendars know it: how often it changed, and that it was cancelled if it is no more."""

    class Meta:
        verbose_name = _("calendar entry")
        constraints = [models.UniqueConstraint(name="an_event_once_a_team", fields=["team", "key"])]

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    day = models.DateField()
    # When it starts and ends, its title, its address, whom it concerns: enough to say that it was cancelled.
    said = models.JSONField()
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    is_cancelled = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.key
