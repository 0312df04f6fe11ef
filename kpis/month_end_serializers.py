"""What is said about a card, as a program reads and writes it."""

from typing import Any

from rest_framework import serializers

from kpis.models import Adjustment, Appeal, Dispute, SelfReview
from kpis.seen import seen_of_words

METRIC = "kpi.metric.code"


def seen_field() -> serializers.CharField:
    """The fingerprint of what was read (kpis/seen.py); left out, nothing is compared."""
    return serializers.CharField(max_length=64, required=False, allow_blank=True, default="")


class SelfReviewSerializer(serializers.ModelSerializer[SelfReview]):
    """Of the card, or of one line of it: then ``assignment`` and ``metric`` say of which."""

    metric = serializers.CharField(source=METRIC, read_only=True, default=None, allow_null=True)
    seen = serializers.SerializerMethodField()

    class Meta:
        model = SelfReview
        fields = ["id", "assignment", "metric", "text", "written_at", "is_late", "seen"]
        read_only_fields = fields

    def get_seen(self, said: SelfReview) -> str:
        return seen_of_words(said.text)


class AdjustmentSerializer(serializers.ModelSerializer[Adjustment]):
    metric = serializers.CharField(source=METRIC, read_only=True)
    seen = serializers.SerializerMethodField()

    class Meta:
        model = Adjustment
        fields = ["id", "assignment", "metric", "points", "reason", "by", "at", "seen"]
        read_only_fields = fields

    def get_seen(self, adjustment: Adjustment) -> str:
        return seen_of_words(adjustment.points, adjustment.reason)


class DisputeSerializer(serializers.ModelSerializer[Dispute]):
    metric = serializers.CharField(source=METRIC, read_only=True)

    class Meta:
        model = Dispute
        fields = [
            "id", "assignment", "metric", "text", "raised_at", "due_on", "state", "answer", "answered_by",
            "answered_at",
        ]  # fmt: skip
        read_only_fields = fields


class AppealSerializer(serializers.ModelSerializer[Appeal]):
    class Meta:
        model = Appeal
        fields = ["id", "text", "made_at", "state", "decision", "decided_by", "decided_at"]
        read_only_fields = fields


class WriteSelfReviewSerializer(serializers.Serializer[Any]):
    """``line``: the key of one line, for a note on it. ``seen``: of the words that stand there as they were read,
    ``none`` without any; if others do by now, nothing is written (409)."""

    seen = seen_field()
    text = serializers.CharField(max_length=2000)
    line = serializers.IntegerField(required=False)


class AdjustSerializer(serializers.Serializer[Any]):
    """``seen``: of the line's adjustment as it was read, ``none`` without one; if another stands there by now, nothing
    is written (409)."""

    seen = seen_field()
    points = serializers.DecimalField(max_digits=5, decimal_places=2)
    reason = serializers.CharField(max_length=300)


class RaiseSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=1000)


class AnswerSerializer(serializers.Serializer[Any]):
    """``points``: of the adjustment, where the outcome is ``adjusted``."""

    outcome = serializers.ChoiceField(choices=[(key.value, key.label) for key in Dispute.ANSWERS])
    text = serializers.CharField(max_length=1000)
    points = serializers.DecimalField(max_digits=5, decimal_places=2, required=False, allow_null=True, default=None)


class WriteAppealSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=2000)


class DecideSerializer(serializers.Serializer[Any]):
    is_upheld = serializers.BooleanField()
    decision = serializers.CharField(max_length=300)
