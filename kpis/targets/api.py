"""The REST resource of targets: a second door to the same rooms, without a rule of its own."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from kpis.api import month_in
from kpis.models import Target
from kpis.services import confirming
from kpis.services import targets as services
from kpis.targets.book import Key, Wish
from kpis.targets.mine import mine, month_to_confirm
from kpis.targets.serializers import (
    ConfirmationSerializer,
    ConfirmTargetsSerializer,
    DoneSerializer,
    MineSerializer,
    SetSerializer,
    TargetSerializer,
)
from metrics.models import Metric
from roles.models import Assignment, Member, Role
from roles.permissions import Permission
from roles.rest.errors import understood
from roles.rest.scoped import TeamScoped


class TargetFilter(filters.FilterSet):
    month = filters.CharFilter(method="of_month", label=_("month, as 2026-10"))
    role = filters.CharFilter(field_name="role__code", label=_("role's code"))
    metric = filters.CharFilter(field_name="metric__code", label=_("metric's code"))

    class Meta:
        model = Target
        fields = ["month", "role", "metric", "assignment", "is_current", "is_late"]

    def of_month(self, targets: QuerySet[Target], _name: str, text: str) -> QuerySet[Target]:
        return targets.filter(month=month_in(text))


class TargetViewSet(TeamScoped, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Target]):
    """Targets of a month: what was said instead of the templates'. Rows are added, never changed."""

    queryset = Target.objects.select_related("team", "role", "metric", "assignment")
    serializer_class = TargetSerializer
    filterset_class = TargetFilter
    ordering_fields = ["month", "set_at"]
    permissions = {
        "list": Permission.SEE_OWN_CARD,
        "retrieve": Permission.SEE_OWN_CARD,
        "create": Permission.EDIT_TEMPLATES,
        "mine": Permission.SEE_OWN_CARD,
        "confirm": Permission.SEE_OWN_CARD,
    }

    @extend_schema(request=SetSerializer, responses={201: DoneSerializer})
    def create(self, request: Request) -> Response:
        """Set targets of a month. A month that has begun, or what somebody has confirmed, takes a ``reason``."""
        words = understood(SetSerializer(data=request.data))
        member = self.acting_member()
        wishes = wishes_of(words["targets"], member)
        done = services.set_targets(words["month"], wishes, by=member, at=timezone.now(), reason=words["reason"])
        return Response(DoneSerializer(done).data, status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[OpenApiParameter("month", str)], responses=MineSerializer)
    @action(detail=False, methods=["get"], filterset_class=None, pagination_class=None)
    def mine(self, request: Request) -> Response:
        """One's own targets of a month, with the fingerprint to confirm them by."""
        member, asked = self.acting_member(), request.query_params.get("month", "")
        month = month_in(asked) if asked else month_to_confirm(member, today=timezone.localdate())
        return Response(MineSerializer(mine(member, month)).data)

    @extend_schema(request=ConfirmTargetsSerializer, responses={201: ConfirmationSerializer})
    @action(detail=False, methods=["post"], filterset_class=None)
    def confirm(self, request: Request) -> Response:
        """Confirm one's own targets. 409 if they aren't those of the ``fingerprint`` any more."""
        words = understood(ConfirmTargetsSerializer(data=request.data))
        found = confirming.confirm(**words, by=self.acting_member(), at=timezone.now())
        return Response(ConfirmationSerializer(found).data, status=status.HTTP_201_CREATED)


def wishes_of(sent: Iterable[dict[str, Any]], member: Member) -> list[Wish]:
    """Codes and keys become rows. Raise 400 for what isn't there. Three queries."""
    rows = list(sent)
    roles = dict(Role.objects.values_list("code", "pk"))
    codes = {row["metric"] for row in rows}
    metrics = dict(Metric.objects.known_to(member.team).filter(code__in=codes).values_list("code", "pk"))
    named = {row["assignment"] for row in rows}
    held = dict(Assignment.objects.visible_to(member).filter(pk__in=named).values_list("pk", "role"))
    wishes = []
    for row in rows:
        role = held.get(row["assignment"]) if row["assignment"] is not None else roles.get(row.get("role", ""))
        if role is None or row["metric"] not in metrics:
            raise ValidationError({"targets": [_("There is no such role, assignment or metric.")]})
        wishes.append(Wish(Key(role, metrics[row["metric"]], row["assignment"]), row["target"], row["zero_at"]))
    return wishes


ROUTES = [("targets", TargetViewSet)]
