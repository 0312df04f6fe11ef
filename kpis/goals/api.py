"""The REST resource of goals: a second door to the same rooms, without a rule of its own."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from kpis.goals.serializers import (
    ApproveGoalSerializer,
    DecideGoalSerializer,
    GoalDetailSerializer,
    GoalSerializer,
    JudgeMilestoneSerializer,
    MoveGoalSerializer,
    WriteCatchUpNoteSerializer,
    WriteGoalSerializer,
    WriteMilestoneSerializer,
)
from kpis.models import Goal
from kpis.models.goals import GoalQuerySet
from kpis.services import goal_moves, milestones
from kpis.services import goals as services
from roles.permissions import Permission
from roles.rest.errors import understood
from roles.rest.scoped import TeamScoped


class GoalViewSet(TeamScoped, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Goal]):
    """Goals of one's teams: what is to be reached, how it stands, what was agreed and moved."""

    queryset = Goal.objects.all()
    serializer_class = GoalSerializer
    filterset_fields = ["state", "dimension", "colour", "owner", "parent"]
    ordering_fields = ["start_on", "end_on", "colour"]
    permissions = {
        "list": Permission.SEE_TEAM,
        "retrieve": Permission.SEE_TEAM,
        "create": Permission.EDIT_GOALS,
        "partial_update": Permission.EDIT_GOALS,
        "destroy": Permission.EDIT_GOALS,
        "approve": Permission.APPROVE_GOALS,
        "move": Permission.EDIT_GOALS,
        "approve_move": Permission.APPROVE_GOALS,
        "decline_move": Permission.APPROVE_GOALS,
        "notes": Permission.WRITE_GOAL_NOTES,
        "milestones": Permission.EDIT_GOALS,
        "judge": Permission.EDIT_GOALS,
        "close": Permission.APPROVE_GOALS,
    }

    def get_queryset(self) -> QuerySet[Any]:
        found: GoalQuerySet = super().get_queryset()  # type: ignore[assignment]
        return found.for_list() if self.action == "list" else found

    def answer(self, goal: Goal, *, code: int = status.HTTP_200_OK) -> Response:
        related = ("commitments", "milestones", "notes", "days")
        shown = Goal.objects.for_list().prefetch_related(*related).get(pk=goal.pk)
        return Response(GoalDetailSerializer(shown).data, status=code)

    def acting(self, serializer: Serializer[Any] | None = None) -> tuple[Goal, dict[str, Any]]:
        """The goal, and who does what when: the arguments of a service."""
        goal = self.get_object()
        words = understood(serializer) if serializer else {}
        return goal, {"by": self.member_in(goal.team_id), "at": timezone.now(), **words}

    @extend_schema(responses=GoalDetailSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A goal with its course."""
        return self.answer(self.get_object())

    @extend_schema(request=WriteGoalSerializer, responses={201: GoalDetailSerializer})
    def create(self, request: Request) -> Response:
        """Set a goal, as a draft. 409 names everything that it lacks to be SMART."""
        sent = WriteGoalSerializer(data=request.data)
        understood(sent)
        made = services.set_goal(sent.aim(), by=self.acting_member(), at=timezone.now())
        return self.answer(made, code=status.HTTP_201_CREATED)

    @extend_schema(request=WriteGoalSerializer(partial=True), responses=GoalDetailSerializer)
    def partial_update(self, request: Request, **_key: Any) -> Response:
        """Change a draft. What was approved changes only by a move."""
        goal, sent = self.get_object(), WriteGoalSerializer(data=request.data, partial=True)
        seen = understood(sent).get("seen", "")
        return self.answer(services.edit(goal, sent.aim(goal), by=self.member_in(goal.team_id), seen=seen))

    def destroy(self, _request: Request, **_key: Any) -> Response:
        """Discard a draft."""
        goal = self.get_object()
        services.discard(goal, by=self.member_in(goal.team_id))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=ApproveGoalSerializer, responses=GoalDetailSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, **_key: Any) -> Response:
        """Let a draft count: its days and target become the baseline."""
        goal, words = self.acting(ApproveGoalSerializer(data=request.data))
        return self.answer(services.approve(goal, **words))

    @extend_schema(request=MoveGoalSerializer, responses=GoalDetailSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, **_key: Any) -> Response:
        """Ask for another last day or target."""
        goal, words = self.acting(MoveGoalSerializer(data=request.data))
        return self.answer(goal_moves.propose(goal, **words).goal)

    @extend_schema(request=DecideGoalSerializer, responses=GoalDetailSerializer)
    @action(detail=True, methods=["post"], url_path="move/approve", url_name="approve_move")
    def approve_move(self, request: Request, **_key: Any) -> Response:
        """Let the move that waits count."""
        goal, words = self.acting(DecideGoalSerializer(data=request.data))
        return self.answer(goal_moves.approve(goal, **words))

    @extend_schema(request=DecideGoalSerializer, responses=GoalDetailSerializer)
    @action(detail=True, methods=["post"], url_path="move/decline", url_name="decline_move")
    def decline_move(self, request: Request, **_key: Any) -> Response:
        """Turn the move that waits down; ``comment`` says why."""
        goal, words = self.acting(DecideGoalSerializer(data=request.data))
        return self.answer(goal_moves.decline(goal, **words))

    @extend_schema(request=WriteCatchUpNoteSerializer, responses={201: GoalDetailSerializer})
    @action(detail=True, methods=["post"])
    def notes(self, request: Request, **_key: Any) -> Response:
        """Write a catch-up note: one's own goal, or any for who may set goals."""
        goal, words = self.acting(WriteCatchUpNoteSerializer(data=request.data))
        return self.answer(services.write_note(goal, **words).goal, code=status.HTTP_201_CREATED)

    @extend_schema(request=WriteMilestoneSerializer, responses={201: GoalDetailSerializer})
    @action(detail=True, methods=["post"])
    def milestones(self, request: Request, **_key: Any) -> Response:
        """Set a milestone; without a value it is judged by evidence."""
        goal, words = self.acting(WriteMilestoneSerializer(data=request.data))
        return self.answer(milestones.add(goal, **words).goal, code=status.HTTP_201_CREATED)

    @extend_schema(request=JudgeMilestoneSerializer, responses=GoalDetailSerializer)
    @action(detail=True, methods=["post"], url_path=r"milestones/(?P<milestone>[0-9]+)/judge", filterset_fields=None)
    def judge(self, request: Request, milestone: str, **_key: Any) -> Response:
        """Say that a milestone is met, with the evidence."""
        goal, words = self.acting(JudgeMilestoneSerializer(data=request.data))
        one = get_object_or_404(goal.milestones.select_related("goal"), pk=milestone)
        return self.answer(milestones.judge(one, **words).goal)

    @extend_schema(request=DecideGoalSerializer, responses=GoalDetailSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, **_key: Any) -> Response:
        """End a goal; the numbers say how."""
        goal, words = self.acting(DecideGoalSerializer(data=request.data))
        return self.answer(services.close(goal, **words))


ROUTES = [("goals", GoalViewSet)]
