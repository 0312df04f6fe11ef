"""The REST resource of the metric dictionary."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from metrics.dictionary_serializers import (
    ChangeMetricSerializer,
    MetricSerializer,
    WriteMetricSerializer,
    as_it_is,
    definition_of,
)
from metrics.filters import MetricFilter
from metrics.models import Metric
from metrics.services import dictionary as services
from roles.permissions import Permission
from roles.rest.errors import understood
from roles.rest.scoped import TeamScoped
from teamops.lib.exceptions import NotAllowedNow


class MetricViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[Metric]):
    """The metric dictionary: what each number means, how its days fold, its formula; a team may add its own."""

    queryset = Metric.objects.with_terms().select_related("team").prefetch_related("keepers")
    serializer_class = MetricSerializer
    filterset_class = MetricFilter
    ordering_fields = ["code", "group", "position"]
    lookup_field = "code"
    lookup_value_regex = "[a-z0-9_.]+"
    permissions = {"list": Permission.SEE_TEAM, "retrieve": Permission.SEE_TEAM} | dict.fromkeys(
        ["create", "partial_update", "retire"], Permission.EDIT_DICTIONARY
    )

    def get_serializer_context(self) -> dict[str, Any]:
        return super().get_serializer_context() | {"teams": {member.team_id for member in self.memberships}}

    def get_object(self) -> Metric:
        """Raise 400 for a code that several of one's teams have, until one is named."""
        try:
            return super().get_object()
        except Metric.MultipleObjectsReturned as error:
            raise ValidationError({"team": [_("You are in several teams: say which one with ?team=.")]}) from error

    @extend_schema(request=WriteMetricSerializer, responses={201: MetricSerializer})
    def create(self, request: Request) -> Response:
        """Add a metric of the team's own. ``?team=`` is needed by who is in several teams."""
        by = self.acting_member()
        words = understood(WriteMetricSerializer(data=request.data, context={"team": by.team}))
        metric = services.add(
            by.team,
            code=words["code"],
            fold=words["fold"],
            says=definition_of(words),
            keeper=words.get("keeper", by),
            by=by,
        )
        return self.answer(metric, code=status.HTTP_201_CREATED)

    @extend_schema(request=ChangeMetricSerializer(partial=True), responses=MetricSerializer)
    def partial_update(self, request: Request, **_key: Any) -> Response:
        """Say something else of one's own metric; 409 says why if it is frozen."""
        metric = self.get_object()
        by = self.owner_of(metric)
        asked = ChangeMetricSerializer(data=request.data, partial=True, context={"team": by.team})
        return self.answer(services.edit(metric, says=definition_of(as_it_is(metric) | understood(asked)), by=by))

    @extend_schema(request=None, responses=MetricSerializer)
    @action(detail=True, methods=["post"])
    def retire(self, _request: Request, **_key: Any) -> Response:
        """Offer it no more; its numbers stay."""
        metric = self.get_object()
        return self.answer(services.retire(metric, by=self.owner_of(metric), at=timezone.now()))

    def owner_of(self, metric: Metric) -> Any:
        """Who acts: the member in the metric's team. Raise 409 for a shipped one."""
        if metric.team is None:
            raise NotAllowedNow(services.why_frozen(metric))
        return self.member_in(metric.team.pk)

    def answer(self, metric: Metric, *, code: int = status.HTTP_200_OK) -> Response:
        shown = self.queryset.get(pk=metric.pk)
        return Response(MetricSerializer(shown, context=self.get_serializer_context()).data, status=code)
