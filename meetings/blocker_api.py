"""The REST resource of blockers: a second door to the same rooms."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from meetings.models import Blocker
from meetings.serializers import (
    BlockerDetailSerializer,
    BlockerSerializer,
    ChangeBlockerSerializer,
    SettleBlockerSerializer,
    WriteBlockerSerializer,
)
from meetings.services import blockers as services
from meetings.services.blockers import Act, Settled
from roles.permissions import Permission
from roles.rest.errors import understood
from roles.rest.scoped import TeamScoped


class BlockerFilter(filters.FilterSet):
    open = filters.BooleanFilter(field_name="closed_on", lookup_expr="isnull", label=_("still open"))

    class Meta:
        model = Blocker
        fields = ["owner", "raised_by", "outcome", "raised_on"]


class BlockerViewSet(TeamScoped, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Blocker]):
    """What is stuck in one's teams, with whom, and what became of it."""

    queryset = Blocker.objects.for_list()
    serializer_class = BlockerSerializer
    filterset_class = BlockerFilter
    ordering_fields = ["raised_on", "needed_by", "closed_on"]
    permissions = {
        "list": Permission.SEE_TEAM,
        "retrieve": Permission.SEE_TEAM,
        "create": Permission.WORK_ON_ACTIONS,
        "partial_update": Permission.WORK_ON_ACTIONS,
        "settle": Permission.WORK_ON_ACTIONS,
    }

    def get_queryset(self) -> QuerySet[Any]:
        found = super().get_queryset()
        return found if self.action == "list" else found.prefetch_related("steps__by__person")

    def answer(self, blocker: Blocker, *, code: int = status.HTTP_200_OK) -> Response:
        shown = Blocker.objects.for_list().prefetch_related("steps__by__person").get(pk=blocker.pk)
        return Response(BlockerDetailSerializer(shown).data, status=code)

    @extend_schema(responses=BlockerDetailSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A blocker with its history."""
        return self.answer(self.get_object())

    @extend_schema(request=WriteBlockerSerializer, responses={201: BlockerDetailSerializer})
    def create(self, request: Request) -> Response:
        """Say what holds one up. ``?team=`` is needed by who is in several teams."""
        by = self.acting_member()
        words = understood(WriteBlockerSerializer(data=request.data))
        made = services.raise_(words.pop("text"), by=by, at=timezone.now(), **words)
        return self.answer(made, code=status.HTTP_201_CREATED)

    @extend_schema(request=ChangeBlockerSerializer, responses=BlockerDetailSerializer)
    def partial_update(self, request: Request, **_key: Any) -> Response:
        """Word it anew, or move the day by which it is needed."""
        blocker = self.get_object()
        by = self.member_in(blocker.team_id)
        words: dict[str, Any] = {"text": blocker.text, "needed_by": blocker.needed_by}
        words |= understood(ChangeBlockerSerializer(data=request.data))
        return self.answer(services.change(blocker, by=by, at=timezone.now(), **words))

    @extend_schema(request=SettleBlockerSerializer, responses=BlockerDetailSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def settle(self, request: Request, **_key: Any) -> Response:
        """Solve it, decide, hand it over or drop it."""
        blocker = self.get_object()
        by = self.member_in(blocker.team_id)
        words = understood(SettleBlockerSerializer(data=request.data))
        said = Settled(blocker, Act(words["act"]), words["note"], words.get("owner"))
        return self.answer(services.settle(said, by=by, at=timezone.now()))


ROUTES = [("blockers", BlockerViewSet)]
