"""The numbers, the files they came from, and what they replaced."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Self

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Case, Max, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from metrics.imports.calls import naming
from metrics.models.dictionary import Metric
from metrics.models.subjects import Channel, ChannelQuerySet, Subject
from roles.models import Member, Team

# The warnings (metrics/imports/reasons.py) that say of numbers that they are approximate: how their codes begin.
INEXACT = ("approximate", "inexact", "sum_of_sources")


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(team=member.team_id)

    def imported(self) -> Self:
        return self.filter(state=ImportBatch.State.IMPORTED)

    def previews(self) -> Self:
        """What waits to be confirmed."""
        return self.filter(state=ImportBatch.State.PREVIEW)

    def known(self, batch: "ImportBatch") -> Self:
        """The same bytes, imported before for the same channel."""
        same = self.imported().filter(team=batch.team_id, channel=batch.channel_id, sha256=batch.sha256)
        return same.exclude(pk=batch.pk)

    def last_of_layout(self, batch: "ImportBatch") -> dict[int, datetime]:
        """When a file of this layout was last imported for each channel, by the channel's key."""
        same = self.imported().filter(team=batch.team_id, layout=batch.layout, channel__isnull=False).order_by()
        return dict(same.values_list("channel").annotate(Max("confirmed_at")))

    def unconfirmed(self, *, before: datetime) -> Self:
        """Previews that nobody confirmed since then."""
        return self.previews().filter(uploaded_at__lt=before)

    def matching(self, *, q: str = "", channel: Channel | None = None, state: str = "") -> Self:
        """Cut down to what the list is asked for."""
        found = self.filter(file_name__icontains=q) if q else self
        found = found.filter(channel=channel) if channel else found
        return found.filter(state=state) if state else found

    def with_file(self) -> Self:
        return self.exclude(stored_as="")

    def for_list(self) -> Self:
        """Load what the list of imports shows."""
        return self.select_related("channel__subject", "uploaded_by__person")


class ImportBatch(models.Model):
    """A file on its way in: looked at first, then confirmed or discarded; perhaps undone later."""

    class Meta:
        verbose_name = _("import")
        ordering = ["-pk"]

    class State(models.TextChoices):
        PREVIEW = "preview", _("Preview")
        IMPORTED = "imported", _("Imported")
        DISCARDED = "discarded", _("Discarded")
        UNDONE = "undone", _("Undone")

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="imports")
    channel = models.ForeignKey(
        Channel, verbose_name=_("channel"), null=True, blank=True, on_delete=models.PROTECT, related_name="imports"
    )
    asks_channel = models.BooleanField(
        _("channel still to be chosen"),
        default=False,
        help_text=_("Several channels fit: the one that stands here is only the first of them."),
    )
    layout = models.CharField(_("layout"), max_length=40, blank=True)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    stored_as = models.CharField(max_length=255, blank=True, editable=False)
    as_of = models.DateField(_("as of"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREVIEW)
    container = models.CharField(_("what the file really is"), max_length=10, blank=True)
    window_days = models.PositiveSmallIntegerField(
        _("statistic window in days"), default=0, help_text=_("At the same as-of day the longer window counts.")
    )
    through_on = models.DateField(
        _("complete through"), null=True, help_text=_("The last day that this file completes for its channel.")
    )
    warnings = models.JSONField(_("warnings"), default=list)
    # The first numbers that it would replace, and the first of its own that leave what stands as it is: what stands and
    # what comes, by the keys of subject and metric. How many of each there are in all, the two counts say.
    replaces = models.JSONField(_("replaces"), default=list)
    leaves = models.JSONField(_("leaves as it is"), default=list)
    numbers_changed = models.PositiveIntegerField(_("numbers changed"), default=0)
    numbers_left = models.PositiveIntegerField(_("numbers left as they are"), default=0)
    rows_in_file = models.PositiveIntegerField(_("rows of the file"), default=0)
    rows_in_part = models.PositiveIntegerField(_("rejected in part"), default=0)
    rows_new = models.PositiveIntegerField(_("new"), default=0)
    rows_changed = models.PositiveIntegerField(_("changed"), default=0)
    rows_same = models.PositiveIntegerField(_("same"), default=0)
    rows_rejected = models.PositiveIntegerField(_("rejected"), default=0)
    points = models.PositiveIntegerField(_("data points"), default=0)
    first_day = models.DateField(_("first day"), null=True)
    last_day = models.DateField(_("last day"), null=True)
    uploaded_by = models.ForeignKey(
        Member, verbose_name=_("uploaded by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    undone_by = models.ForeignKey(
        Member, verbose_name=_("undone by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone"), null=True)

    objects = ImportBatchQuerySet.as_manager()

    def __str__(self) -> str:
        return self.called

    @property
    def rows_to_write(self) -> int:
        return self.rows_new + self.rows_changed

    @property
    def rows_read(self) -> int:
        """How many rows of the file say something; of an import from before these were counted, how many were told."""
        return self.rows_in_file or self.rows_told

    @property
    def rows_told(self) -> int:
        """The rows that are new, changed, the same or rejected, each once."""
        return self.rows_new + self.rows_changed + self.rows_same + self.rows_rejected_whole

    @property
    def rows_rejected_whole(self) -> int:
        """The rows that nothing goes in from."""
        return self.rows_rejected - self.rows_in_part

    @property
    def rows_silent(self) -> int:
        """The rows that have no number of their own: those of a source, say, where another row sums them up."""
        return self.rows_read - self.rows_told

    @property
    def is_preview(self) -> bool:
        return self.state == self.State.PREVIEW

    @property
    def called(self) -> str:
        """What people read in place of the file's name: of a fetch, what was fetched and of which days."""
        return naming.called(self.file_name, self.layout)

    @property
    def download_name(self) -> str:
        """What its file is called when somebody saves it; of a fetch it is the answers, as JSON."""
        return f"{self.called}.json" if self.is_fetched else self.file_name

    @property
    def is_fetched(self) -> bool:
        """Whether it came over a connection: its file is the answers as they came."""
        return self.container == "api"

    @property
    def fitting(self) -> ChannelQuerySet:
        """While it waits for its channel, those that it may be of: of the same kind as the first that fits."""
        kind = self.channel.kind if self.channel and self.asks_channel else ""
        return Channel.objects.in_use().filter(subject__team=self.team_id, kind=kind).select_related("subject")

    @property
    def is_imported(self) -> bool:
        return self.state == self.State.IMPORTED

    @property
    def inexact_rows(self) -> set[int]:
        """The rows whose numbers are approximate, as its warnings say; 0 if all are."""
        return {int(says["row"]) for says in self.warnings if str(says["code"]).startswith(INEXACT)}


class RejectedRow(models.Model):
    """A row, or one cell of it, that an import left out, and why. The reason is a code with its arguments, so that
    each reader gets it in their own language (metrics/imports/reasons.py)."""

    class Meta:
        verbose_name = _("rejected row")
        ordering = ["row", "pk"]

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rejected_rows")
    row = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=100, blank=True)
    value = models.CharField(_("value"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=40)
    arguments = models.JSONField(default=dict, blank=True)
    # Where it could be read, and the import is not from before it was kept.
    day = models.DateField(_("day"), null=True)

    def __str__(self) -> str:
        return f"{self.row}: {self.reason}"


class PointQuerySet(models.QuerySet["Point"]):
    def visible_to(self, member: Member) -> Self:
        """The team's numbers, reached by its subjects: the points' key begins with the subject."""
        return self.filter(subject__team=member.team_id)

    def for_list(self) -> Self:
        """Load what the API's list shows, the newest day first."""
        return self.select_related("subject", "metric", "batch").order_by("-day", "subject", "metric")

    def of_channel_day(self, channel: Channel, day: date, *, members: Collection[int] = ()) -> Self:
        """What a channel's day holds: its own numbers first, then those of its content and of the ``members`` whose
        numbers it gets one by one, with where they came from."""
        own = Q(subject=channel.subject_id)
        theirs = Q(subject__member__in=members, metric__group=Metric.Group.WECOM)
        found = self.filter(own | Q(subject__channel=channel) | theirs, day=day)
        found = found.select_related("subject", "metric", "batch__uploaded_by__person")
        return found.order_by(Case(When(own, then=0), default=1), "subject", "metric__position", "metric__code")


class Point(models.Model):
    """One metric of one subject on one day. Nothing refers to it but its natural key."""

    class Meta:
        verbose_name = _("data point")
        indexes = [
            BrinIndex(fields=["day"], name="points_by_day"),
            # Few of the points: the night looks there for those that the work makes no more.
            models.Index(fields=["team", "metric", "day"], condition=Q(batch=None), name="points_of_the_work"),
        ]

    pk = models.CompositePrimaryKey("subject", "metric", "day")
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="points"
    )
    metric = models.ForeignKey(
        Metric, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="points"
    )
    day = models.DateField(_("day"))
    team = models.ForeignKey(Team, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=6)
    as_of = models.DateField(_("as of"))
    batch = models.ForeignKey(
        ImportBatch, null=True, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    row = models.PositiveIntegerField(_("row"), null=True)

    objects = PointQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.subject_id}/{self.metric_id}/{self.day}"


class Restatement(models.Model):
    """What a point said before a newer number replaced it."""

    class Meta:
        verbose_name = _("restatement")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["subject", "metric", "day"], name="restatements_of_a_point")]

    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    metric = models.ForeignKey(Metric, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    day = models.DateField(_("day"))
    team = models.ForeignKey(Team, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=6)
    as_of = models.DateField(_("as of"))
    batch = models.ForeignKey(
        ImportBatch, null=True, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    row = models.PositiveIntegerField(_("row"), null=True)
    replaced_by = models.ForeignKey(
        ImportBatch, null=True, on_delete=models.PROTECT, db_constraint=False, related_name="replaced"
    )
    replaced_at = models.DateTimeField(_("replaced"), default=timezone.now)

    def __str__(self) -> str:
        return f"{self.subject_id}/{self.metric_id}/{self.day}"
