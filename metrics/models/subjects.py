"""What a number can be about, and who answers for it."""

from collections.abc import Collection
from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roles.models import Member, Team
from teamops.lib.months import last_of

# The states of a subject whose numbers count (``Subject.State``).
COUNTED = ["new", "known"]


class SubjectQuerySet(models.QuerySet["Subject"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(team=member.team_id)

    def counted(self) -> Self:
        """Those whose numbers count: an item that is joined to another or ignored has none of its own."""
        return self.filter(state__in=COUNTED)

    def content(self) -> Self:
        return self.filter(kind=Subject.Kind.CONTENT)

    def unanswered(self) -> Self:
        """Those that count and that nobody answers for."""
        return self.counted().filter(attributions__isnull=True)

    def shown_as(self, show: str) -> Self:
        """Those of one state, those that nobody answers for (``nobody``), or all that count."""
        if show == "nobody":
            return self.unanswered()
        return self.filter(state=show) if show in Subject.State.values else self.counted()

    def matching(self, *, q: str = "", channel: "Channel | None" = None, month: date | None = None) -> Self:
        """Cut down to what the list of content is asked for: part of a title or of a key, the publishing month."""
        found = self
        if q:
            keys = found.filter(keys__value__icontains=q).values("pk")
            found = found.filter(Q(name__icontains=q) | Q(pk__in=keys))
        if channel is not None:
            found = found.filter(channel=channel)
        if month is not None:
            found = found.filter(published_on__range=(month, last_of(month)))
        return found

    def for_content_list(self) -> Self:
        """Load what the list of content shows, the newest first, with all who answer for each."""
        answering = Attribution.objects.select_related("member__person").order_by("from_on", "pk")
        return (
            self.select_related("channel__subject", "joined_to")
            .prefetch_related(Prefetch("attributions", answering, to_attr="answering"))
            .order_by(F("published_on").desc(nulls_last=True), "name", "pk")
        )


class Subject(models.Model):
    """Whatever a number can be about: a team, a member, a channel, a content item, a campaign."""

    class Meta:
        verbose_name = _("subject")
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.UniqueConstraint(name="a_member_is_one_subject", fields=["member"]),
            models.UniqueConstraint(name="a_team_is_one_subject", fields=["team"], condition=Q(kind="team")),
            models.UniqueConstraint(
                name="a_channel_name_once_a_team", fields=["team", "name"], condition=Q(kind="channel")
            ),
            models.CheckConstraint(
                name="a_joined_item_names_the_one_it_is_joined_to",
                condition=Q(state="joined", joined_to__isnull=False) | (~Q(state="joined") & Q(joined_to__isnull=True)),
            ),
            models.CheckConstraint(
                name="only_content_waits_for_a_decision", condition=Q(kind="content") | Q(state="known")
            ),
            models.CheckConstraint(
                name="member_subject_has_a_member",
                condition=Q(kind="member", member__isnull=False) | (~Q(kind="member") & Q(member__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["channel", "published_on", "name"], name="content_by_title_and_day")]

    class Kind(models.TextChoices):
        TEAM = "team", _("Team")
        MEMBER = "member", _("Member")
        CHANNEL = "channel", _("Channel")
        CONTENT = "content", _("Content")
        CAMPAIGN = "campaign", _("Campaign")

    class State(models.TextChoices):
        """What a person decided about a content item. Everything else is known."""

        NEW = "new", pgettext_lazy("content", "Unmatched")
        KNOWN = "known", pgettext_lazy("content", "Looked at")
        JOINED = "joined", pgettext_lazy("content", "Joined")
        IGNORED = "ignored", pgettext_lazy("content", "Ignored")

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="subjects")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    member = models.ForeignKey(
        Member, verbose_name=_("member"), null=True, blank=True, on_delete=models.PROTECT, related_name="subjects"
    )
    channel = models.ForeignKey(
        "Channel", verbose_name=_("channel"), null=True, blank=True, on_delete=models.PROTECT, related_name="content"
    )
    published_on = models.DateField(_("published"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.KNOWN, db_default=State.KNOWN)
    joined_to = models.ForeignKey(
        "self", verbose_name=_("joined to"), null=True, blank=True, on_delete=models.PROTECT, related_name="joined"
    )
    decided_by = models.ForeignKey(
        Member, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = SubjectQuerySet.as_manager()

    answering: list["Attribution"]  # set by Channel.objects.for_list(on=…) and Subject.objects.for_content_list()

    def __str__(self) -> str:
        return self.name

    @property
    def is_new(self) -> bool:
        """Made by an import, and nobody has looked yet."""
        return self.state == self.State.NEW

    @property
    def is_joined(self) -> bool:
        return self.state == self.State.JOINED

    @property
    def is_ignored(self) -> bool:
        return self.state == self.State.IGNORED

    @property
    def is_counted(self) -> bool:
        return not (self.is_joined or self.is_ignored)


class ChannelQuerySet(models.QuerySet["Channel"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(subject__team=member.team_id)

    def in_use(self) -> Self:
        return self.filter(is_active=True)

    def for_list(self, *, on: date) -> Self:
        """Load what the list of channels shows: those in use first, and who answers for each on that day."""
        answering = Attribution.objects.overlapping(first=on, last=on).select_related("member__person")
        return (
            self.select_related("subject")
            .prefetch_related(Prefetch("subject__attributions", answering, to_attr="answering"))
            .order_by("-is_active", "pk")
        )

    def touched(self, *, subjects: Collection[int], channel: int | None) -> Self:
        """The channels among these subjects, and the one that was named."""
        return self.filter(Q(pk=channel) | Q(subject__in=subjects))


class Channel(models.Model):
    """Where a team meets its users: an official account, a video account, a shop, a tenant, the groups."""

    class Meta:
        verbose_name = _("channel")
        ordering = ["pk"]

    class Kind(models.TextChoices):
        OFFICIAL_ACCOUNT = "official_account", _("Official account")
        VIDEO_ACCOUNT = "video_account", _("Video account")
        MINI_PROGRAM = "mini_program", _("Mini program")
        WECOM = "wecom", _("WeCom")
        GROUP = "group", _("Groups")
        SHOP = "shop", _("Shop")

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="as_channel")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    watermark = models.DateField(_("data through"), null=True, blank=True, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = ChannelQuerySet.as_manager()

    def __str__(self) -> str:
        return self.subject.name

    @property
    def name(self) -> str:
        return self.subject.name


class AttributionQuerySet(models.QuerySet["Attribution"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(subject__team=member.team_id)

    def counted(self) -> Self:
        """Those for subjects whose numbers count."""
        return self.filter(subject__state__in=COUNTED)

    def overlapping(self, *, first: date, last: date) -> Self:
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=first), from_on__lte=last)

    def for_channel(self) -> Self:
        """Load what a channel's page shows, the latest first."""
        return self.select_related("member__person").order_by("-from_on", "pk")


class Attribution(models.Model):
    """A member answers for a subject from a day, perhaps until a day (both included), for a share."""

    class Meta:
        verbose_name = _("attribution")
        ordering = ["subject", "from_on", "pk"]
        constraints = [
            models.CheckConstraint(name="attribution_share_over_0_to_100", condition=Q(share__gt=0, share__lte=100)),
            models.CheckConstraint(
                name="attribution_ends_after_it_starts",
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
            ),
            models.UniqueConstraint(name="attributed_once_from_a_day", fields=["subject", "member", "from_on"]),
        ]
        indexes = [models.Index(fields=["member", "subject"], name="attribution_by_member")]

    subject = models.ForeignKey(
        Subject, verbose_name=_("subject"), on_delete=models.PROTECT, related_name="attributions"
    )
    member = models.ForeignKey(Member, verbose_name=_("member"), on_delete=models.PROTECT, related_name="attributions")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    share = models.DecimalField(
        _("share in percent"),
        max_digits=5,
        decimal_places=2,
        default=100,
        validators=[MinValueValidator(0.01), MaxValueValidator(100)],
    )

    came_with = models.ForeignKey(
        Subject,
        verbose_name=_("came with"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The joined item that it was given for. Taking the join back takes it back there."),
    )

    objects = AttributionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.subject}: {self.member} {self.share} %"
