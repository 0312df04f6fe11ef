"""What the columns of a sheet mean that no shipped layout knows: said once by a team, and remembered."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from metrics.models.subjects import Channel
from roles.models import Member, Team


class ColumnMappingQuerySet(models.QuerySet["ColumnMapping"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(team=member.team_id)

    def in_use(self) -> Self:
        """Those by which files are still recognised."""
        return self.filter(forgotten_at=None)

    def for_list(self) -> Self:
        """Load what the list of mappings shows, and what recognising needs: all versions, the newest first."""
        versions = MappingVersion.objects.select_related("made_by__person").order_by("-number")
        return self.prefetch_related(models.Prefetch("versions", versions, to_attr="newest_first")).order_by("name")


class ColumnMapping(models.Model):
    """A sheet that the team has explained: its headers, by which it is known again, and what each column means."""

    class Meta:
        verbose_name = _("column mapping")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                name="a_mapping_name_once_a_team", fields=["team", "name"], condition=Q(forgotten_at=None)
            ),
            models.UniqueConstraint(
                name="a_header_is_mapped_once_a_team", fields=["team", "fingerprint"], condition=Q(forgotten_at=None)
            ),
        ]

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="mappings")
    name = models.CharField(_("name"), max_length=60)
    channel_kind = models.CharField(_("kind of channel"), max_length=20, choices=Channel.Kind, blank=True)
    headers = models.JSONField(_("headers"), default=list, help_text=_("As they stood in the file, from the left."))
    fingerprint = models.CharField(max_length=64, editable=False)
    forgotten_at = models.DateTimeField(_("forgotten"), null=True, blank=True)

    objects = ColumnMappingQuerySet.as_manager()

    newest_first: list["MappingVersion"]  # set by for_list()

    def __str__(self) -> str:
        return self.name

    @property
    def newest(self) -> "MappingVersion":
        return self.newest_first[0]


class MappingVersion(models.Model):
    """What each column meant from a day on. Imports keep the version that they were read by."""

    class Meta:
        verbose_name = _("version of a column mapping")
        ordering = ["mapping", "-number"]
        constraints = [
            models.UniqueConstraint(name="a_mapping_has_a_version_once", fields=["mapping", "number"]),
        ]

    mapping = models.ForeignKey(
        ColumnMapping, verbose_name=_("column mapping"), on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("version"))
    # For each column that is read: header, means, metric, scale, unit (metrics.imports.mapped.Meant).
    columns = models.JSONField(_("columns"), default=list)
    is_of_one_day = models.BooleanField(
        _("all rows are of the as-of day"), default=False, help_text=_("The sheet has no column of days.")
    )
    made_by = models.ForeignKey(
        Member, verbose_name=_("made by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    def __str__(self) -> str:
        return f"{self.mapping} {self.number}"


class MappingDraftQuerySet(models.QuerySet["MappingDraft"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(team=member.team_id)

    def left(self, *, before: datetime) -> Self:
        """Those that nobody has mapped since then."""
        return self.filter(uploaded_at__lt=before)


class MappingDraft(models.Model):
    """A file that no layout knows, kept for a day so that somebody can say what its columns mean."""

    class Meta:
        verbose_name = _("file to be mapped")
        ordering = ["-pk"]

    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="mapping_drafts")
    channel = models.ForeignKey(
        Channel, verbose_name=_("channel"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(_("file"), max_length=255)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    stored_as = models.CharField(max_length=255, blank=True, editable=False)
    as_of = models.DateField(_("as of"))
    # The first rows of each sheet (metrics.imports.heads), so that the file needn't be opened for each look at it.
    heads = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(
        Member, verbose_name=_("uploaded by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    objects = MappingDraftQuerySet.as_manager()

    def __str__(self) -> str:
        return self.file_name
