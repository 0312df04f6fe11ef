"""When may be sent: how often a channel may, and the days on which nothing goes out."""

from datetime import date, timedelta
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from metrics.models import Channel
from roles.models import Member, Team
from teamops.lib.months import Span
from teamops.lib.naming import Bilingual

A_WEEK = timedelta(days=6)


class Per(models.TextChoices):
    """The stretch of time that a quota speaks of."""

    DAY = "day", pgettext_lazy("quota", "a day")
    WEEK = "week", pgettext_lazy("quota", "a week")
    MONTH = "month", pgettext_lazy("quota", "a month")

    def around(self, day: date) -> Span:
        """The day, the week from Monday, or the month that a day lies in."""
        match self:
            case Per.DAY:
                return Span(day, day)
            case Per.WEEK:
                monday = day - timedelta(days=day.weekday())
                return Span(monday, monday + A_WEEK)
        return Span.month(day)


class QuotaPreset(Bilingual, models.Model):  # noqa: DJ008 - Bilingual has it
    """What a platform grants a kind of account, shipped: a service account four mass sends a month."""

    class Meta:
        verbose_name = _("shipped sending quota")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(name="a_quota_preset_once", fields=["code"])]

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60)
    channel_kind = models.CharField(_("channel"), max_length=20, choices=Channel.Kind)
    at_most = models.PositiveSmallIntegerField(_("sends"), validators=[MinValueValidator(1)])
    per = models.CharField(_("per"), max_length=5, choices=Per)
    position = models.PositiveSmallIntegerField(_("position"), default=100)


class QuotaQuerySet(models.QuerySet["Quota"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(channel__subject__team=member.team_id)


class Quota(models.Model):
    """How often a channel may send. A channel without one may as often as it likes."""

    class Meta:
        verbose_name = _("sending quota")
        ordering = ["channel"]
        constraints = [models.CheckConstraint(name="a_quota_allows_something", condition=Q(at_most__gte=1))]

    channel = models.OneToOneField(Channel, verbose_name=_("channel"), on_delete=models.CASCADE, related_name="quota")
    at_most = models.PositiveSmallIntegerField(_("sends"), validators=[MinValueValidator(1)])
    per = models.CharField(_("per"), max_length=5, choices=Per)
    set_by = models.ForeignKey(Member, verbose_name=_("set by"), on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("set"))

    objects = QuotaQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.channel}: {self.at_most} {self.get_per_display()}"

    def around(self, day: date) -> Span:
        return Per(self.per).around(day)


class BlackoutQuerySet(models.QuerySet["Blackout"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(team=member.team_id)

    def overlapping(self, *, first: date, last: date) -> Self:
        return self.filter(first_on__lte=last, last_on__gte=first)

    def of_channel(self, channel: Channel) -> Self:
        """Those of the channel, and those of all the team's."""
        return self.filter(Q(channel=channel) | Q(channel=None, team=channel.subject.team_id))

    def for_list(self) -> Self:
        """Load what the list of blackout days shows."""
        return self.select_related("channel__subject", "made_by__person")


class Blackout(models.Model):
    """Days on which a channel, or the whole team, sends nothing, and why."""

    class Meta:
        verbose_name = _("blackout days")
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(name="a_blackout_ends_after_it_begins", condition=Q(last_on__gte=F("first_on"))),
            models.CheckConstraint(name="a_blackout_says_why", condition=~Q(reason="")),
        ]
        indexes = [models.Index(fields=["team", "last_on"], name="blackouts_of_a_team")]

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="blackouts")
    channel = models.ForeignKey(
        Channel, verbose_name=_("channel"), null=True, blank=True, on_delete=models.CASCADE, related_name="blackouts"
    )
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=100)
    made_by = models.ForeignKey(Member, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"))

    objects = BlackoutQuerySet.as_manager()

    def __str__(self) -> str:
        return self.reason

    @property
    def days(self) -> Span:
        return Span(self.first_on, self.last_on)
