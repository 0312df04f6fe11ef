"""The REST resource of series of meetings: a second door to the same rooms."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from meetings.models import Series
from meetings.rules import lacking
from meetings.services import series as services
from roles.forms import colleagues, refuse_other_years
from roles.models import Member
from roles.permissions import Permission
from roles.rest.errors import understood
from roles.rest.scoped import TeamScoped

WRITTEN = [
    "kind", "name", "frequency", "every", "weekday", "month_day", "moves", "first_on", "starts_at", "minutes", "chair",
    "attendees",
]  # fmt: skip


class SeriesSerializer(serializers.ModelSerializer[Series]):
    """When a meeting comes again; without ``attendees`` the whole team is asked. Weekdays count from Monday, 0."""

    team = serializers.CharField(source="team.slug", read_only=True)
    chair_name = serializers.CharField(source="chair.person.name", read_only=True)

    class Meta:
        model = Series
        fields = ["id", "team", *WRITTEN, "chair_name", "ended_on", "slots", "headlines"]
        read_only_fields = fields


class WriteSeriesSerializer(serializers.ModelSerializer[Series]):
    """A weekly series has its ``weekday`` (0 is Monday), a monthly one its ``month_day``."""

    weekday = serializers.IntegerField(min_value=0, max_value=6, required=False, allow_null=True)
    first_on = serializers.DateField(validators=[refuse_other_years])

    class Meta:
        model = Series
        fields = WRITTEN

    def __init__(self, *args: Any, by: Member | None = None, **options: Any) -> None:
        """``by``: whose colleagues may be asked."""
        super().__init__(*args, **options)
        if by is not None:
            fields: Any = self.fields
            people = colleagues(by, on=timezone.localdate())
            fields["chair"].queryset = fields["attendees"].child_relation.queryset = people

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        frequency, weekday, month_day = (
            attrs.get(name, getattr(self.instance, name, None)) for name in ("frequency", "weekday", "month_day")
        )
        if found := lacking(frequency, weekday=weekday, month_day=month_day):
            raise serializers.ValidationError({field: [text] for field, text in found.items()})
        return attrs


class SeriesFilter(filters.FilterSet):
    running = filters.BooleanFilter(field_name="ended_on", lookup_expr="isnull", label=_("running"))

    class Meta:
        model = Series
        fields = ["kind", "frequency", "chair"]


class SeriesViewSet(TeamScoped, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Series]):
    """The series of one's teams. Their meetings of the coming month stand under ``meetings``."""

    queryset = Series.objects.for_list()
    serializer_class = SeriesSerializer
    filterset_class = SeriesFilter
    ordering_fields = ["kind", "name", "first_on"]
    permissions = {
        "list": Permission.SEE_TEAM,
        "retrieve": Permission.SEE_TEAM,
        "create": Permission.RUN_MEETINGS,
        "partial_update": Permission.RUN_MEETINGS,
        "end": Permission.RUN_MEETINGS,
    }

    def answer(self, series: Series, *, code: int = status.HTTP_200_OK) -> Response:
        return Response(SeriesSerializer(Series.objects.for_list().get(pk=series.pk)).data, status=code)

    @extend_schema(request=WriteSeriesSerializer, responses={201: SeriesSerializer})
    def create(self, request: Request) -> Response:
        """Let a meeting come again; its next ones are planned at once. ``?team=`` is needed by who is in several
        teams."""
        by = self.acting_member()
        words = understood(WriteSeriesSerializer(data=request.data, by=by))
        made = services.set_up(by=by, at=timezone.now(), **words)
        return self.answer(made, code=status.HTTP_201_CREATED)

    @extend_schema(request=WriteSeriesSerializer(partial=True), responses=SeriesSerializer)
    def partial_update(self, request: Request, **_key: Any) -> Response:
        """Change it. Planned meetings that fit no longer are taken out of the calendar, others put in."""
        series = self.get_object()
        by = self.member_in(series.team_id)
        words = understood(WriteSeriesSerializer(series, data=request.data, partial=True, by=by))
        words = {"attendees": series.attendees.all()} | words
        return self.answer(services.edit(series, by=by, at=timezone.now(), **words))

    @extend_schema(request=None, responses=SeriesSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def end(self, _request: Request, **_key: Any) -> Response:
        """No further meetings from today on."""
        series = self.get_object()
        return self.answer(services.end(series, by=self.member_in(series.team_id), at=timezone.now()))


ROUTES = [("series", SeriesViewSet)]
