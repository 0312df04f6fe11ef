"""What is fetched by itself: a channel's connection to its back end, its token, and which days came."""

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from metrics.models.subjects import Channel
from roles.models import Member, Team
from teamops.lib.secrets import SecretField


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def visible_to(self, member: Member) -> Self:
        return self.of(member.team)

    def of(self, team: Team) -> Self:
        return self.filter(channel__subject__team=team)

    def active(self) -> Self:
        """Confirmed, of a channel that is in use."""
        return self.filter(state=Connection.State.ACTIVE, channel__is_active=True)

    def resting(self, *, at: datetime) -> Self:
        """Told to come back later."""
        return self.filter(next_try_at__gt=at)

    def rested(self, *, at: datetime) -> Self:
        """Told to come back, and that time has come."""
        return self.filter(next_try_at__lte=at)

    def for_pull(self) -> Self:
        return self.select_related("channel__subject__team", "groups")

    def for_list(self) -> Self:
        """Load what the pages and the API show, and what tells how it stands."""
        people = ("proposed_by__person", "confirmed_by__person")
        rows = self.select_related("channel__subject__team", "groups__subject", *people).prefetch_related("days")
        joined = WecomUser.objects.joined().filter(connection=OuterRef("pk"))
        return rows.annotate(knows_somebody=Exists(joined))


class Connection(models.Model):
    """The credentials that fetch a channel's numbers; they count once a second person has confirmed them."""

    class Meta:
        verbose_name = _("connection")
        ordering = ["channel"]

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waiting for confirmation")
        ACTIVE = "active", _("Active")

    channel = models.OneToOneField(
        Channel, verbose_name=_("channel"), on_delete=models.PROTECT, related_name="connection"
    )
    app_id = models.CharField(_("id of the app or company"), max_length=64)
    secret = SecretField(_("secret"))
    groups = models.ForeignKey(
        Channel,
        verbose_name=_("channel of the groups"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    since_on = models.DateField(_("fetch from"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        Member, verbose_name=_("entered by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(_("entered"), default=timezone.now)
    confirmed_by = models.ForeignKey(
        Member, verbose_name=_("confirmed by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    last_success_at = models.DateTimeField(_("last answer"), null=True, editable=False)
    error = models.CharField(_("error"), max_length=40, blank=True, editable=False)
    error_arguments = models.JSONField(default=dict, blank=True, editable=False)
    error_at = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    next_try_at = models.DateTimeField(_("next try"), null=True, editable=False)

    objects = ConnectionQuerySet.as_manager()

    knows_somebody: bool  # whether a userid is joined to a member; set by for_list()

    def __str__(self) -> str:
        return self.channel.name

    @property
    def kind(self) -> str:
        return self.channel.kind

    @property
    def team(self) -> Team:
        return self.channel.subject.team

    @property
    def is_proposed(self) -> bool:
        return self.state == self.State.PROPOSED

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE


class AccessToken(models.Model):
    """What the platform lets a connection in with for two hours; a row of its own, locked while it is fetched."""

    class Meta:
        verbose_name = _("access token")

    connection = models.OneToOneField(Connection, on_delete=models.CASCADE, related_name="token")
    value = SecretField(editable=False)
    expires_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return f"{self.connection_id}"


class PulledDayQuerySet(models.QuerySet["PulledDay"]):
    def outstanding(self) -> Self:
        """Asked for, and not there yet."""
        return self.exclude(state__in=PulledDay.THERE)

    def answered(self) -> Self:
        """Those that a call was answered for, also if they are asked for once more."""
        return self.filter(answered_at__isnull=False)

    def of_interfaces(self, names: Collection[str]) -> Self:
        return self.filter(interface__in=names)


class PulledDay(models.Model):
    """One day of one interface: whether its numbers came, and when they were asked for last."""

    class Meta:
        verbose_name = _("fetched day")
        ordering = ["connection", "interface", "day"]
        constraints = [
            models.UniqueConstraint(name="a_day_once_an_interface", fields=["connection", "interface", "day"]),
            models.CheckConstraint(
                name="a_day_that_came_was_asked_for", condition=Q(state="wanted") | Q(asked_at__isnull=False)
            ),
        ]

    class State(models.TextChoices):
        WANTED = "wanted", _("Wanted")
        READY = "ready", _("There")
        EMPTY = "empty", _("No data")
        NOT_READY = "not_ready", _("Not ready yet")
        FAILED = "failed", _("Failed")
        GONE = "gone", _("No longer available")

    # Nothing more is to be had.
    THERE = (State.READY, State.EMPTY, State.GONE)
    # The platform has said what there is, be it nothing.
    ANSWERED = (State.READY, State.EMPTY)

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="days")
    interface = models.CharField(_("interface"), max_length=60)
    day = models.DateField(_("day"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WANTED)
    asked_at = models.DateTimeField(_("asked"), null=True)
    # The last answer: it stays while the day is asked for again, and if that fails.
    answered_at = models.DateTimeField(_("answered"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)

    objects = PulledDayQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.interface} {self.day}"


class WecomUserQuerySet(models.QuerySet["WecomUser"]):
    def joined(self) -> Self:
        return self.filter(member__isnull=False)

    def for_page(self) -> Self:
        """Those nobody has looked at first."""
        return self.select_related("member__person").order_by("is_decided", "member_id", "userid")


class WecomUser(models.Model):
    """Somebody whom the company's WeCom knows under a userid, and which member of the team that is."""

    class Meta:
        verbose_name = _("WeCom user")
        ordering = ["userid"]
        constraints = [
            models.UniqueConstraint(name="a_userid_once_a_connection", fields=["connection", "userid"]),
            models.UniqueConstraint(
                name="a_member_is_one_wecom_user", fields=["connection", "member"], condition=Q(member__isnull=False)
            ),
        ]

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="users")
    userid = models.CharField(_("userid"), max_length=64)
    name = models.CharField(_("name"), max_length=60, blank=True)
    member = models.ForeignKey(
        Member, verbose_name=_("member"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Answers before then didn't ask about this member; empty: it has been so from the first one on.
    joined_at = models.DateTimeField(_("joined"), null=True, editable=False)
    is_decided = models.BooleanField(_("decided by hand"), default=False)

    objects = WecomUserQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name or self.userid
