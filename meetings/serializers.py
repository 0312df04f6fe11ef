"""Stand-ups and blockers as a program reads and writes them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from meetings.models import Blocker, BlockerStep, StandUp
from meetings.services.blockers import Act
from roles.models import Member


class StandUpSerializer(serializers.ModelSerializer[StandUp]):
    team = serializers.CharField(source="member.team.slug", read_only=True)
    name = serializers.CharField(source="member.person.name", read_only=True)

    class Meta:
        model = StandUp
        fields = [
            "id",
            "team",
            "member",
            "name",
            "day",
            "done",
            "plan",
            "blockers",
            "written_at",
            "edited_at",
            "is_late",
        ]
        read_only_fields = fields


class WriteStandUpSerializer(serializers.Serializer[Any]):
    """What one writes oneself. The day is today's; another one is refused with a sentence."""

    day = serializers.DateField(required=False)
    done = serializers.CharField(required=False, allow_blank=True, max_length=2000, default="")
    plan = serializers.CharField(max_length=2000)
    blockers = serializers.CharField(required=False, allow_blank=True, max_length=2000, default="")


class BlockerStepSerializer(serializers.ModelSerializer[BlockerStep]):
    by = serializers.CharField(source="by.person.name", default=None, read_only=True)

    class Meta:
        model = BlockerStep
        fields = ["kind", "by", "at", "note"]
        read_only_fields = fields


class BlockerSerializer(serializers.ModelSerializer[Blocker]):
    team = serializers.CharField(source="team.slug", read_only=True)
    owner_name = serializers.CharField(source="owner.person.name", read_only=True)

    class Meta:
        model = Blocker
        fields = [
            "id", "team", "text", "raised_by", "owner", "owner_name", "needed_by", "raised_on", "closed_on", "outcome",
            "kept",
        ]  # fmt: skip
        read_only_fields = fields


class BlockerDetailSerializer(BlockerSerializer):
    steps = BlockerStepSerializer(many=True, read_only=True)

    class Meta(BlockerSerializer.Meta):
        fields = [*BlockerSerializer.Meta.fields, "steps"]
        read_only_fields = fields


class WriteBlockerSerializer(serializers.Serializer[Any]):
    """What holds one up. Without an owner one sees to it oneself."""

    text = serializers.CharField(max_length=300)
    owner = serializers.PrimaryKeyRelatedField(queryset=Member.objects.all(), required=False, allow_null=True)
    needed_by = serializers.DateField(required=False, allow_null=True)


class ChangeBlockerSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=300, required=False)
    needed_by = serializers.DateField(required=False, allow_null=True)


class SettleBlockerSerializer(serializers.Serializer[Any]):
    """What is done about it. Handing over takes an owner, deciding and dropping take a note."""

    act = serializers.ChoiceField(choices=[act.value for act in Act])
    owner = serializers.PrimaryKeyRelatedField(queryset=Member.objects.all(), required=False, allow_null=True)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["act"] == Act.HAND_OVER and not attrs.get("owner"):
            raise serializers.ValidationError({"owner": [_("Say to whom.")]})
        return attrs
