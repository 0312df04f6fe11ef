"""Awards, their candidates and picks in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kpis.awards.candidates import Candidate, Shortlist
from kpis.models import Award, Grant, GrantShare
from kpis.services.awards import Rule
from metrics.models import Metric, Subject
from roles.models import Member

VALUE: dict[str, Any] = {"max_digits": 20, "decimal_places": 6}


class AwardSerializer(serializers.ModelSerializer[Award]):
    """An award and its rule. ``team`` is null for a shipped one that the team gives as it is."""

    team = serializers.CharField(source="team.slug", default=None, read_only=True)
    metric = serializers.CharField(source="metric.code", default=None, read_only=True)
    also = serializers.CharField(source="also.code", default=None, read_only=True)
    target_metric = serializers.CharField(source="target_metric.code", default=None, read_only=True)

    class Meta:
        model = Award
        fields = [
            "id", "team", "code", "name", "name_en", "purpose", "basis", "subject_kind", "metric", "also",
            "target_metric", "target", "is_given", "from_month", "replaces",
        ]  # fmt: skip
        read_only_fields = fields


def metric_field() -> serializers.SlugRelatedField[Metric]:
    return serializers.SlugRelatedField(
        slug_field="code", queryset=Metric.objects.none(), required=False, allow_null=True
    )


class WriteAwardSerializer(serializers.Serializer[Any]):
    """An award as it is wanted. What makes no sense is answered with 409 and a sentence."""

    name = serializers.CharField(max_length=40)
    purpose = serializers.CharField(max_length=200, required=False, allow_blank=True)
    basis = serializers.ChoiceField(choices=Award.Basis.choices)
    subject_kind = serializers.ChoiceField(choices=Award.KIND_CHOICES, required=False)
    metric = metric_field()
    also = metric_field()
    target_metric = metric_field()
    target = serializers.DecimalField(required=False, allow_null=True, **VALUE)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Metrics are named by their codes, which mean something only within a team."""
        fields = super().get_fields()
        if (by := self.context.get("by")) is not None:
            for name in ("metric", "also", "target_metric"):
                fields[name].queryset = Metric.objects.known_to(by.team)  # type: ignore[attr-defined]
        return fields

    def rule(self, award: Award | None = None) -> Rule:
        """What was sent, on top of what the award says already."""
        said = Rule.of(award).fields if award else {}
        return Rule(**said | self.validated_data)


class SharedSerializer(serializers.Serializer[Any]):
    member = serializers.IntegerField(source="member.pk")
    name = serializers.CharField(source="member.person.name")
    share = serializers.DecimalField(max_digits=5, decimal_places=2)


class CandidateSerializer(serializers.Serializer[Candidate]):
    """``counted`` gives the places: the value, the mean of two parts in percent, or the gain as a fraction of 1."""

    place = serializers.IntegerField()
    is_tied = serializers.BooleanField()
    subject = serializers.IntegerField(source="subject.pk")
    name = serializers.CharField(source="subject.name")
    value = serializers.DecimalField(source="numbers.value", **VALUE)
    also = serializers.DecimalField(source="numbers.also", allow_null=True, **VALUE)
    target = serializers.DecimalField(source="numbers.target", allow_null=True, **VALUE)
    counted = serializers.DecimalField(source="numbers.counted", **VALUE)
    people = SharedSerializer(many=True)


class ShortlistSerializer(serializers.Serializer[Shortlist]):
    """``incomplete``: without a second number or a target; ``below``: at zero, or not over the target."""

    total = serializers.IntegerField()
    incomplete = serializers.IntegerField()
    below = serializers.IntegerField()
    candidates = CandidateSerializer(many=True)


class GrantShareSerializer(serializers.ModelSerializer[GrantShare]):
    name = serializers.CharField(source="member.person.name", read_only=True)

    class Meta:
        model = GrantShare
        fields = ["member", "name", "share"]
        read_only_fields = fields


class GrantSerializer(serializers.ModelSerializer[Grant]):
    """A pick: whom an award of a month goes to, what the numbers said when it was picked, what became of it."""

    team = serializers.CharField(source="team.slug", read_only=True)
    month = serializers.SerializerMethodField()
    award_name = serializers.CharField(source="award.name", read_only=True)
    subject_name = serializers.CharField(source="subject.name", read_only=True)
    state = serializers.ChoiceField(choices=Grant.State.choices, read_only=True)
    people = GrantShareSerializer(source="shares", many=True, read_only=True)

    class Meta:
        model = Grant
        fields = [
            "id", "team", "award", "award_name", "month", "subject", "subject_name", "people", "reason", "state",
            "place", "among", "value", "also_value", "target_value", "counted", "picked_by", "picked_at",
            "announced_by", "announced_at", "withdrawn_by", "withdrawn_at", "withdrawal", "replaces",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(str)
    def get_month(self, grant: Grant) -> str:
        return f"{grant.month:%Y-%m}"


class PickSerializer(serializers.Serializer[Any]):
    """A subject among the candidates, or, where a manager judges, a member; and why."""

    month = serializers.RegexField(r"^\d{4}-\d{2}$")
    subject = serializers.PrimaryKeyRelatedField(queryset=Subject.objects.all(), required=False)
    member = serializers.PrimaryKeyRelatedField(queryset=Member.objects.all(), required=False)
    reason = serializers.CharField(max_length=300)
    instead = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class WithdrawGrantSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)
