"""The REST resources of column mappings: what is remembered of a team's own sheets, and files to be explained."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from metrics.imports import heads
from metrics.imports.intake import Dictionary, Refused
from metrics.mapping_serializers import (
    DraftDetailSerializer,
    DraftSerializer,
    MapDraftSerializer,
    MappingSerializer,
    NewMappingSerializer,
    explained,
)
from metrics.models import ColumnMapping, ImportBatch, MappingDraft
from metrics.serializers import ImportDetailSerializer
from metrics.services import mapping_drafts
from metrics.services import mappings as services
from roles.permissions import Permission
from roles.rest.errors import Unprocessable, understood
from roles.rest.scoped import TeamScoped


class MappingViewSet(
    TeamScoped, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[ColumnMapping]
):
    """The sheets that the team has explained column by column: files with their headers are recognised."""

    queryset = ColumnMapping.objects.in_use().for_list().select_related("team")
    serializer_class = MappingSerializer
    ordering_fields = ["name"]
    permissions = {
        "list": Permission.SEE_TEAM,
        "retrieve": Permission.SEE_TEAM,
        "create": Permission.IMPORT_METRICS,
        "destroy": Permission.IMPORT_METRICS,
    }

    @extend_schema(request=NewMappingSerializer, responses={201: MappingSerializer})
    def create(self, request: Request) -> Response:
        """Explain a kind of sheet before its first file comes. 409 says what makes no sense, or is mapped already."""
        said = understood(NewMappingSerializer(data=request.data))
        member = self.acting_member(said.get("team", ""))
        meant = explained(
            said, said["headers"], channel_kind=said["channel_kind"], dictionary=Dictionary.of(member.team)
        )
        mapping = services.remember(member.team, meant, name=said["name"], by=member, at=timezone.now())
        return Response(MappingSerializer(self.queryset.get(pk=mapping.pk)).data, status=status.HTTP_201_CREATED)

    def destroy(self, _request: Request, **_key: Any) -> Response:
        """Recognise no file by it any more. What it imported stays."""
        services.forget(self.get_object(), at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class MappingDraftViewSet(
    TeamScoped, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[MappingDraft]
):
    """Files that no layout knows, kept for 24 hours: say what their columns are, and they become previews."""

    queryset = MappingDraft.objects.select_related("team", "channel__subject")
    ordering_fields = ["uploaded_at"]
    permissions = dict.fromkeys(["list", "retrieve", "map", "destroy"], Permission.IMPORT_METRICS)

    def get_queryset(self) -> QuerySet[MappingDraft]:
        rows = super().get_queryset()
        return rows.defer("heads") if self.action == "list" else rows

    def get_serializer_class(self) -> type[DraftSerializer]:
        return DraftSerializer if self.action == "list" else DraftDetailSerializer

    @extend_schema(request=MapDraftSerializer, responses={201: ImportDetailSerializer})
    @action(detail=True, methods=["post"])
    def map(self, request: Request, **_key: Any) -> Response:
        """Remember what the columns are, and look at the file by it: answers with the preview, to be committed.

        409 says what makes no sense, 422 why the file can't go in; then nothing is remembered and the draft stays.
        """
        draft = self.get_object()
        said = understood(MapDraftSerializer(data=request.data))
        channel = said.get("channel", draft.channel)
        if channel is not None and channel.subject.team_id != draft.team_id:
            raise ValidationError({"channel": [_("The team has no such channel.")]})
        kind = channel.kind if channel else ""
        meant = explained(said, headers_of(draft, said), channel_kind=kind, dictionary=Dictionary.of(draft.team))
        by = self.member_in(draft.team_id)
        try:
            batch = services.map_draft(draft, meant, name=said["name"], channel=channel, by=by, at=timezone.now())
        except Refused as refused:
            raise Unprocessable(str(refused)) from refused
        shown = ImportBatch.objects.for_list().select_related("team").get(pk=batch.pk)
        return Response(ImportDetailSerializer(shown).data, status=status.HTTP_201_CREATED)

    def destroy(self, _request: Request, **_key: Any) -> Response:
        """Forget the file."""
        mapping_drafts.drop(self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)


def headers_of(draft: MappingDraft, said: dict[str, Any]) -> list[str]:
    """The headers that are meant. Raise 400 for a sheet or a row that the draft hasn't."""
    sheets = heads.load(draft.heads)
    place, row = heads.header_place(sheets)
    if said.get("sheet", place) >= len(sheets):
        raise ValidationError({"sheet": [_("The file has no such sheet.")]})
    head = sheets[said.get("sheet", place)]
    if head is not sheets[place]:
        row = heads.header_place([head])[1]
    headers: list[str] = head.header(said.get("header_row", row))
    if not headers:
        raise ValidationError({"header_row": [_("The sheet has no such row.")]})
    return headers


ROUTES: list[tuple[str, type[viewsets.GenericViewSet[Any]]]] = [
    ("mappings", MappingViewSet),
    ("mapping-drafts", MappingDraftViewSet),
]
