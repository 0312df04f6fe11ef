"""The REST resources of when may be sent: the quotas of channels, and the days on which nothing goes out."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.models import Blackout, Per, Quota
from campaigns.services import sending
from metrics.models import Channel
from roles.models import Member
from roles.permissions import Permission
from roles.rest.errors import understood
from roles.rest.scoped import TeamScoped

PERMISSIONS = dict.fromkeys(["list", "retrieve"], Permission.SEE_TEAM) | dict.fromkeys(
    ["create", "destroy"], Permission.RUN_WORK
)


class QuotaSerializer(serializers.ModelSerializer[Quota]):
    """So many sends a day, a week or a month."""

    team = serializers.CharField(source="channel.subject.team.slug", read_only=True)
    channel_name = serializers.CharField(source="channel.name", read_only=True)

    class Meta:
        model = Quota
        fields = ["id", "team", "channel", "channel_name", "at_most", "per", "set_by", "set_at"]
        read_only_fields = fields


class SetQuotaSerializer(serializers.Serializer[Any]):
    channel = serializers.PrimaryKeyRelatedField(queryset=Channel.objects.select_related("subject"))
    at_most = serializers.IntegerField(min_value=1, max_value=999)
    per = serializers.ChoiceField(choices=Per.choices)


class QuotaViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[Quota]):
    """How often one's teams' channels may send. A channel that isn't there may as often as it likes."""

    queryset = Quota.objects.select_related("channel__subject__team").order_by("channel")
    serializer_class = QuotaSerializer
    filterset_fields = ["channel", "per"]
    ordering_fields = ["channel", "set_at"]
    permissions = PERMISSIONS

    @extend_schema(request=SetQuotaSerializer, responses={201: QuotaSerializer})
    def create(self, request: Request) -> Response:
        """Set the quota of a channel, in place of the one that it has."""
        known = [one.team_id for one in self.entitled]
        words = understood(SetQuotaSerializer(data=request.data))
        if words["channel"].subject.team_id not in known:
            raise ValidationError({"channel": [_("The team has no such channel.")]})
        by = self.member_in(words["channel"].subject.team_id)
        made = sending.set_quota(words["channel"], at_most=words["at_most"], per=words["per"], by=by, at=timezone.now())
        return Response(QuotaSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, **_key: Any) -> Response:
        """Let the channel send as often as it likes."""
        quota = self.get_object()
        by = self.member_in(quota.channel.subject.team_id)
        sending.set_quota(quota.channel, at_most=None, per=quota.per, by=by, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class BlackoutSerializer(serializers.ModelSerializer[Blackout]):
    """Days on which nothing goes out, the last one too; without a channel on none of them."""

    team = serializers.CharField(source="team.slug", read_only=True)

    class Meta:
        model = Blackout
        fields = ["id", "team", "channel", "first_on", "last_on", "reason", "made_by", "made_at"]
        read_only_fields = fields


class BlackOutSerializer(serializers.Serializer[Any]):
    first_on = serializers.DateField()
    last_on = serializers.DateField()
    reason = serializers.CharField(max_length=100)
    channel = serializers.PrimaryKeyRelatedField(
        queryset=Channel.objects.select_related("subject"), required=False, allow_null=True
    )


class BlackoutFilter(filters.FilterSet):
    on = filters.DateFilter(method="of_day", label=_("days that this one is among"))

    class Meta:
        model = Blackout
        fields = ["channel"]

    def of_day(self, found: Any, _name: str, value: Any) -> Any:
        return found.overlapping(first=value, last=value)


class BlackoutViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[Blackout]):
    """The days on which a channel, or the whole team, sends nothing, and why."""

    queryset = Blackout.objects.select_related("team")
    serializer_class = BlackoutSerializer
    filterset_class = BlackoutFilter
    ordering_fields = ["first_on", "last_on"]
    permissions = PERMISSIONS

    @extend_schema(request=BlackOutSerializer, responses={201: BlackoutSerializer})
    def create(self, request: Request) -> Response:
        """Keep days free of sends. What is planned there stays until somebody moves it."""
        by: Member = self.acting_member()
        words = understood(BlackOutSerializer(data=request.data))
        channel = words.get("channel")
        if channel is not None and channel.subject.team_id != by.team_id:
            raise ValidationError({"channel": [_("The team has no such channel.")]})
        made = sending.black_out(by=by, at=timezone.now(), **words)
        return Response(BlackoutSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, **_key: Any) -> Response:
        """Let the days be sent on again."""
        found = self.get_object()
        sending.open_again(found, by=self.member_in(found.team_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


ROUTES: list[tuple[str, type[viewsets.GenericViewSet[Any]]]] = [
    ("quotas", QuotaViewSet),
    ("blackouts", BlackoutViewSet),
]
