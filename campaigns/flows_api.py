"""The REST resource of workflows: versions with their stages, the team's draft, publishing it."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.flows.faults import MOST_HOURS
from campaigns.flows.plans import FlowPlan
from campaigns.models import Gate, Workflow, WorkflowDraft
from campaigns.services import workflows as services
from campaigns.services.workflows import Faulty, Seen
from metrics.models import Channel
from roles.models import Member
from roles.permissions import Permission
from roles.rest.errors import understood
from roles.rest.scoped import TeamScoped


class StageLineSerializer(serializers.Serializer[Any]):
    """A line of a stage's hand-over list."""

    name = serializers.CharField()
    name_en = serializers.CharField(required=False, allow_blank=True, default="")


class StageGateSerializer(serializers.Serializer[Any]):
    """Who must say yes: a role (by code) or a level. Several at one stage are asked at the same time."""

    kind = serializers.ChoiceField(choices=Gate.Kind.choices)
    role = serializers.CharField(required=False, allow_blank=True, default="")
    level = serializers.CharField(required=False, allow_blank=True, default="")
    needs = serializers.ChoiceField(choices=Gate.Needs.choices, default=Gate.Needs.ANY)
    condition = serializers.ChoiceField(choices=Gate.Condition.choices, default=Gate.Condition.ALWAYS)
    budget_over = serializers.DecimalField(
        max_digits=14, decimal_places=2, required=False, allow_null=True, default=None
    )
    channel_kind = serializers.ChoiceField(
        choices=Channel.Kind.choices, required=False, allow_blank=True, default=""
    )  # fmt: skip


class FlowStageSerializer(serializers.Serializer[Any]):
    """A stage. Its ``code`` stays the same from version to version; leave it empty for a new one."""

    code = serializers.CharField(required=False, allow_blank=True, default="")
    name = serializers.CharField()
    name_en = serializers.CharField(required=False, allow_blank=True, default="")
    role = serializers.CharField()
    hours = serializers.IntegerField(required=False, allow_null=True, default=None, max_value=MOST_HOURS)
    is_for_writing = serializers.BooleanField(default=False)
    is_for_publishing = serializers.BooleanField(default=False)
    lines = StageLineSerializer(many=True, default=[])
    gates = StageGateSerializer(many=True, default=[])


class WorkflowSerializer(serializers.ModelSerializer[Workflow]):
    """A version of a workflow; ``team`` is empty for a shipped one."""

    team = serializers.CharField(source="team.slug", default=None, read_only=True)

    class Meta:
        model = Workflow
        fields = ["id", "team", "code", "kind", "version", "name", "name_en", "note", "made_at"]
        read_only_fields = fields


class FullWorkflowSerializer(WorkflowSerializer):
    """With its stages."""

    stages = serializers.SerializerMethodField()

    class Meta(WorkflowSerializer.Meta):
        fields = [*WorkflowSerializer.Meta.fields, "stages"]
        read_only_fields = fields

    @extend_schema_field(FlowStageSerializer(many=True))
    def get_stages(self, workflow: Workflow) -> list[dict[str, Any]]:
        return FlowPlan.of(workflow).stored


class WorkflowDraftSerializer(serializers.ModelSerializer[WorkflowDraft]):
    """A draft. Whoever writes it sends the ``revision`` that they read."""

    saved_by = serializers.CharField(source="saved_by.person.name", read_only=True)

    class Meta:
        model = WorkflowDraft
        fields = ["code", "base", "name", "name_en", "stages", "revision", "saved_by", "saved_at"]
        read_only_fields = fields


class RevisionSerializer(serializers.Serializer[Any]):
    """``revision``: of the draft that was read; 0 where there was none."""

    revision = serializers.IntegerField(min_value=0)


class WriteWorkflowSerializer(RevisionSerializer):
    name = serializers.CharField()
    name_en = serializers.CharField(required=False, allow_blank=True, default="")
    stages = FlowStageSerializer(many=True, allow_empty=False)


class PublishWorkflowSerializer(RevisionSerializer):
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class WorkflowFilter(filters.FilterSet):
    class Meta:
        model = Workflow
        fields = ["code", "kind", "version"]

    current = filters.BooleanFilter(method="of_now", label=_("only what new work of ?team= begins with"))

    def of_now(self, found: QuerySet[Workflow], _name: str, value: bool) -> QuerySet[Workflow]:  # noqa: FBT001 - given by the filter
        view: Any = self.request.parser_context["view"]  # type: ignore[union-attr]
        current = Workflow.objects.current(view.acting_member().team)
        return found.filter(pk__in=current.values("pk")) if value else found


class WorkflowViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[Workflow]):
    """Workflows: the shipped ones and the team's own, all versions. The draft of one is written from the version in
    force, by its id; 409 says who was first, 422 names each stage that can't stand (``faults``)."""

    queryset = Workflow.objects.select_related("team")
    serializer_class = WorkflowSerializer
    filterset_class = WorkflowFilter
    ordering_fields = ["position", "version", "made_at"]
    permissions = dict.fromkeys(["list", "retrieve", "draft"], Permission.SEE_TEAM) | dict.fromkeys(
        ["write", "publish", "discard"], Permission.EDIT_WORKFLOWS
    )

    def get_queryset(self) -> QuerySet[Workflow]:
        found: QuerySet[Workflow] = super().get_queryset()
        return found if self.action == "list" else found.for_list()  # type: ignore[attr-defined]

    def get_serializer_class(self) -> type[WorkflowSerializer]:
        return WorkflowSerializer if self.action == "list" else FullWorkflowSerializer

    @extend_schema(responses=WorkflowDraftSerializer)
    @action(detail=True, filterset_class=None)
    def draft(self, request: Request, **_key: Any) -> Response:
        """The team's draft of this workflow, or 404."""
        workflow = self.get_object()
        found = services.draft_of(self.one_in(workflow).team, workflow.code)
        if found is None:
            raise NotFound(_("There is no draft of this workflow."))
        return Response(WorkflowDraftSerializer(found).data)

    @extend_schema(request=WriteWorkflowSerializer, responses=WorkflowDraftSerializer)
    @action(detail=True, methods=["post"])
    def write(self, request: Request, **_key: Any) -> Response:
        """Keep these stages as the draft, in place of what is in it."""
        workflow = self.get_object()
        by, words = self.one_in(workflow), understood(WriteWorkflowSerializer(data=request.data))
        plan = FlowPlan.read(words["name"], words["name_en"], words["stages"])
        seen = Seen(words["revision"], workflow.pk)
        try:
            draft = services.save(workflow, plan, by=by, at=timezone.now(), seen=seen)
        except Faulty as reason:
            return _refused(reason)
        return Response(WorkflowDraftSerializer(draft).data)

    @extend_schema(request=PublishWorkflowSerializer, responses=FullWorkflowSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, **_key: Any) -> Response:
        """Make the draft the team's next version. New work begins with it; what is under way keeps its own."""
        workflow = self.get_object()
        by, words = self.one_in(workflow), understood(PublishWorkflowSerializer(data=request.data))
        seen = Seen(words["revision"], workflow.pk)
        try:
            made = services.publish(workflow, by=by, at=timezone.now(), seen=seen, note=words["note"])
        except Faulty as reason:
            return _refused(reason)
        return Response(FullWorkflowSerializer(Workflow.objects.for_list().get(pk=made.pk)).data)

    @extend_schema(request=RevisionSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, **_key: Any) -> Response:
        """Drop the draft; the version in force goes on."""
        workflow = self.get_object()
        words = understood(RevisionSerializer(data=request.data))
        services.discard(workflow, by=self.one_in(workflow), seen=Seen(words["revision"], workflow.pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def one_in(self, workflow: Workflow) -> Member:
        """Who acts: the member in the workflow's team; for a shipped one in the team that ``?team=`` names."""
        return self.acting_member() if workflow.team_id is None else self.member_in(workflow.team_id)


def _refused(reason: Faulty) -> Response:
    faults = [
        {"stage": one.stage, "part": one.part, "place": one.place, "field": one.field, "what": str(one)}
        for one in reason.faults
    ]
    return Response({"detail": str(reason), "faults": faults}, status=status.HTTP_422_UNPROCESSABLE_ENTITY)


ROUTES: list[tuple[str, type[viewsets.GenericViewSet[Any]]]] = [("workflows", WorkflowViewSet)]
