"""The REST resources of meetings and actions: a second door to the same rooms."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from meetings.agenda.writing import agenda_of
from meetings.models import Action, Meeting
from meetings.services import actions as services
from roles.models import Member
from roles.permissions import Permission
from roles.rest.errors import understood
from roles.rest.scoped import TeamScoped


class MeetingSerializer(serializers.ModelSerializer[Meeting]):
    team = serializers.CharField(source="series.team.slug", read_only=True)
    series = serializers.CharField(source="series.name", read_only=True)
    kind = serializers.CharField(source="series.kind", read_only=True)

    class Meta:
        model = Meeting
        fields = ["id", "team", "series", "kind", "day", "starts_at", "minutes", "chair", "state", "closed_at"]
        read_only_fields = fields


class MeetingDetailSerializer(MeetingSerializer):
    """With the agenda: as the data writes it now, or as it was when the meeting started."""

    agenda = serializers.SerializerMethodField()
    decisions: Any = serializers.SlugRelatedField(slug_field="text", many=True, read_only=True)

    class Meta(MeetingSerializer.Meta):
        fields = [*MeetingSerializer.Meta.fields, "agenda", "decisions"]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.DictField()))
    def get_agenda(self, meeting: Meeting) -> list[dict[str, Any]]:
        return [
            {
                "section": section.label,
                "minutes": section.minutes,
                "lines": [{"text": line.title, "url": line.url, "owner": line.who} for line in section.lines],
                "facts": section.fact_words,
            }
            for section in agenda_of(meeting, at=timezone.now())
        ]


class ActionSerializer(serializers.ModelSerializer[Action]):
    team = serializers.CharField(source="team.slug", read_only=True)
    owner_name = serializers.CharField(source="owner.person.name", read_only=True)

    class Meta:
        model = Action
        fields = [
            "id", "team", "meeting", "text", "owner", "owner_name", "promised_on", "due_on", "moves", "done_on",
            "dropped_on",
        ]  # fmt: skip
        read_only_fields = fields


class GiveActionSerializer(serializers.Serializer[Any]):
    """Who does what until when."""

    text = serializers.CharField(max_length=300)
    owner = serializers.PrimaryKeyRelatedField(queryset=Member.objects.all())
    due_on = serializers.DateField()


class MoveActionSerializer(serializers.Serializer[Any]):
    due_on = serializers.DateField()
    reason = serializers.CharField(max_length=200)


class MeetingViewSet(TeamScoped, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Meeting]):
    """Meetings of one's teams; one of them with its agenda."""

    queryset = Meeting.objects.for_list()
    serializer_class = MeetingSerializer
    filterset_fields = ["day", "state", "series"]
    ordering_fields = ["day"]
    permissions = {"list": Permission.SEE_TEAM, "retrieve": Permission.SEE_TEAM}

    @extend_schema(responses=MeetingDetailSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A meeting with its agenda and its decisions."""
        return Response(MeetingDetailSerializer(self.get_object()).data)


class ActionFilter(filters.FilterSet):
    open = filters.BooleanFilter(method="by_open", label=_("still open"))

    class Meta:
        model = Action
        fields = ["owner", "meeting", "due_on"]

    def by_open(self, found: Any, _name: str, value: bool) -> Any:  # noqa: FBT001 - django-filter calls it so
        still = Action.objects.open().values("pk")
        return found.filter(pk__in=still) if value else found.exclude(pk__in=still)


class ActionViewSet(TeamScoped, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Action]):
    """What was promised in one's teams, by whom, until when."""

    queryset = Action.objects.for_list()
    serializer_class = ActionSerializer
    filterset_class = ActionFilter
    ordering_fields = ["due_on", "done_on"]
    permissions = {
        "list": Permission.SEE_TEAM,
        "retrieve": Permission.SEE_TEAM,
        "create": Permission.WORK_ON_ACTIONS,
        "finish": Permission.WORK_ON_ACTIONS,
        "move": Permission.WORK_ON_ACTIONS,
    }

    @extend_schema(request=GiveActionSerializer, responses={201: ActionSerializer})
    def create(self, request: Request) -> Response:
        """Take an action upon oneself; leads give them to others. ``?team=`` is needed by who is in several teams."""
        by = self.acting_member()
        words = understood(GiveActionSerializer(data=request.data))
        made = services.give(words.pop("text"), by=by, at=timezone.now(), **words)
        return Response(ActionSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=ActionSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def finish(self, _request: Request, **_key: Any) -> Response:
        """It is done."""
        one = self.get_object()
        done = services.finish(one, by=self.member_in(one.team_id), at=timezone.now())
        return Response(ActionSerializer(done).data)

    @extend_schema(request=MoveActionSerializer, responses=ActionSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def move(self, request: Request, **_key: Any) -> Response:
        """Another day, with the reason."""
        one = self.get_object()
        by = self.member_in(one.team_id)
        words = understood(MoveActionSerializer(data=request.data))
        return Response(ActionSerializer(services.move(one, by=by, at=timezone.now(), **words)).data)


ROUTES = [("meetings", MeetingViewSet), ("actions", ActionViewSet)]
