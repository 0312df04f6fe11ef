"""Column mappings as a program reads and says them: what each column of a sheet is that no layout knows."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from metrics.imports import heads, values
from metrics.imports.heads import Head
from metrics.imports.intake import Dictionary
from metrics.imports.mapped import PREFIX, Explained, Means, Meant, Scale
from metrics.models import Channel, ColumnMapping, MappingDraft
from metrics.services import mappings


class ColumnSerializer(serializers.Serializer[Any]):
    """A column that is read: its header as it stands in the file, what it is; of a metric the code in the dictionary.
    ``scale``: how its numbers are written, empty where as they are."""

    header = serializers.CharField(max_length=200)
    means = serializers.ChoiceField(choices=[means.value for means in Means])
    metric = serializers.CharField(required=False, allow_blank=True, default="")
    scale = serializers.ChoiceField(
        choices=[scale.value for scale in Scale if scale], required=False, allow_blank=True, default=""
    )


class SaidSerializer(serializers.Serializer[Any]):
    """What somebody says of a sheet. Columns that aren't named are not imported."""

    name = serializers.CharField(max_length=60)
    columns = ColumnSerializer(many=True, allow_empty=False)
    is_of_one_day = serializers.BooleanField(default=False, help_text="No column of days: all are of the as-of day.")


class NewMappingSerializer(SaidSerializer):
    """A kind of sheet by its ``headers``, all of them, in any order: files that have them are recognised from then on.
    ``channel_kind``: of which channels the numbers are; not needed where a column names the subject."""

    team = serializers.CharField(required=False, help_text="The team's address; needed by who is in several teams.")
    channel_kind = serializers.ChoiceField(choices=Channel.Kind.choices, required=False, allow_blank=True, default="")
    headers = serializers.ListField(child=serializers.CharField(max_length=200), allow_empty=False)


class MapDraftSerializer(SaidSerializer):
    """What the columns of a kept file are. ``sheet`` and ``header_row`` as the draft numbers them; without them those
    that it proposes."""

    channel = serializers.PrimaryKeyRelatedField(
        queryset=Channel.objects.select_related("subject"), required=False, allow_null=True
    )
    sheet = serializers.IntegerField(required=False, min_value=0)
    header_row = serializers.IntegerField(required=False, min_value=1)


class MappingSerializer(serializers.ModelSerializer[ColumnMapping]):
    """A sheet that the team has explained, as it is read since its newest ``version``; ``format`` is what imports that
    were read by that version are called by."""

    team = serializers.CharField(source="team.slug", read_only=True)
    version = serializers.IntegerField(source="newest.number", read_only=True)
    format = serializers.SerializerMethodField()
    columns = ColumnSerializer(source="newest.columns", many=True, read_only=True)
    is_of_one_day = serializers.BooleanField(source="newest.is_of_one_day", read_only=True)
    made_by = serializers.IntegerField(source="newest.made_by_id", read_only=True, allow_null=True)
    made_at = serializers.DateTimeField(source="newest.made_at", read_only=True)

    class Meta:
        model = ColumnMapping
        fields = [
            "id", "team", "name", "channel_kind", "headers", "version", "format", "columns", "is_of_one_day",
            "made_by", "made_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_format(self, mapping: ColumnMapping) -> str:
        return f"{PREFIX}{mapping.newest.pk}"


class DraftSerializer(serializers.ModelSerializer[MappingDraft]):
    """A file that no layout knows, kept for 24 hours so that its columns can be said."""

    team = serializers.CharField(source="team.slug", read_only=True)

    class Meta:
        model = MappingDraft
        fields = ["id", "team", "file_name", "size", "channel", "as_of", "uploaded_by", "uploaded_at"]
        read_only_fields = fields


class RowOfSheetSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    cells = serializers.ListField(child=serializers.CharField())


class SheetSerializer(serializers.Serializer[Any]):
    """The first rows of a sheet, each with the number that a spreadsheet shows for it."""

    name = serializers.CharField()
    rows = serializers.SerializerMethodField()

    def get_rows(self, head: Head) -> RowOfSheetSerializer(many=True):  # type: ignore[valid-type]
        return [{"number": number, "cells": [values.text(cell) for cell in cells]} for number, cells in head.rows]


class ProposedSerializer(serializers.Serializer[Any]):
    """Which sheet and row look most like a header, and what its columns probably are."""

    sheet = serializers.IntegerField()
    header_row = serializers.IntegerField()
    columns = ColumnSerializer(many=True)


class DraftDetailSerializer(DraftSerializer):
    """``proposed`` can be sent back to `map` as it is, with a ``name`` and a ``channel``, once it is right."""

    sheets = serializers.SerializerMethodField()
    proposed = serializers.SerializerMethodField()

    class Meta(DraftSerializer.Meta):
        fields = [*DraftSerializer.Meta.fields, "sheets", "proposed"]
        read_only_fields = fields

    def get_sheets(self, draft: MappingDraft) -> SheetSerializer(many=True):  # type: ignore[valid-type]
        return SheetSerializer(heads.load(draft.heads), many=True).data

    @extend_schema_field(ProposedSerializer)
    def get_proposed(self, draft: MappingDraft) -> dict[str, Any]:
        sheets = heads.load(draft.heads)
        place, row = heads.header_place(sheets)
        columns = mappings.proposed(draft, sheets[place], row, Dictionary.of(draft.team))
        told = {"sheet": place, "header_row": row, "columns": [one for one in columns if one]}
        return ProposedSerializer(told).data


def explained(said: dict[str, Any], headers: Sequence[str], *, channel_kind: str, dictionary: Dictionary) -> Explained:
    """What was said about a sheet with these headers. Raise ``ValidationError`` for a column that it doesn't have."""
    strange = [column["header"] for column in said["columns"] if column["header"] not in headers]
    if strange:
        raise serializers.ValidationError(
            {"columns": [_("The sheet has no column “%(column)s”.") % {"column": strange[0]}]}
        )
    columns = []
    for column in said["columns"]:
        if column["means"] != Means.METRIC:
            columns.append(Meant(column["header"], column["means"]))
            continue
        known = dictionary.by_code.get(column["metric"])
        unit = known.unit if known else ""
        columns.append(Meant(column["header"], Means.METRIC, column["metric"], column["scale"], unit))
    return Explained(
        tuple(header for header in headers if header), tuple(columns), channel_kind, is_of_one_day=said["is_of_one_day"]
    )
