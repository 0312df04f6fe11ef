"""The REST resources of metrics: channels, the dictionary, points, files on their way in."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from jobs import tasks
from metrics.completeness import completeness
from metrics.dictionary_api import MetricViewSet
from metrics.filters import ChannelFilter, ImportFilter, PointFilter
from metrics.imports.as_of import beijing_day
from metrics.imports.intake import Refused, WhichChannel
from metrics.models import Attribution, Channel, ImportBatch, LongImport, MappingDraft, Metric, Point
from metrics.serializers import (
    ChangeChannelSerializer,
    ChangeImportSerializer,
    ChannelSerializer,
    CompletenessSerializer,
    ConfirmSerializer,
    ImportDetailSerializer,
    ImportJobDetailSerializer,
    ImportJobSerializer,
    ImportSerializer,
    PointSerializer,
    RefusedFileSerializer,
    UploadSerializer,
    WriteChannelSerializer,
)
from metrics.services import channels as channel_services
from metrics.services import imports as import_services
from metrics.services import long_imports, mapping_drafts, readings
from roles.models import Member
from roles.permissions import Permission
from roles.rest.errors import Unprocessable, understood
from roles.rest.scoped import TeamScoped
from teamops.lib.asked import asked_month
from teamops.lib.attachments import attachment
from teamops.lib.months import Span, first_of

READ = {"list": Permission.SEE_TEAM, "retrieve": Permission.SEE_TEAM}


class ChannelViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[Channel]):
    """Channels of one's teams, and who answers for them."""

    queryset = Channel.objects.select_related("subject__team").prefetch_related(
        Prefetch("subject__attributions", Attribution.objects.select_related("member__person"))
    )
    serializer_class = ChannelSerializer
    filterset_class = ChannelFilter
    ordering_fields = ["kind", "watermark"]
    permissions = READ | {
        "create": Permission.EDIT_CHANNELS,
        "partial_update": Permission.EDIT_CHANNELS,
        "completeness": Permission.SEE_TEAM,
    }

    @extend_schema(request=WriteChannelSerializer, responses={201: ChannelSerializer})
    def create(self, request: Request) -> Response:
        """Add a channel. ``?team=`` is needed by who is in several teams."""
        team = self.acting_member().team
        channel = channel_services.add(team, **understood(WriteChannelSerializer(data=request.data)))
        return self.answer(channel, code=status.HTTP_201_CREATED)

    @extend_schema(request=ChangeChannelSerializer(partial=True), responses=ChannelSerializer)
    def partial_update(self, request: Request, **_key: Any) -> Response:
        """Rename a channel, or take it out of use."""
        channel = self.get_object()
        stays: dict[str, Any] = {"name": channel.name, "kind": channel.kind, "is_active": channel.is_active}
        asked = understood(ChangeChannelSerializer(data=request.data, partial=True))
        return self.answer(channel_services.edit(channel, **stays | asked))

    @extend_schema(
        parameters=[OpenApiParameter("month", str, description="2026-10; without it the running month")],
        responses=CompletenessSerializer,
    )
    @action(detail=True, url_path="completeness", filterset_class=None)
    def completeness(self, request: Request, **_key: Any) -> Response:
        """Which days of a month are there or miss, and which metrics and members lack: as the grid shows them."""
        channel, at = self.get_object(), timezone.now()
        today = beijing_day(at)
        month = asked_month(request) or first_of(today)
        if month > today:
            raise NotFound
        row = completeness([channel], Span(month, min(Span.month(month).last, today)), at=at)[channel.pk]
        codes = dict(Metric.objects.filter(pk__in=row.lacking).values_list("pk", "code"))
        usernames = dict(Member.objects.filter(pk__in=row.lacking_members).values_list("pk", "person__username"))
        return Response(CompletenessSerializer(row, context={"codes": codes, "usernames": usernames}).data)

    def answer(self, channel: Channel, *, code: int = status.HTTP_200_OK) -> Response:
        return Response(ChannelSerializer(self.queryset.get(pk=channel.pk)).data, status=code)


class PointViewSet(TeamScoped, mixins.ListModelMixin, viewsets.GenericViewSet[Point]):
    """The numbers of a team, each with its import and the row of its file. ``?team=`` must be given."""

    needs_team = True
    queryset = Point.objects.for_list()
    serializer_class = PointSerializer
    filterset_class = PointFilter
    ordering_fields = ["day", "value"]
    permissions = {"list": Permission.SEE_TEAM}

    @property
    def slug(self) -> str:
        """The team that was asked about."""
        return str(self.request.query_params.get("team", ""))

    def get_queryset(self) -> QuerySet[Point]:
        if not self.slug:
            raise ValidationError({"team": [_("Say which team with ?team=.")]})
        return super().get_queryset()


class ImportViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[ImportBatch]):
    """Files on their way in: POST one to see what it would change, then commit it or discard it; undo it later."""

    queryset = ImportBatch.objects.for_list().select_related("team")
    filterset_class = ImportFilter
    ordering_fields = ["uploaded_at", "as_of"]
    parser_classes = [JSONParser, MultiPartParser]
    permissions = READ | dict.fromkeys(
        ["create", "partial_update", "commit", "undo", "destroy", "file"], Permission.IMPORT_METRICS
    )

    def get_serializer_class(self) -> type[ImportSerializer]:
        return ImportSerializer if self.action == "list" else ImportDetailSerializer

    def answer(self, batch: ImportBatch, *, code: int = status.HTTP_200_OK) -> Response:
        return Response(ImportDetailSerializer(self.queryset.get(pk=batch.pk)).data, status=code)

    def accepted(self, batch: ImportBatch) -> Response:
        """Have the job begin, and say where to ask what came of it."""
        tasks.wake(batch.team.slug)
        answer = self.answer(batch, code=status.HTTP_202_ACCEPTED)
        answer["Location"] = self.reverse_action("detail", args=[batch.pk])
        return answer

    @extend_schema(
        request={"multipart/form-data": UploadSerializer},
        responses={201: ImportDetailSerializer, 202: ImportJobDetailSerializer, 422: RefusedFileSerializer},
    )
    def create(self, request: Request) -> Response:
        """Look at a file: what it would write, by rows. 422 says why it can't go in at all; nothing is kept then.

        A file with unknown headers is kept for 24 hours: the 422 names it under `draft`. Say what its columns are with
        `mapping-drafts/{draft}/map/`, which answers with the preview.

        Where several channels fit, the 422 names them under `channels`: send the file again with one as `channel`.

        202: a long file, of more than 1 MB. It is read in the background: ask at `Location` until its state is `done`
        and its `batch` is the preview, or `refused`, which says why. Where several channels fit, the preview names them
        under `channels`: PATCH it with one, or send the file again with one.
        """
        asked = understood(UploadSerializer(data=request.data))
        member = self.acting_member(asked.get("team", ""))
        channel = channel_of(asked, team=member.team_id)
        file: UploadedFile = asked["file"]
        content = file.read(settings.IMPORT_MAX_BYTES + 1)
        given: dict[str, Any] = {
            "name": file.name or "",
            "channel": channel,
            "as_of": asked.get("as_of"),
            "by": member,
            "at": timezone.now(),
        }
        try:
            if long_imports.is_long(size=len(content)):
                return self.begun(long_imports.ask_to_look(content, **given))
            batch = import_services.preview(member.team, content, **given)
        except WhichChannel as several:
            return which_channel(several)
        except Refused as refused:
            return refused_file(*mapping_drafts.offer(member.team, content, refused, **given))
        return self.answer(batch, code=status.HTTP_201_CREATED)

    @extend_schema(request=ChangeImportSerializer, responses={200: ImportDetailSerializer, 422: RefusedFileSerializer})
    def partial_update(self, request: Request, **_key: Any) -> Response:
        """Look at a preview's file again, for another channel or another as-of day. It needn't be sent again.

        422 if the file doesn't belong to that channel; 409 if it isn't a preview any more.
        """
        batch = self.get_object()
        asked = understood(ChangeImportSerializer(data=request.data))
        stays = None if batch.asks_channel else batch.channel
        channel = channel_of(asked, team=batch.team_id) if "channel" in asked else stays
        try:
            import_services.change(batch, channel=channel, as_of=asked.get("as_of", batch.as_of), at=timezone.now())
        except WhichChannel as several:
            return which_channel(several)
        except Refused as refused:
            raise Unprocessable(str(refused)) from refused
        return self.answer(batch)

    def begun(self, task: LongImport) -> Response:
        tasks.wake(task.team.slug)
        task.refresh_from_db()
        address = reverse("api-import-jobs-detail", args=[task.pk], request=self.request)
        return Response(
            ImportJobDetailSerializer(task).data, status=status.HTTP_202_ACCEPTED, headers={"Location": address}
        )

    @extend_schema(request=ConfirmSerializer, responses={200: ImportDetailSerializer, 202: ImportDetailSerializer})
    @action(detail=True, methods=["post"])
    def commit(self, request: Request, **_key: Any) -> Response:
        """Write the accepted rows, all of them or none. 409 if it isn't a preview any more, or all is there already.

        202: a long one; ask at `Location` until its state is `imported`, or its `job` is `refused` and says why.
        """
        batch = self.get_object()
        asked = understood(ConfirmSerializer(data=request.data))
        by = self.member_in(batch.team_id)
        if batch.is_preview and not batch.asks_channel and long_imports.is_long_to_write(batch):
            long_imports.ask_to_write(batch, by=by, at=timezone.now(), **asked)
            return self.accepted(batch)
        return self.answer(import_services.confirm(batch, by=by, at=timezone.now(), **asked))

    @extend_schema(request=None, responses={200: ImportDetailSerializer, 202: ImportDetailSerializer})
    @action(detail=True, methods=["post"])
    def undo(self, _request: Request, **_key: Any) -> Response:
        """Take an import back: what stood before stands again. 202: a long one; ask until its state is `undone`."""
        batch = self.get_object()
        by = self.member_in(batch.team_id)
        if batch.is_imported and long_imports.is_long_to_undo(batch):
            long_imports.ask_to_undo(batch, by=by, at=timezone.now())
            return self.accepted(batch)
        return self.answer(import_services.undo(batch, by=by, at=timezone.now()))

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, filterset_class=None, pagination_class=None)
    def file(self, _request: Request, **_key: Any) -> HttpResponse:
        """The file as it was uploaded. 409 once it is gone, after 24 months, and for order files, which aren't kept."""
        batch = self.get_object()
        return attachment(readings.as_it_came(batch), batch.download_name)

    def destroy(self, _request: Request, **_key: Any) -> Response:
        """Discard a preview and its file."""
        import_services.discard(self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)


def channel_of(asked: dict[str, Any], *, team: int) -> Channel | None:
    """The channel that was named, if any. 400 if it isn't the team's."""
    channel: Channel | None = asked.get("channel")
    if channel is not None and channel.subject.team_id != team:
        raise ValidationError({"channel": [_("The team has no such channel.")]})
    return channel


def refused_file(refused: Refused, draft: MappingDraft | None) -> Response:
    told: dict[str, Any] = {"detail": str(refused)} | ({"draft": draft.pk} if draft else {})
    return Response(RefusedFileSerializer(told).data, status=status.HTTP_422_UNPROCESSABLE_ENTITY)


def which_channel(several: WhichChannel) -> Response:
    sentence = _("%(reason)s Send it again with one of them as `channel`.") % {"reason": several.reason.what}
    told: dict[str, Any] = {"detail": sentence, "channels": several.fitting}
    return Response(RefusedFileSerializer(told).data, status=status.HTTP_422_UNPROCESSABLE_ENTITY)


class ImportJobViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[LongImport]):
    """Long files that are read, written or undone in the background: how far each is, and what came of it."""

    queryset = LongImport.objects.for_page()
    ordering_fields = ["asked_at"]
    permissions = {"list": Permission.IMPORT_METRICS, "retrieve": Permission.IMPORT_METRICS}

    def get_serializer_class(self) -> type[ImportJobSerializer]:
        return ImportJobSerializer if self.action == "list" else ImportJobDetailSerializer


ROUTES: list[tuple[str, type[viewsets.GenericViewSet[Any]]]] = [
    ("channels", ChannelViewSet),
    ("metrics", MetricViewSet),
    ("points", PointViewSet),
    ("imports", ImportViewSet),
    ("import-jobs", ImportJobViewSet),
]
