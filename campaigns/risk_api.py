"""The REST resource of risks, to be read."""

from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.models import Risk, RiskStep
from roles.permissions import Permission
from roles.rest.scoped import TeamScoped


class RiskStepSerializer(serializers.ModelSerializer[RiskStep]):
    by_name = serializers.CharField(source="by.person.name", default=None, read_only=True)

    class Meta:
        model = RiskStep
        fields = ["kind", "by", "by_name", "at", "likelihood", "impact", "note"]
        read_only_fields = fields


class RiskSerializer(serializers.ModelSerializer[Risk]):
    """``score`` is likelihood × impact. One that a threshold raised has a metric and the value that crossed it."""

    team = serializers.CharField(source="team.slug", read_only=True)
    owner_name = serializers.CharField(source="owner.person.name", read_only=True)
    score = serializers.IntegerField(read_only=True)
    metric = serializers.CharField(source="metric.code", default=None, read_only=True)

    class Meta:
        model = Risk
        fields = [
            "id", "team", "kind", "title", "likelihood", "impact", "score", "measures", "owner", "owner_name",
            "review_on", "item", "raised_by", "raised_at", "metric", "subject", "value", "value_on", "within_since",
            "closed_at",
        ]  # fmt: skip
        read_only_fields = fields


class FullRiskSerializer(RiskSerializer):
    """With what became of it."""

    steps = RiskStepSerializer(many=True, read_only=True)

    class Meta(RiskSerializer.Meta):
        fields = [*RiskSerializer.Meta.fields, "steps"]
        read_only_fields = fields


class RiskFilter(filters.FilterSet):
    open = filters.BooleanFilter(field_name="closed_at", lookup_expr="isnull", label=_("still open"))

    class Meta:
        model = Risk
        fields = ["kind", "item", "owner"]


class RiskViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[Risk]):
    """What may go wrong in one's teams, the gravest first; of a campaign by ``?item=``."""

    queryset = Risk.objects.for_list()
    serializer_class = RiskSerializer
    filterset_class = RiskFilter
    ordering_fields = ["weight", "review_on", "raised_at"]
    permissions = dict.fromkeys(["list", "retrieve"], Permission.SEE_TEAM)

    @extend_schema(responses=FullRiskSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A risk with its steps."""
        risk = self.get_object()
        prefetch_related_objects([risk], Prefetch("steps", RiskStep.objects.select_related("by__person")))
        return Response(FullRiskSerializer(risk).data)


ROUTES: list[tuple[str, type[viewsets.GenericViewSet[Any]]]] = [("risks", RiskViewSet)]
