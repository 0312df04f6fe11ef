"""What only one kind of work has: a row for each item, beside it."""

from datetime import datetime, time, timedelta
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.colours import Colours
from campaigns.models.items import Item
from metrics.models import Channel, Metric, Subject
from roles.models import Member
from teamops.lib.months import Span


class ContentQuerySet(models.QuerySet["ContentDetail"]):
    def going_out(self, span: Span) -> Self:
        """What was published within the days, or is planned for them, as ``goes_at``; what was dropped is not."""
        first = timezone.make_aware(datetime.combine(span.first, time()))
        last = timezone.make_aware(datetime.combine(span.last + timedelta(days=1), time()))
        out = Q(published_at__gte=first, published_at__lt=last)
        planned = Q(published_at=None, planned_at__gte=first, planned_at__lt=last)
        found = self.filter(out | planned & ~Q(item__state=Item.State.DROPPED))
        return found.annotate(goes_at=Coalesce("published_at", "planned_at"))

    def unplanned(self) -> Self:
        """What is under way and has no time yet."""
        return self.filter(item__state=Item.State.OPEN, planned_at=None, published_at=None)

    def for_calendar(self) -> Self:
        """Load what an entry of the calendar shows, in the order of the day."""
        return self.select_related("item__run__stage", "channel__subject").order_by("goes_at", "pk")


class ContentDetail(models.Model):
    """Where a piece of content appears, as what, and when."""

    class Meta:
        verbose_name = _("particulars of content")

    class Format(models.TextChoices):
        ARTICLE = "article", _("Article")
        SHORT_VIDEO = "short_video", _("Short video")
        GROUP_SCRIPT = "group_script", _("Group script")
        POSTER = "poster", _("Poster")
        LIVE = "live", _("Live stream")

    class Category(models.TextChoices):
        """Both shipped mixes: the default one, and the pyramid."""

        EXPERTISE = "expertise", _("In-depth expertise")
        SCENE = "scene", _("Everyday scenes")
        CO_CREATION = "co_creation", _("Made with users")
        INTERACTION = "interaction", _("Interaction")
        VALUES = "values", _("Brand values")

    item = models.OneToOneField(Item, primary_key=True, on_delete=models.CASCADE, related_name="content")
    channel = models.ForeignKey(
        Channel, verbose_name=_("channel"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    format = models.CharField(_("format"), max_length=12, choices=Format, default=Format.ARTICLE)
    category = models.CharField(_("matrix category"), max_length=12, choices=Category, default=Category.EXPERTISE)
    is_original = models.BooleanField(_("original"), default=True)
    planned_at = models.DateTimeField(_("planned for"), null=True, blank=True)
    promised_on = models.DateField(_("promised for"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    audience = models.CharField(
        _("audience"),
        max_length=40,
        blank=True,
        help_text=_("A segment, in the team's words. Empty: everybody on the channel."),
    )
    campaign = models.ForeignKey(
        "CampaignDetail",
        verbose_name=_("part of the campaign"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contents",
    )
    address = models.CharField(_("address"), max_length=500, blank=True)
    msgid = models.CharField(_("message id"), max_length=100, blank=True)
    video_id = models.CharField(_("video id"), max_length=200, blank=True)

    objects = ContentQuerySet.as_manager()

    def save(self, **how: Any) -> None:
        """The day that is planned when the topic is settled is the promise: planning anew doesn't hide a delay."""
        if self.planned_at is not None and (self.promised_on is None or not self._is_settled):
            self.promised_on = timezone.localdate(self.planned_at)
            if how.get("update_fields") is not None:
                how["update_fields"] = {*how["update_fields"], "promised_on"}
        super().save(**how)

    @property
    def _is_settled(self) -> bool:
        return self.item.runs.went_on().exists()

    def __str__(self) -> str:
        return self.get_format_display()


class CampaignQuerySet(models.QuerySet["CampaignDetail"]):
    def running(self, span: Span) -> Self:
        """Those that run on some of the days, the first to begin first; what was dropped does not."""
        dated = self.filter(starts_on__lte=span.last, ends_on__gte=span.first)
        return dated.exclude(item__state=Item.State.DROPPED).order_by("starts_on", "pk")


class CampaignDetail(models.Model):
    """What a campaign is, when it runs, what it shall reach and may cost, and what is done if it goes wrong."""

    class Meta:
        verbose_name = _("particulars of a campaign")
        constraints = [
            models.CheckConstraint(
                name="a_campaign_ends_after_it_starts",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(name="a_campaign_budget_is_not_negative", condition=Q(budget__gte=0)),
        ]

    class Kind(models.TextChoices):
        GROUP_BUYING = "group_buying", _("Group buying")
        BARGAINING = "bargaining", _("Bargaining")
        ASSISTANCE = "assistance", _("Assistance")
        LOTTERY = "lottery", _("Lottery")
        ACQUISITION = "acquisition", _("New users")
        LIVE = "live", _("Live stream")
        OFFLINE = "offline", _("Offline")

    item = models.OneToOneField(Item, primary_key=True, on_delete=models.CASCADE, related_name="campaign")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.GROUP_BUYING)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    # By the code of a metric, each an aim in words (``campaigns.aims``).
    targets = models.JSONField(_("targets"), default=dict, blank=True)
    budget = models.DecimalField(_("budget in yuan"), max_digits=14, decimal_places=2, default=0)
    contingency = models.TextField(
        _("contingency plan"), blank=True, help_text=_("What is done if it goes wrong. Not approved without.")
    )

    # How far it is behind what was approved; the night and the notes of the day write it.
    colour = models.CharField(_("colour"), max_length=6, choices=Colours, default=Colours.GREEN, editable=False)
    serious_since = models.DateField(_("orange or red since"), null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return self.get_kind_display()

    objects = CampaignQuerySet.as_manager()

    @property
    def is_behind(self) -> bool:
        return self.colour != Colours.GREEN


class FindingDetail(models.Model):
    """What the numbers showed and what was done about it. Whether it helped is computed: ``campaigns.verifying``."""

    class Meta:
        verbose_name = _("particulars of a finding")
        constraints = [
            models.CheckConstraint(
                name="a_finding_compares_some_days", condition=Q(compared_days__gte=1, at_least__gte=0)
            )
        ]

    item = models.OneToOneField(Item, primary_key=True, on_delete=models.CASCADE, related_name="finding")
    metric = models.ForeignKey(
        Metric, verbose_name=_("metric"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    about = models.ForeignKey(
        Subject,
        verbose_name=pgettext_lazy("finding", "about"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Without one: all channels of the team together."),
    )
    before = models.DecimalField(_("value before"), max_digits=20, decimal_places=6, null=True, blank=True)
    before_through = models.DateField(_("as it was through"), null=True, blank=True)
    wants_more = models.BooleanField(_("more is better"), default=True)
    action = models.TextField(_("action"), blank=True)
    acted_on = models.DateField(_("action from"), null=True, blank=True)
    compared_days = models.PositiveSmallIntegerField(
        _("days compared"), default=7, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    at_least = models.DecimalField(
        _("better by at least, in percent"),
        max_digits=5,
        decimal_places=2,
        default=5,
        validators=[MinValueValidator(0)],
    )

    def __str__(self) -> str:
        return str(self.metric)


class IncidentDetail(models.Model):
    """What went wrong: content has an hour to be taken down, technology two to recover. Nights and free days count."""

    class Meta:
        verbose_name = _("particulars of an incident")

    class Kind(models.TextChoices):
        CONTENT = "content", pgettext_lazy("incident", "Content")
        TECHNICAL = "technical", pgettext_lazy("incident", "Technology")

    item = models.OneToOneField(Item, primary_key=True, on_delete=models.CASCADE, related_name="incident")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CONTENT)
    happened_at = models.DateTimeField(_("happened"), null=True, blank=True)
    content_item = models.ForeignKey(
        Item, verbose_name=_("about"), null=True, blank=True, on_delete=models.PROTECT, related_name="incidents"
    )
    is_ruled = models.BooleanField(
        _("the platform ruled against it"), default=False, help_text=_("It counts as a violation after publishing.")
    )
    take_down_hours = models.PositiveSmallIntegerField(_("hours to take down"), default=1)
    recover_hours = models.PositiveSmallIntegerField(_("hours to recover"), default=2)

    def __str__(self) -> str:
        return self.get_kind_display()


class RequestDetail(models.Model):
    """What is asked of another department, of whom there, and how soon they answer and deliver."""

    class Meta:
        verbose_name = _("particulars of a service request")

    item = models.OneToOneField(Item, primary_key=True, on_delete=models.CASCADE, related_name="request")
    department = models.CharField(_("department"), max_length=60, blank=True)
    contact = models.CharField(_("contact"), max_length=60, blank=True)
    respond_hours = models.PositiveSmallIntegerField(_("working hours to respond"), default=8)
    deliver_hours = models.PositiveSmallIntegerField(_("working hours to deliver"), default=40)

    def __str__(self) -> str:
        return self.department


class CommunityDetail(models.Model):
    """What a group is for, who gets in, and what is said there."""

    class Meta:
        verbose_name = _("particulars of a group")

    class Purpose(models.TextChoices):
        EXCHANGE = "exchange", _("Exchange among users")
        SERVICE = "service", _("Product service")
        OFFERS = "offers", _("Offers")
        CO_CREATION = "co_creation", pgettext_lazy("group", "Building the brand together")

    item = models.OneToOneField(Item, primary_key=True, on_delete=models.CASCADE, related_name="community")
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose, default=Purpose.EXCHANGE)
    channel = models.ForeignKey(
        Channel, verbose_name=_("channel"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("belongs under"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    keeper = models.ForeignKey(
        Member, verbose_name=_("kept by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entry_rule = models.TextField(_("entry rule"), blank=True)
    house_rules = models.TextField(_("house rules"), blank=True)
    welcome = models.TextField(_("welcome"), blank=True)

    def __str__(self) -> str:
        return self.get_purpose_display()
