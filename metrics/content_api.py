"""The REST resources of content items and of who answers for what."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from metrics.content_serializers import (
    AnsweredSerializer,
    AnsweringSerializer,
    ChangeAnsweringSerializer,
    ContentSerializer,
    DecidedSerializer,
    EndAnsweringSerializer,
    JoinSerializer,
    WriteAnsweringSerializer,
)
from metrics.filters import AttributionFilter, ContentFilter
from metrics.models import Attribution, Subject
from metrics.services import attribution as attribution_services
from metrics.services import content as services
from roles.models import Member
from roles.permissions import Permission
from roles.rest.errors import understood
from roles.rest.scoped import TeamScoped

READ = {"list": Permission.SEE_TEAM, "retrieve": Permission.SEE_TEAM}


class ContentViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[Subject]):
    """Articles and videos of one's teams: under what they are known, who answers for them, what was decided."""

    queryset = (
        Subject.objects.content()
        .select_related("team", "channel__subject")
        .prefetch_related(
            "keys", Prefetch("attributions", Attribution.objects.select_related("member__person").order_by("from_on"))
        )
    )
    serializer_class = ContentSerializer
    filterset_class = ContentFilter
    ordering_fields = ["published_on", "name"]
    permissions = READ | dict.fromkeys(["join", "ignore", "keep", "take_back"], Permission.EDIT_CHANNELS)

    @extend_schema(request=JoinSerializer, responses=DecidedSerializer)
    @action(detail=True, methods=["post"])
    def join(self, request: Request, **_key: Any) -> Response:
        """It is the same as ``into``: numbers, attribution and keys go there. 409 says why the two can't be one."""
        item = self.get_object()
        asked = understood(JoinSerializer(data=request.data))
        into: Subject = asked["into"]
        if into.team_id != item.team_id:
            raise ValidationError({"into": [_("The team has no such item.")]})
        return self.decided(item, lambda by: services.join(item, **asked, by=by, at=timezone.now()))

    @extend_schema(request=None, responses=DecidedSerializer)
    @action(detail=True, methods=["post"])
    def ignore(self, _request: Request, **_key: Any) -> Response:
        """Its numbers count nowhere from now on."""
        item = self.get_object()
        return self.decided(item, lambda by: services.ignore(item, by=by, at=timezone.now()))

    @extend_schema(request=None, responses=ContentSerializer)
    @action(detail=True, methods=["post"])
    def keep(self, _request: Request, **_key: Any) -> Response:
        """Looked at: an item of its own."""
        item = self.get_object()
        services.keep(item, by=self.member_in(item.team_id), at=timezone.now())
        return Response(ContentSerializer(self.queryset.get(pk=item.pk)).data)

    @extend_schema(request=None, responses=DecidedSerializer)
    @action(detail=True, methods=["post"], url_path="take-back", url_name="take_back")
    def take_back(self, _request: Request, **_key: Any) -> Response:
        """Take a join or an ignore back."""
        item = self.get_object()
        return self.decided(item, lambda by: services.take_back(item, by=by, at=timezone.now()))

    def decided(self, item: Subject, decide: Callable[[Member], list[date]]) -> Response:
        signed = decide(self.member_in(item.team_id))
        told = self.queryset.get(pk=item.pk)
        told.signed_months = signed  # type: ignore[attr-defined]
        return Response(DecidedSerializer(told).data)


class AttributionViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[Attribution]):
    """Who answers for which channel, content item or campaign, from when, until when, for what share."""

    queryset = Attribution.objects.select_related("member__person", "subject__team")
    serializer_class = AnsweringSerializer
    filterset_class = AttributionFilter
    ordering_fields = ["from_on", "until_on", "share"]
    permissions = READ | dict.fromkeys(["create", "partial_update", "end"], Permission.EDIT_CHANNELS)

    @extend_schema(request=WriteAnsweringSerializer, responses={201: AnsweredSerializer})
    def create(self, request: Request) -> Response:
        """Let a member answer for a subject. 409 if on some day the shares would pass 100 %."""
        asked = understood(WriteAnsweringSerializer(data=request.data))
        subject: Subject = asked.pop("subject")
        self.member_in(subject.team_id)
        if asked["member"].team_id != subject.team_id:
            raise ValidationError({"member": [_("The team has no such member.")]})
        made = attribution_services.attribute(subject, **asked, at=timezone.now())
        return self.answer(made, attribution_services.settled(made, at=timezone.now()), code=status.HTTP_201_CREATED)

    @extend_schema(request=ChangeAnsweringSerializer(partial=True), responses=AnsweredSerializer)
    def partial_update(self, request: Request, **_key: Any) -> Response:
        """Correct the share or the days."""
        row = self.get_object()
        stays: dict[str, Any] = {"share": row.share, "from_on": row.from_on, "until_on": row.until_on}
        asked = understood(ChangeAnsweringSerializer(data=request.data, partial=True))
        outcome = attribution_services.change(row, **stays | asked, at=timezone.now())
        return self.answer(row, outcome.signed)

    @extend_schema(request=EndAnsweringSerializer, responses=AnsweredSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **_key: Any) -> Response:
        """Set the last day."""
        row = self.get_object()
        asked = understood(EndAnsweringSerializer(data=request.data))
        ended = attribution_services.end(row, **asked, at=timezone.now())
        return self.answer(ended, attribution_services.settled_after(ended, at=timezone.now()))

    def answer(self, row: Attribution, signed: list[date], *, code: int = status.HTTP_200_OK) -> Response:
        told = self.queryset.get(pk=row.pk)
        told.signed_months = signed  # type: ignore[attr-defined]
        return Response(AnsweredSerializer(told).data, status=code)


ROUTES: list[tuple[str, type[viewsets.GenericViewSet[Any]]]] = [
    ("content", ContentViewSet),
    ("attributions", AttributionViewSet),
]
