"""What-ifs over REST: a draft on the last closed months, and its targets beside what people reached."""

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from kpis.fairness import Standing, Verdict
from kpis.histories import check
from kpis.models import Template
from kpis.proposals import Proposal
from kpis.services import templates as services
from kpis.whatif import what_if
from roles.models import Member
from roles.permissions import Permission
from roles.rest.scoped import TeamScoped, refusal
from teamops.lib.exceptions import NotAllowedNow


def total(**more: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=7, decimal_places=2, allow_null=True, **more)


class ComparedSerializer(serializers.Serializer[Any]):
    """A month as it is and as it would be; ``signed``: compared with the total that was signed."""

    month = serializers.DateField(format="%Y-%m")
    before = total()
    after = total()
    difference = total()
    signed = serializers.BooleanField(source="is_signed")
    rank_before = serializers.IntegerField(allow_null=True)
    rank_after = serializers.IntegerField(allow_null=True)
    grade_before = serializers.CharField(source="grade_before.name", default=None, allow_null=True)
    grade_after = serializers.CharField(source="grade_after.name", default=None, allow_null=True)


class MoverSerializer(serializers.Serializer[Any]):
    member = serializers.IntegerField(source="member.pk")
    name = serializers.CharField(source="member.person.name")
    months = serializers.SerializerMethodField()

    @extend_schema(responses=ComparedSerializer(many=True))
    def get_months(self, mover: Any) -> list[Any]:
        return [dict(ComparedSerializer(one).data) for one in mover.months if one is not None]


def value() -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=20, decimal_places=6)


class HistorySerializer(serializers.Serializer[Any]):
    """``p25``, ``median``, ``p95`` from the worse end; left out without any month."""

    member = serializers.IntegerField(allow_null=True)
    months = serializers.IntegerField()
    hits = serializers.IntegerField()
    standing = serializers.ChoiceField(choices=[one.value for one in Standing])
    p25 = serializers.SerializerMethodField()
    median = serializers.SerializerMethodField()
    p95 = serializers.SerializerMethodField()

    def get_p25(self, history: Any) -> str | None:
        return value().to_representation(history.poor) if history.months else None

    def get_median(self, history: Any) -> str | None:
        return value().to_representation(history.median) if history.months else None

    def get_p95(self, history: Any) -> str | None:
        return value().to_representation(history.good) if history.months else None


class FairnessSerializer(serializers.Serializer[Any]):
    """One KPI's target."""

    kpi = serializers.IntegerField(source="kpi.pk")
    metric = serializers.CharField(source="kpi.metric.code")
    target = serializers.DecimalField(source="asked.ends.target", max_digits=20, decimal_places=6)
    verdict = serializers.ChoiceField(source="fairness.verdict", choices=[one.value for one in Verdict])
    hits = serializers.IntegerField(source="fairness.hits")
    months = serializers.IntegerField(source="fairness.months")
    histories = HistorySerializer(source="fairness.histories", many=True)


if TYPE_CHECKING:

    class Base(TeamScoped):
        """What the actions are mixed into."""

        def get_object(self) -> Template: ...
else:
    Base = object


class WhatIfActions(Base):
    """``what-if`` and ``fairness`` of a version, for whoever may see everybody's cards."""

    def version(self) -> tuple[Template, Member]:
        """Raise 404 for anything but a version of the team, 403 for whoever may not see the team's cards."""
        template = self.get_object()
        if template.team_id is None:
            raise NotFound
        member = self.member_in(template.team_id)
        if not member.may(Permission.SEE_TEAM_CARDS):
            raise PermissionDenied(refusal(Permission.SEE_TEAM_CARDS))
        return Template.objects.for_replay().get(pk=template.pk), member

    @extend_schema(responses=MoverSerializer(many=True), filters=False)
    @action(detail=True, url_path="what-if", url_name="what_if", filterset_class=None, pagination_class=None)
    def what_if(self, request: Request, pk: str) -> Response:
        """The version replayed on the last three closed months, who moves most first. 409 names what it lacks."""
        draft, member = self.version()
        if problems := services.problems(draft):
            raise NotAllowedNow(" ".join(problems))
        found = what_if(Proposal.of(draft), team=member.team, today=timezone.localdate())
        return Response(MoverSerializer(found.rows, many=True).data)

    @extend_schema(responses=FairnessSerializer(many=True), filters=False)
    @action(detail=True, filterset_class=None, pagination_class=None)
    def fairness(self, request: Request, pk: str) -> Response:
        """Each target beside what the holders of the role reached in the last twelve closed months."""
        draft, member = self.version()
        return Response(
            FairnessSerializer(check(Proposal.of(draft), team=member.team, today=timezone.localdate()), many=True).data
        )
