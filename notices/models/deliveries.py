"""What is on its way to somebody: rows that a worker claims, sends and signs."""

from datetime import datetime, timedelta
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notices.models.notices import Notice
from roles.models import Member

Row = TypeVar("Row", bound="Delivery")

# A claim that hasn't been signed for so long belonged to a worker that died.
SILENCE = timedelta(minutes=10)
# How long a failed delivery rests after its first, second … attempt. After the last one it is given up.
BACK_OFF = (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=2))
MOST_ATTEMPTS = len(BACK_OFF) + 1


class DeliveryQuerySet(models.QuerySet[Row]):
    def due(self, *, at: datetime) -> Self:
        return self.filter(state__in=Delivery.OPEN, next_at__lte=at)

    def left_lying(self, *, at: datetime) -> Self:
        """Claimed by a worker that hasn't been heard of since. Nobody knows whether they were sent."""
        return self.filter(state=Delivery.State.CLAIMED, claimed_at__lt=at - SILENCE)


class Delivery(models.Model):
    """Something on its way: when it is to go, how often it was tried, what became of it."""

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["next_at"], name="%(class)s_due", condition=Q(state__in=["waiting", "failed"])),
            models.Index(fields=["claim"], name="%(class)s_claims", condition=Q(claim__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_claimed_has_a_claim",
                condition=~Q(state="claimed") | Q(claim__isnull=False, claimed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="%(class)s_sent_has_its_moment", condition=~Q(state="sent") | Q(sent_at__isnull=False)
            ),
        ]

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        CLAIMED = "claimed", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed, will be tried again")
        GIVEN_UP = "given_up", _("Given up")
        NEEDLESS = "needless", _("No longer needed")

    # What a worker may claim.
    OPEN = (State.WAITING, State.FAILED)

    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("to be sent at"))
    # Of each attempt its own; rows with the same claim went out as one.
    claim = models.UUIDField(null=True, editable=False)
    claimed_at = models.DateTimeField(_("tried"), null=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    error = models.CharField(_("error"), max_length=40, blank=True, editable=False)
    error_arguments = models.JSONField(default=dict, blank=True, editable=False)

    @property
    def is_given_up(self) -> bool:
        return self.state == self.State.GIVEN_UP

    @property
    def is_failed(self) -> bool:
        return self.state == self.State.FAILED

    @property
    def is_sent(self) -> bool:
        return self.state == self.State.SENT

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class MailQuerySet(DeliveryQuerySet["Mail"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(member__team=member.team_id)

    def for_log(self) -> Self:
        return self.select_related("member__person", "notice").order_by("-pk")


class Mail(Delivery):
    """A notice's way into its member's mailbox. Those that are due at the same time go as one letter."""

    class Meta(Delivery.Meta):
        verbose_name = _("mail")

    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="mail")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    objects = MailQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.notice_id} {self.state}"
