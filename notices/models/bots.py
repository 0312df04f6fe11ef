"""Bots of group chats, and what they are to say there."""

from datetime import datetime, time
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices.models.deliveries import Delivery, DeliveryQuerySet
from roles.models import Member, Person, Team
from teamops.lib.secrets import SecretField


class GroupBotQuerySet(models.QuerySet["GroupBot"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(team=member.team_id)

    def active(self) -> Self:
        return self.filter(is_active=True)

    def awake(self, *, at: datetime) -> Self:
        """Not told to slow down."""
        return self.filter(Q(rests_until__isnull=True) | Q(rests_until__lte=at))


class GroupBot(models.Model):
    """A bot of a group chat: where it posts (encrypted), about what, and when the group is left in peace."""

    class Meta:
        verbose_name = _("group bot")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="a_bots_name_once_a_team", fields=["team", "name"])]

    class Kind(models.TextChoices):
        WECOM = "wecom", _("WeCom")
        FEISHU = "feishu", _("Feishu")
        DINGTALK = "dingtalk", _("DingTalk")

    class Topic(models.TextChoices):
        STAND_UP_REMINDER = "reminder", _("Stand-up: who is still missing")
        STAND_UP_REPORT = "report", _("Stand-up: the report at its end")
        AGENDA = "agenda", _("Agendas of meetings")
        NIGHT_SUMMARY = "night", _("The night's summary")
        RED_ALERT = "red", _("Goals that turn red")

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="bots")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = models.CharField(_("name of the group"), max_length=40)
    # What of the webhook's address is secret: the rest is the same for all bots of a kind.
    key = SecretField(_("webhook address"))
    # Of an empty text for the kinds that don't sign.
    signing = SecretField(_("signing secret"))
    topics = models.JSONField(_("posts"), default=list)
    language = models.CharField(_("language"), max_length=10, choices=Person.Language, default=Person.Language.CHINESE)
    quiet_from = models.TimeField(_("quiet from"), default=time(20, 0))
    quiet_until = models.TimeField(_("quiet until"), default=time(8, 30))
    is_active = models.BooleanField(_("in use"), default=True)
    made_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    last_sent_at = models.DateTimeField(_("last posted"), null=True, editable=False)
    # Why it can't post; empty once it could.
    error = models.CharField(max_length=40, blank=True, editable=False)
    error_arguments = models.JSONField(default=dict, blank=True, editable=False)
    error_at = models.DateTimeField(null=True, editable=False)
    rests_until = models.DateTimeField(null=True, editable=False)

    objects = GroupBotQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def is_resting(self, *, at: datetime) -> bool:
        """Whether it was told to slow down."""
        return self.rests_until is not None and self.rests_until > at

    @property
    def topic_labels(self) -> list[str]:
        return [str(topic.label) for topic in self.Topic if topic in self.topics]


class GroupMessageQuerySet(DeliveryQuerySet["GroupMessage"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(bot__team=member.team_id)

    def tried_since(self, moment: datetime) -> Self:
        return self.filter(claimed_at__gt=moment)

    def for_log(self) -> Self:
        return self.select_related("bot").order_by("-pk")


class GroupMessage(Delivery):
    """Something that a bot is to say in its group, once for what it is about; after its time it isn't said any more."""

    class Meta(Delivery.Meta):
        verbose_name = _("message to a group")
        constraints = [
            *Delivery.Meta.constraints,
            models.UniqueConstraint(name="said_once_about_it", fields=["bot", "topic", "about"]),
            models.CheckConstraint(name="worth_saying_until_later", condition=Q(until__gt=F("posted_at"))),
        ]

    bot = models.ForeignKey(GroupBot, on_delete=models.CASCADE, related_name="messages")
    # One of the bot's topics, or ``TRIAL``.
    topic = models.CharField(max_length=10)
    about = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    text = models.TextField()
    posted_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()

    TRIAL = "trial"

    objects = GroupMessageQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    @property
    def topic_label(self) -> str:
        return str(GroupBot.Topic(self.topic).label) if self.topic in GroupBot.Topic else str(_("Trial"))
