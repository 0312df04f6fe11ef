"""The REST resource of groups' weeks: what is planned, handed in, decided, and what came of it."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.models import Activity, Item, WeekDecision, WeekPlan
from campaigns.services import weeks as services
from roles.models import Member
from roles.permissions import Permission
from roles.rest.errors import understood
from roles.rest.scoped import TeamScoped

ACTS = ["create", "submit", "settle", "take_out"]


class ActivitySerializer(serializers.ModelSerializer[Activity]):
    class Meta:
        model = Activity
        fields = ["id", "day", "kind", "title", "planned_by", "outcome", "note", "settled_by", "settled_at"]
        read_only_fields = fields


class WeekDecisionSerializer(serializers.ModelSerializer[WeekDecision]):
    by_name = serializers.CharField(source="by.person.name", read_only=True)

    class Meta:
        model = WeekDecision
        fields = ["by", "by_name", "at", "is_approved", "comment"]
        read_only_fields = fields


class WeekPlanSerializer(serializers.ModelSerializer[WeekPlan]):
    """``week`` is its Monday, ``item`` the group."""

    team = serializers.CharField(source="item.team.slug", read_only=True)

    class Meta:
        model = WeekPlan
        fields = ["id", "team", "item", "week", "state", "submitted_by", "submitted_at"]
        read_only_fields = fields


class FullWeekPlanSerializer(WeekPlanSerializer):
    """With what is planned and what was decided. ``read`` is what a decision is bound to."""

    activities = ActivitySerializer(many=True, read_only=True)
    decisions = WeekDecisionSerializer(many=True, read_only=True)
    read = serializers.CharField(source="print", read_only=True)

    class Meta(WeekPlanSerializer.Meta):
        fields = [*WeekPlanSerializer.Meta.fields, "activities", "decisions", "read"]
        read_only_fields = fields


class PlanActivitySerializer(serializers.Serializer[Any]):
    """``item`` is the group; the week is the one that the day lies in."""

    item = serializers.IntegerField()
    day = serializers.DateField()
    kind = serializers.ChoiceField(choices=Activity.Kind.choices)
    title = serializers.CharField(max_length=120)


class DecideWeekSerializer(serializers.Serializer[Any]):
    """``read`` as it was when the plan was read: another plan is refused. A no says why."""

    is_approved = serializers.BooleanField()
    comment = serializers.CharField(max_length=300, required=False, allow_blank=True)
    read = serializers.CharField(max_length=64, required=False, allow_blank=True)


class ActivityKeySerializer(serializers.Serializer[Any]):
    """``activity`` is the ``id`` of one of its activities."""

    activity = serializers.IntegerField()


class SettleActivitySerializer(ActivityKeySerializer):
    outcome = serializers.ChoiceField(choices=Activity.Outcome.choices)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class WeekViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[WeekPlan]):
    """The weeks of one's teams' groups; of one group by ``?item=``."""

    queryset = WeekPlan.objects.select_related("item__team")
    serializer_class = WeekPlanSerializer
    filterset_fields = ["item", "week", "state"]
    ordering_fields = ["week", "submitted_at"]
    permissions = (
        dict.fromkeys(["list", "retrieve"], Permission.SEE_TEAM)
        | dict.fromkeys(ACTS, Permission.WORK_ON_ITEMS)
        | {"decide": Permission.RUN_WORK}
    )

    @extend_schema(responses=FullWeekPlanSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A week with what is planned in it."""
        return told(self.get_object().pk)

    @extend_schema(request=PlanActivitySerializer, responses={201: FullWeekPlanSerializer})
    def create(self, request: Request) -> Response:
        """Plan something for a day of a group; a yes to that week is gone with it."""
        teams = [one.team_id for one in self.entitled]
        words = understood(PlanActivitySerializer(data=request.data))
        groups = Item.objects.filter(team__in=teams).of_kind(Item.Kind.COMMUNITY)
        item = groups.filter(pk=words.pop("item")).select_related("team").first()
        if item is None:
            raise NotFound(_("There is no such group."))
        made = services.plan(item, by=self.member_in(item.team_id), at=timezone.now(), **words)
        return told(made.plan_id, code=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=FullWeekPlanSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, **_key: Any) -> Response:
        """Hand the plan in."""
        return self.act(serializers.Serializer, services.submit)

    @extend_schema(request=DecideWeekSerializer, responses=FullWeekPlanSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, **_key: Any) -> Response:
        """Say yes or no to what was handed in; for a lead who had no part in it."""
        return self.act(DecideWeekSerializer, services.decide)

    @extend_schema(request=SettleActivitySerializer, responses=FullWeekPlanSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, **_key: Any) -> Response:
        """Say that an activity took place, or why it fell through."""
        return self.act(SettleActivitySerializer, services.settle)

    @extend_schema(request=ActivityKeySerializer, responses=FullWeekPlanSerializer)
    @action(detail=True, methods=["post"], url_path="take-out", url_name="take_out")
    def take_out(self, request: Request, **_key: Any) -> Response:
        """An activity isn't planned any more."""
        return self.act(ActivityKeySerializer, services.take_out)

    def act(self, form: type[serializers.Serializer[Any]], service: Callable[..., Any]) -> Response:
        """Do what was asked for, with the week or one of its activities; answer with the week as it is then."""
        week = self.get_object()
        by: Member = self.member_in(week.item.team_id)
        words = understood(form(data=self.request.data))
        about: Any = week
        if "activity" in words:
            activities = week.activities.select_related("plan__item")
            about = get_object_or_404(activities, pk=words.pop("activity"))
        service(about, by=by, at=timezone.now(), **words)
        return told(week.pk)


def told(key: int, *, code: int = status.HTTP_200_OK) -> Response:
    decisions = Prefetch("decisions", WeekDecision.objects.select_related("by__person"))
    week = WeekPlan.objects.select_related("item__team").prefetch_related("activities", decisions).get(pk=key)
    return Response(FullWeekPlanSerializer(week).data, status=code)


ROUTES: list[tuple[str, type[viewsets.GenericViewSet[Any]]]] = [("group-weeks", WeekViewSet)]
