"""The REST resources of SOPs: their versions with the steps, and what runs, ticked off step by step."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns import sop_asked as asked
from campaigns.models import DueStep, Sop, SopRun, SopStep
from campaigns.services import sop_runs, sops
from campaigns.services.sops import Line
from roles.models import Member
from roles.permissions import Permission
from roles.rest.errors import understood
from roles.rest.scoped import TeamScoped


class SopStepSerializer(serializers.ModelSerializer[SopStep]):
    """``day`` counts from day 0, on which it begins."""

    class Meta:
        model = SopStep
        fields = ["day", "name", "name_en", "text"]
        read_only_fields = fields


class SopSerializer(serializers.ModelSerializer[Sop]):
    """A version of a SOP; ``team`` is empty for a shipped one."""

    team = serializers.CharField(source="team.slug", default=None, read_only=True)

    class Meta:
        model = Sop
        fields = ["id", "team", "code", "version", "name", "name_en", "made_for", "made_at", "put_away_at"]
        read_only_fields = fields


class FullSopSerializer(SopSerializer):
    """With its steps."""

    steps = SopStepSerializer(many=True, read_only=True)

    class Meta(SopSerializer.Meta):
        fields = [*SopSerializer.Meta.fields, "steps"]
        read_only_fields = fields


class DueStepSerializer(serializers.ModelSerializer[DueStep]):
    """A step of what runs. Neither done nor skipped: it waits."""

    name = serializers.CharField(source="step.name", read_only=True)
    text = serializers.CharField(source="step.text", read_only=True)
    member_name = serializers.CharField(source="member.person.name", read_only=True)
    done_by_name = serializers.CharField(source="done_by.person.name", default=None, read_only=True)

    class Meta:
        model = DueStep
        fields = [
            "id", "name", "text", "due_on", "member", "member_name", "done_at", "done_by", "done_by_name", "skipped_at",
            "skipped_by", "note", "is_excused",
        ]  # fmt: skip
        read_only_fields = fields


class SopRunSerializer(serializers.ModelSerializer[SopRun]):
    """A SOP that runs, or ran; ``item`` is the group or campaign that it runs for."""

    team = serializers.CharField(source="team.slug", read_only=True)
    owner_name = serializers.CharField(source="owner.person.name", read_only=True)

    class Meta:
        model = SopRun
        fields = [
            "id", "team", "sop", "name", "item", "owner", "owner_name", "begins_on", "made_at", "ended_on",
            "end_reason",
        ]  # fmt: skip
        read_only_fields = fields


class FullSopRunSerializer(SopRunSerializer):
    """With its steps."""

    steps = DueStepSerializer(many=True, read_only=True)

    class Meta(SopRunSerializer.Meta):
        fields = [*SopRunSerializer.Meta.fields, "steps"]
        read_only_fields = fields


class SopFilter(filters.FilterSet):
    class Meta:
        model = Sop
        fields = ["code", "made_for", "version"]

    current = filters.BooleanFilter(method="of_now", label=_("only what can be started in ?team="))

    def of_now(self, found: QuerySet[Sop], _name: str, value: bool) -> QuerySet[Sop]:  # noqa: FBT001 - given by the filter
        view: Any = self.request.parser_context["view"]  # type: ignore[union-attr]
        current = Sop.objects.current(view.acting_member().team_id)
        return found.filter(pk__in=current.values("pk")) if value else found


class SopViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[Sop]):
    """SOPs: the shipped ones and the team's own, all versions. A version never changes: writing makes the next one."""

    queryset = Sop.objects.select_related("team")
    serializer_class = SopSerializer
    filterset_class = SopFilter
    ordering_fields = ["position", "version", "made_at"]
    permissions = (
        dict.fromkeys(["list", "retrieve"], Permission.SEE_TEAM)
        | dict.fromkeys(["create", "write", "put_away"], Permission.EDIT_SOPS)
        | {"start": Permission.WORK_ON_ITEMS}
    )

    @extend_schema(responses=FullSopSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A version with its steps."""
        return self.told(self.get_object())

    @extend_schema(request=asked.WriteSopSerializer, responses={201: FullSopSerializer})
    def create(self, request: Request) -> Response:
        """Write a new one. ``?team=`` is needed by who is in several teams."""
        return self.written(self.acting_member(), None)

    @extend_schema(request=asked.WriteSopSerializer, responses={201: FullSopSerializer})
    @action(detail=True, methods=["post"])
    def write(self, request: Request, **_key: Any) -> Response:
        """Write the team's next version of this one; what runs goes on as it began."""
        sop = self.get_object()
        return self.written(self.one_in(sop), sop)

    @extend_schema(request=None, responses=FullSopSerializer)
    @action(detail=True, methods=["post"], url_path="put-away", url_name="put_away")
    def put_away(self, request: Request, **_key: Any) -> Response:
        """It isn't started any more; what runs goes on."""
        sop = self.get_object()
        return self.told(sops.put_away(sop, by=self.one_in(sop), at=timezone.now()))

    @extend_schema(request=asked.StartSopSerializer, responses={201: FullSopRunSerializer})
    @action(detail=True, methods=["post"])
    def start(self, request: Request, **_key: Any) -> Response:
        """Let it run from a day on, for an item or for something that has a name."""
        sop = self.get_object()
        words = understood(asked.StartSopSerializer(data=request.data))
        run = sop_runs.start(sop, by=self.one_in(sop), at=timezone.now(), **words)
        return Response(run_in_full(run.pk), status=status.HTTP_201_CREATED)

    def written(self, by: Member, before: Sop | None) -> Response:
        words = understood(asked.WriteSopSerializer(data=self.request.data))
        lines = [Line(**line) for line in words.pop("steps")]
        made = sops.write(steps=lines, by=by, at=timezone.now(), instead_of=before, **words)
        return self.told(made, code=status.HTTP_201_CREATED)

    def told(self, sop: Sop, *, code: int = status.HTTP_200_OK) -> Response:
        return Response(FullSopSerializer(sop).data, status=code)

    def one_in(self, sop: Sop) -> Member:
        """Who acts: the member in the SOP's team; for a shipped one in the team that ``?team=`` names."""
        return self.acting_member() if sop.team_id is None else self.member_in(sop.team_id)


class SopRunFilter(filters.FilterSet):
    open = filters.BooleanFilter(field_name="ended_on", lookup_expr="isnull", label=_("still running"))

    class Meta:
        model = SopRun
        fields = ["sop", "item", "owner"]


class SopRunViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[SopRun]):
    """The SOPs that run in one's teams, or ran. A step is named by its ``id``; 409 says who was first."""

    queryset = SopRun.objects.select_related("team", "owner__person")
    serializer_class = SopRunSerializer
    filterset_class = SopRunFilter
    ordering_fields = ["begins_on", "made_at"]
    permissions = dict.fromkeys(["list", "retrieve"], Permission.SEE_TEAM) | dict.fromkeys(
        ["hand_over", "end", "tick", "untick", "skip"], Permission.WORK_ON_ITEMS
    )

    @extend_schema(responses=FullSopRunSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What runs, with its steps."""
        return Response(run_in_full(self.get_object().pk))

    @extend_schema(request=asked.HandSopOverSerializer, responses=FullSopRunSerializer)
    @action(detail=True, methods=["post"], url_path="hand-over", url_name="hand_over")
    def hand_over(self, request: Request, **_key: Any) -> Response:
        """Let somebody else lead it: what is still to come is theirs."""
        return self.act(asked.HandSopOverSerializer, sop_runs.hand_over)

    @extend_schema(request=asked.EndSopSerializer, responses=FullSopRunSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **_key: Any) -> Response:
        """End it before its last step, and say why."""
        return self.act(asked.EndSopSerializer, sop_runs.end)

    @extend_schema(request=asked.TickStepSerializer, responses=FullSopRunSerializer)
    @action(detail=True, methods=["post"])
    def tick(self, request: Request, **_key: Any) -> Response:
        """Say that a step is done."""
        return self.act(asked.TickStepSerializer, sop_runs.tick)

    @extend_schema(request=asked.StepSerializer, responses=FullSopRunSerializer)
    @action(detail=True, methods=["post"])
    def untick(self, request: Request, **_key: Any) -> Response:
        """Take one's own tick of today back."""
        return self.act(asked.StepSerializer, sop_runs.untick)

    @extend_schema(request=asked.SkipStepSerializer, responses=FullSopRunSerializer)
    @action(detail=True, methods=["post"])
    def skip(self, request: Request, **_key: Any) -> Response:
        """Say why a step isn't done."""
        return self.act(asked.SkipStepSerializer, sop_runs.skip)

    def act(self, form: type[serializers.Serializer[Any]], service: Callable[..., Any]) -> Response:
        """Do what was asked for, with the run or one of its steps; answer with the run as it is then."""
        run = self.get_object()
        by, words = self.member_in(run.team_id), understood(form(data=self.request.data))
        about: Any = run
        if "step" in words:
            about = get_object_or_404(run.steps.select_related("step", "run"), pk=words.pop("step"))
        service(about, by=by, at=timezone.now(), **words)
        return Response(run_in_full(run.pk))


def run_in_full(key: int) -> Any:
    run = SopRun.objects.select_related("team", "owner__person").get(pk=key)
    prefetch_related_objects([run], Prefetch("steps", DueStep.objects.for_run()))
    return FullSopRunSerializer(run).data


ROUTES: list[tuple[str, type[viewsets.GenericViewSet[Any]]]] = [("sops", SopViewSet), ("sop-runs", SopRunViewSet)]
