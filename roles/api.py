"""People and roles over REST: a second door to the same rooms."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from roles.filters import AssignmentFilterSet, MemberFilterSet, RoleFilterSet
from roles.models import Assignment, Member, Role, Team
from roles.permissions import Permission
from roles.rest.scoped import TeamScoped
from roles.serializers import (
    AssignmentChangeSerializer,
    AssignmentEndSerializer,
    AssignmentSerializer,
    MemberSerializer,
    RoleSerializer,
    TeamSerializer,
)
from roles.services import assignments

READ = {"list": Permission.SEE_TEAM, "retrieve": Permission.SEE_TEAM}


class TeamViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[Team]):
    """The teams that the person is in."""

    permissions = READ
    queryset = Team.objects.select_related("staffing").order_by("slug")
    serializer_class = TeamSerializer
    ordering_fields = ["slug", "name"]


class MemberViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[Member]):
    """The members of the person's teams, those who have left among them."""

    permissions = READ
    queryset = Member.objects.select_related("person", "team").order_by("team", "pk")
    serializer_class = MemberSerializer
    filterset_class = MemberFilterSet
    ordering_fields = ["joined_on", "person__name", "level"]

    def get_queryset(self) -> QuerySet[Member]:
        return super().get_queryset().with_level(on=timezone.localdate())  # type: ignore[attr-defined, no-any-return]


class RoleViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[Role]):
    """The catalogue of roles."""

    permissions = READ
    queryset = Role.objects.order_by("position")
    serializer_class = RoleSerializer
    filterset_class = RoleFilterSet
    lookup_field = "code"
    ordering_fields = ["position", "code"]


class AssignmentViewSet(
    TeamScoped, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Assignment]
):
    """Who holds which role from when until when."""

    permissions = READ | dict.fromkeys(["create", "partial_update", "destroy", "end"], Permission.ASSIGN_ROLES)
    queryset = Assignment.objects.select_related("member__person", "member__team", "role").order_by("-from_on", "-pk")
    serializer_class = AssignmentSerializer
    filterset_class = AssignmentFilterSet
    ordering_fields = ["from_on", "until_on", "share"]

    def create(self, request: Request) -> Response:
        """Assign a role. 409 with a sentence where a rule is against it."""
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        by = self.member_in(asked.validated_data["member"].team_id)
        made = assignments.assign(**asked.validated_data, by=by, at=timezone.now())
        return Response(self.get_serializer(made).data, status=201)

    @extend_schema(request=AssignmentChangeSerializer, responses=AssignmentSerializer)
    def partial_update(self, request: Request, **_key: Any) -> Response:
        """Change the share from a day on (default: today), or the last day."""
        assignment = self.get_object()
        asked = AssignmentChangeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        stays = {
            "share": assignment.share,
            "from_on": max(timezone.localdate(), assignment.from_on),
            "until_on": assignment.until_on,
        }
        changed = assignments.change(
            assignment, **stays | asked.validated_data, by=self.member_in(assignment.member.team_id), at=timezone.now()
        )
        return Response(self.get_serializer(changed).data)

    def destroy(self, _request: Request, **_key: Any) -> Response:
        """Take back an assignment that begins today or later."""
        assignment = self.get_object()
        assignments.take_back(assignment, by=self.member_in(assignment.member.team_id), at=timezone.now())
        return Response(status=204)

    @extend_schema(request=AssignmentEndSerializer, responses=AssignmentSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **_key: Any) -> Response:
        """Let it end on a day."""
        assignment = self.get_object()
        asked = AssignmentEndSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        by = self.member_in(assignment.member.team_id)
        ended = assignments.end(assignment, **asked.validated_data, by=by, at=timezone.now())
        return Response(self.get_serializer(ended).data)


ROUTES: list[tuple[str, type[viewsets.GenericViewSet[Any]]]] = [
    ("teams", TeamViewSet),
    ("members", MemberViewSet),
    ("roles", RoleViewSet),
    ("assignments", AssignmentViewSet),
]
