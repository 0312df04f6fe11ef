"""Connections over REST: how each stands. Neither ids nor secrets are told."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers, viewsets

from metrics.connectors.standing import WORDS, Standing, standing
from metrics.models import Connection
from roles.permissions import Permission
from roles.rest.scoped import TeamScoped


class ErrorSerializer(serializers.Serializer[Any]):
    """``code`` is the platform's own, or a word of ours; the sentences are in the reader's language."""

    code = serializers.CharField()
    what = serializers.CharField()
    advice = serializers.CharField()


class ConnectionSerializer(serializers.ModelSerializer[Connection]):
    """``missing`` counts days of which at least one interface hasn't come; ``through`` is the last day that came."""

    team = serializers.CharField(source="team.slug", read_only=True)
    name = serializers.CharField(source="channel.name", read_only=True)
    kind = serializers.CharField(read_only=True)
    state = serializers.SerializerMethodField()
    error = serializers.SerializerMethodField()
    through = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField()

    class Meta:
        model = Connection
        fields = [
            "id", "team", "channel", "name", "kind", "state", "error", "through", "missing", "since_on",
            "last_success_at", "next_try_at",
        ]  # fmt: skip
        read_only_fields = fields

    def to_representation(self, instance: Connection) -> dict[str, Any]:
        self.standing: Standing = standing(instance, at=timezone.now())
        return super().to_representation(instance)

    @extend_schema_field(serializers.ChoiceField(choices=WORDS))
    def get_state(self, _connection: Connection) -> str:
        return self.standing.word

    @extend_schema_field(ErrorSerializer(allow_null=True))
    def get_error(self, connection: Connection) -> dict[str, str] | None:
        reason = self.standing.reason
        return {"code": connection.error, "what": reason.what, "advice": reason.advice} if reason else None

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_through(self, _connection: Connection) -> str | None:
        return self.standing.through.isoformat() if self.standing.through else None

    def get_missing(self, _connection: Connection) -> int:
        return self.standing.outstanding


class ConnectionViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[Connection]):
    """Connections of one's teams: whether numbers come, and what to do if they don't."""

    queryset = Connection.objects.for_list()
    serializer_class = ConnectionSerializer
    filterset_fields = ["channel"]
    ordering_fields = ["last_success_at"]
    permissions = {"list": Permission.SEE_TEAM, "retrieve": Permission.SEE_TEAM}


ROUTES = [("connections", ConnectionViewSet)]
