"""The REST resources of meetings."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from meetings.blocker_api import ROUTES as BLOCKERS
from meetings.meeting_api import ROUTES as MEETINGS
from meetings.models import StandUp
from meetings.serializers import StandUpSerializer, WriteStandUpSerializer
from meetings.series_api import ROUTES as SERIES
from meetings.services import stand_ups
from roles.models import Member
from roles.permissions import Permission
from roles.rest.errors import understood
from roles.rest.scoped import TeamScoped


class StandUpFilter(filters.FilterSet):
    first = filters.DateFilter(field_name="day", lookup_expr="gte", label=_("from this day"))
    last = filters.DateFilter(field_name="day", lookup_expr="lte", label=_("until this day"))

    class Meta:
        model = StandUp
        fields = ["day", "member"]


class StandUpViewSet(TeamScoped, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[StandUp]):
    """Stand-ups of one's teams. Everybody writes their own, and only as long as the day lasts."""

    queryset = StandUp.objects.for_list()
    serializer_class = StandUpSerializer
    filterset_class = StandUpFilter
    ordering_fields = ["day", "written_at"]
    permissions = {
        "list": Permission.SEE_TEAM,
        "retrieve": Permission.SEE_TEAM,
        "create": Permission.WRITE_STAND_UP,
        "partial_update": Permission.WRITE_STAND_UP,
    }

    @extend_schema(request=WriteStandUpSerializer, responses={201: StandUpSerializer})
    def create(self, request: Request) -> Response:
        """Write one's own stand-up of today, or write it anew. ``?team=`` is needed by who is in several teams."""
        member = self.acting_member()
        words = understood(WriteStandUpSerializer(data=request.data))
        return self.write(member, {"day": timezone.localdate()} | words, code=status.HTTP_201_CREATED)

    @extend_schema(request=WriteStandUpSerializer(partial=True), responses=StandUpSerializer)
    def partial_update(self, request: Request, **_kwargs: Any) -> Response:
        """Change one's own stand-up."""
        stand_up = self.get_object()
        member = self.member_in(stand_up.member.team_id)
        if stand_up.member_id != member.pk:
            raise PermissionDenied(_("Everybody writes their own stand-up."))
        written = {field: getattr(stand_up, field) for field in ("done", "plan", "blockers")}
        asked = understood(WriteStandUpSerializer(data=request.data, partial=True))
        words = written | asked | {"day": stand_up.day}
        return self.write(member, words, code=status.HTTP_200_OK)

    def write(self, member: Member, words: dict[str, Any], *, code: int) -> Response:
        stand_up = stand_ups.write(member, at=timezone.now(), **words)
        return Response(StandUpSerializer(stand_up).data, status=code)


ROUTES = [("stand-ups", StandUpViewSet), *BLOCKERS, *SERIES, *MEETINGS]
