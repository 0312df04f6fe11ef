"""Channels, the dictionary, points and imports as a program reads them. Decimals are strings, rates fractions of 1."""

from datetime import date
from decimal import ROUND_HALF_UP
from typing import Any

from django.urls import reverse
from rest_framework import serializers

from metrics.completeness import Cell, Row, State
from metrics.imports.reasons import explain
from metrics.models import Attribution, Channel, ImportBatch, LongImport, Point
from metrics.services import long_imports, summary

# More than these nobody mends by hand; the file is wrong as a whole then. ``rejected`` says how many there are.
MOST_PROBLEMS = 1_000


class AttributionSerializer(serializers.ModelSerializer[Attribution]):
    name = serializers.CharField(source="member.person.name", read_only=True)

    class Meta:
        model = Attribution
        fields = ["id", "member", "name", "share", "from_on", "until_on"]
        read_only_fields = fields


class ChannelSerializer(serializers.ModelSerializer[Channel]):
    """``subject`` is what the channel's points are filed under; ``watermark`` the last day whose numbers are there."""

    team = serializers.CharField(source="subject.team.slug", read_only=True)
    name = serializers.CharField(read_only=True)
    attributions = AttributionSerializer(source="subject.attributions", many=True, read_only=True)

    class Meta:
        model = Channel
        fields = ["id", "team", "subject", "name", "kind", "is_active", "watermark", "attributions"]
        read_only_fields = fields


class DayOfChannelSerializer(serializers.Serializer[Cell]):
    """``state``: full, part, miss, wait (not due yet), none (before the first data), over (out of use)."""

    day = serializers.DateField()
    state = serializers.ChoiceField(choices=State.choices)
    present = serializers.IntegerField()
    expected = serializers.IntegerField()
    missing = serializers.SerializerMethodField()
    missing_members = serializers.SerializerMethodField()
    forgotten_members = serializers.SerializerMethodField()
    is_restated = serializers.BooleanField()
    is_inexact = serializers.BooleanField()

    def get_missing(self, cell: Cell) -> list[str]:
        """Codes of the metrics that lack."""
        return [self.context["codes"][metric] for metric in cell.missing]

    def get_missing_members(self, cell: Cell) -> list[str]:
        """Usernames of the members whose numbers come one by one and lack."""
        return [self.context["usernames"][member] for member in cell.missing_members]

    def get_forgotten_members(self, cell: Cell) -> list[str]:
        """Usernames of those whose numbers WeCom had forgotten when they were joined: never to be had, not expected."""
        return [self.context["usernames"][member] for member in cell.forgotten_members]


class CompletenessSerializer(serializers.Serializer[Row]):
    """``present`` of ``expected`` data points on the days that are due; ``rate`` is empty where none is."""

    channel = serializers.IntegerField(source="channel.pk")
    watermark = serializers.DateField(source="channel.watermark")
    present = serializers.IntegerField(source="counted.present")
    expected = serializers.IntegerField(source="counted.expected")
    rate = serializers.DecimalField(max_digits=7, decimal_places=6, rounding=ROUND_HALF_UP, allow_null=True)
    days = DayOfChannelSerializer(source="cells", many=True)


class WriteChannelSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=60)
    kind = serializers.ChoiceField(choices=Channel.Kind.choices)


class ChangeChannelSerializer(WriteChannelSerializer):
    is_active = serializers.BooleanField()


class PointSerializer(serializers.Serializer[Any]):
    """A number and where it is from. ``day`` is the one it is about, ``as_of`` (导出日) the day on which its file was
    exported; ``batch`` is empty for what TeamOps measured itself."""

    subject = serializers.IntegerField(source="subject_id")
    name = serializers.CharField(source="subject.name")
    kind = serializers.CharField(source="subject.kind")
    metric = serializers.CharField(source="metric.code")
    day = serializers.DateField()
    value = serializers.DecimalField(max_digits=20, decimal_places=6)
    as_of = serializers.DateField()
    batch = serializers.IntegerField(source="batch_id", allow_null=True)
    file = serializers.CharField(source="batch.file_name", default=None, allow_null=True)
    row = serializers.IntegerField(allow_null=True)
    row_page = serializers.SerializerMethodField()

    def get_row_page(self, point: Point) -> str | None:
        """The address of the page that shows the row, and which scorecards were computed from it."""
        if point.batch_id is None or point.row is None:
            return None
        return reverse("metrics:imports-row", args=[self.context["view"].slug, point.batch_id, point.row])


class ImportSerializer(serializers.ModelSerializer[ImportBatch]):
    """An import of the list. Counts are rows; ``points`` are the numbers of the accepted ones. ``as_of`` (导出日) is
    the day on which the file was exported, ``days`` (日期) the first and last that its numbers are about."""

    team = serializers.CharField(source="team.slug", read_only=True)
    channel = serializers.SerializerMethodField()
    channel_name = serializers.SerializerMethodField()
    format = serializers.CharField(source="layout", read_only=True)
    new = serializers.IntegerField(source="rows_new", read_only=True)
    changed = serializers.IntegerField(source="rows_changed", read_only=True)
    same = serializers.IntegerField(source="rows_same", read_only=True)
    rejected = serializers.IntegerField(source="rows_rejected", read_only=True)
    days = serializers.SerializerMethodField()

    class Meta:
        model = ImportBatch
        fields = [
            "id", "team", "channel", "channel_name", "format", "file_name", "sha256", "size", "as_of", "state",
            "new", "changed", "same", "rejected", "points", "days", "uploaded_by", "uploaded_at", "confirmed_at",
            "undone_by", "undone_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_channel(self, batch: ImportBatch) -> int | None:
        """Empty while it waits for one of several."""
        return None if batch.asks_channel else batch.channel_id

    def get_channel_name(self, batch: ImportBatch) -> str | None:
        return batch.channel.name if batch.channel and not batch.asks_channel else None

    def get_days(self, batch: ImportBatch) -> list[date | None]:
        """The first and the last day of its numbers."""
        return [batch.first_day, batch.last_day]


class ProblemSerializer(serializers.Serializer[Any]):
    """A rejected row, or something that looked odd, with its reason in the reader's language."""

    row = serializers.IntegerField()
    column = serializers.CharField()
    value = serializers.CharField()
    reason = serializers.CharField()


class JobOfImportSerializer(serializers.ModelSerializer[LongImport]):
    """The job that writes or undoes a long import; ``refused`` is the sentence why it couldn't."""

    refused = serializers.CharField(source="refused_what", read_only=True)

    class Meta:
        model = LongImport
        fields = ["kind", "state", "refused", "asked_at"]
        read_only_fields = fields


class ImportJobSerializer(JobOfImportSerializer):
    """A long file on its way: once its state is ``done``, ``batch`` is the preview; ``refused`` and ``advice`` say why
    there is none."""

    advice = serializers.CharField(source="refused_advice", read_only=True)

    class Meta(JobOfImportSerializer.Meta):
        fields = ["id", "file_name", *JobOfImportSerializer.Meta.fields, "advice", "batch"]
        read_only_fields = fields


class ImportJobDetailSerializer(ImportJobSerializer):
    """``done`` and ``total`` are rows, while it is at work. ``draft``, where a refused file's columns can be explained
    under `mapping-drafts`."""

    draft = serializers.SerializerMethodField()
    done = serializers.SerializerMethodField()
    total = serializers.SerializerMethodField()

    class Meta(ImportJobSerializer.Meta):
        fields = [*ImportJobSerializer.Meta.fields, "draft", "done", "total"]
        read_only_fields = fields

    def get_draft(self, task: LongImport) -> int | None:
        draft = long_imports.draft_of(task) if task.is_look and task.state == LongImport.State.REFUSED else None
        return draft.pk if draft else None

    def get_done(self, task: LongImport) -> int:
        run = long_imports.run_of(task) if task.is_waiting else None
        return run.done if run else 0

    def get_total(self, task: LongImport) -> int:
        run = long_imports.run_of(task) if task.is_waiting else None
        return (run.total or 0) if run else 0


class FittingChannelSerializer(serializers.ModelSerializer[Channel]):
    name = serializers.CharField(read_only=True)

    class Meta:
        model = Channel
        fields = ["id", "name", "kind"]
        read_only_fields = fields


class ImportDetailSerializer(ImportSerializer):
    """An import with its rejected rows, the first 1,000, and what looked odd; ``job`` is the last one asked for it.

    ``channels``: where a preview has no channel yet since several fit, these; PATCH one of them as ``channel``."""

    problems = serializers.SerializerMethodField()
    warnings = serializers.SerializerMethodField()
    job = serializers.SerializerMethodField()
    channels = serializers.SerializerMethodField()

    class Meta(ImportSerializer.Meta):
        fields = [*ImportSerializer.Meta.fields, "problems", "warnings", "job", "channels"]
        read_only_fields = fields

    def get_channels(self, batch: ImportBatch) -> FittingChannelSerializer(many=True):  # type: ignore[valid-type]
        return FittingChannelSerializer(batch.fitting if batch.asks_channel else [], many=True).data

    def get_job(self, batch: ImportBatch) -> JobOfImportSerializer(allow_null=True):  # type: ignore[valid-type]
        """Empty for what was done at once."""
        job = batch.long_imports.first()
        return JobOfImportSerializer(job).data if job else None

    def get_problems(self, batch: ImportBatch) -> ProblemSerializer(many=True):  # type: ignore[valid-type]
        return ProblemSerializer(summary.problems(batch)[:MOST_PROBLEMS], many=True).data

    def get_warnings(self, batch: ImportBatch) -> ProblemSerializer(many=True):  # type: ignore[valid-type]
        names = summary.metric_names(batch)
        return [
            {
                "row": told["row"],
                "column": told["column"],
                "value": told["value"],
                "reason": str(explain(told["code"], told["arguments"], metrics=names)),
            }
            for told in batch.warnings
        ]


class RefusedFileSerializer(serializers.Serializer[Any]):
    """Why a file can't go in. ``channels``, where several fit it: one of them has to be said. ``draft``, where its
    columns can be explained under `mapping-drafts`."""

    detail = serializers.CharField()
    channels = FittingChannelSerializer(many=True, required=False)
    draft = serializers.IntegerField(required=False)


class UploadSerializer(serializers.Serializer[Any]):
    """A file to look at. Without ``channel`` the only one that fits; without ``as_of`` the day in the file's name."""

    team = serializers.CharField(required=False, help_text="The team's address; needed by who is in several teams.")
    channel = serializers.PrimaryKeyRelatedField(queryset=Channel.objects.all(), required=False, allow_null=True)
    as_of = serializers.DateField(required=False, allow_null=True)
    file = serializers.FileField(allow_empty_file=True)


class ChangeImportSerializer(serializers.Serializer[Any]):
    """Another channel, another as-of day, for a file that is looked at."""

    channel = serializers.PrimaryKeyRelatedField(queryset=Channel.objects.all(), required=False, allow_null=True)
    as_of = serializers.DateField(required=False)


class ConfirmSerializer(serializers.Serializer[Any]):
    """``accept_falls`` takes totals to date that are smaller than before, too."""

    accept_falls = serializers.BooleanField(default=False)
