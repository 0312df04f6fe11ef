"""Stand-ups as a program reads and writes them."""

from typing import Any

from rest_framework import serializers

from meetings.models import StandUp


class StandUpSerializer(serializers.ModelSerializer[StandUp]):
    team = serializers.CharField(source="member.team.slug", read_only=True)
    name = serializers.CharField(source="member.person.name", read_only=True)

    class Meta:
        model = StandUp
        fields = ["id", "team", "member", "name", "day", "done", "plan", "blockers", "written_at", "edited_at"]
        read_only_fields = fields


class WriteStandUpSerializer(serializers.Serializer[Any]):
    """What one writes oneself. The day is today's; another one is refused with a sentence."""

    day = serializers.DateField(required=False)
    done = serializers.CharField(required=False, allow_blank=True, max_length=2000, default="")
    plan = serializers.CharField(max_length=2000)
    blockers = serializers.CharField(required=False, allow_blank=True, max_length=2000, default="")
