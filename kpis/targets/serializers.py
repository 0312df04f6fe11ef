"""Targets of a month as programs read and write them. Rates are fractions of 1."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kpis.models import Target, TargetConfirmation
from teamops.lib.months import parse_month

AMOUNT: dict[str, Any] = {"max_digits": 20, "decimal_places": 6}


@extend_schema_field(OpenApiTypes.STR)
class MonthField(serializers.Field[date, str, str, date]):
    """A month as ``2026-12``."""

    def to_internal_value(self, data: str) -> date:
        try:
            return parse_month(str(data))
        except ValueError as error:
            raise serializers.ValidationError(_("Write the month as 2026-10.")) from error

    def to_representation(self, value: date) -> str:
        return f"{value:%Y-%m}"


class TargetSerializer(serializers.ModelSerializer[Target]):
    """What was said for a month, when and by whom; without a target something was taken back."""

    team = serializers.CharField(source="team.slug", read_only=True)
    month = MonthField(read_only=True)
    role = serializers.CharField(source="role.code", read_only=True)
    metric = serializers.CharField(source="metric.code", read_only=True)
    member = serializers.IntegerField(source="assignment.member_id", default=None, read_only=True)

    class Meta:
        model = Target
        fields = [
            "id", "team", "month", "role", "metric", "assignment", "member", "target", "zero_at", "note", "set_by",
            "set_at", "is_current", "is_late", "is_own",
        ]  # fmt: skip
        read_only_fields = fields


class WishSerializer(serializers.Serializer[Any]):
    """One target to set: of a role, or of one assignment. ``null`` takes back what was said."""

    role = serializers.CharField(required=False)
    assignment = serializers.IntegerField(required=False, allow_null=True, default=None)
    metric = serializers.CharField()
    target = serializers.DecimalField(**AMOUNT, allow_null=True)
    zero_at = serializers.DecimalField(**AMOUNT, required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["assignment"] is None and not attrs.get("role"):
            raise serializers.ValidationError({"role": [_("Name a role or an assignment.")]})
        return attrs


class SetSerializer(serializers.Serializer[Any]):
    """Targets of a month, set all together or not at all."""

    month = MonthField()
    targets = WishSerializer(many=True, allow_empty=False)
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class DoneSerializer(serializers.Serializer[Any]):
    """How many changed something, how many of those late, how many members were told, whether cards are rescored."""

    changed = serializers.IntegerField()
    late = serializers.IntegerField()
    told = serializers.IntegerField()
    is_rescoring = serializers.BooleanField()


class ConfirmTargetsSerializer(serializers.Serializer[Any]):
    """``fingerprint``: of what was shown, as ``targets/mine/`` has it."""

    month = MonthField()
    fingerprint = serializers.CharField(max_length=64)


class ConfirmationSerializer(serializers.ModelSerializer[TargetConfirmation]):
    month = MonthField(read_only=True)

    class Meta:
        model = TargetConfirmation
        fields = ["id", "member", "month", "fingerprint", "confirmed_at"]
        read_only_fields = fields


class WantedSerializer(serializers.Serializer[Any]):
    """One KPI of one's own: what counts for it, and whether it was set for the month."""

    metric = serializers.CharField(source="kpi.metric.code")
    half = serializers.CharField(source="kpi.half")
    weight = serializers.DecimalField(source="kpi.weight", max_digits=5, decimal_places=2)
    cap = serializers.DecimalField(source="kpi.cap", max_digits=6, decimal_places=2)
    target = serializers.DecimalField(source="ends.target", **AMOUNT)
    zero_at = serializers.DecimalField(source="ends.zero_at", **AMOUNT)
    set_in = serializers.IntegerField(source="row.pk", default=None, allow_null=True)


class MinePartSerializer(serializers.Serializer[Any]):
    role = serializers.CharField(source="holder.assignment.role.code")
    assignment = serializers.IntegerField(source="holder.assignment.pk")
    version = serializers.IntegerField()
    targets = WantedSerializer(source="wanted", many=True)


class MineSerializer(serializers.Serializer[Any]):
    """One's own targets of a month."""

    month = MonthField()
    fingerprint = serializers.CharField()
    is_confirmed = serializers.BooleanField()
    confirmed_at = serializers.DateTimeField(source="confirmation.confirmed_at", default=None, allow_null=True)
    parts = MinePartSerializer(many=True)
