"""The dictionary as a program reads and writes it."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from metrics.models import Metric, Term
from metrics.services.dictionary import Definition
from metrics.services.fitting import Part
from roles.models import Member


class TermSerializer(serializers.ModelSerializer[Term]):
    metric = serializers.CharField(source="source.code", read_only=True)

    class Meta:
        model = Term
        fields = ["part", "metric", "sign"]
        read_only_fields = fields


class MetricSerializer(serializers.ModelSerializer[Metric]):
    """``terms`` are the formula of a derived metric; ``team`` is empty for a shipped one.

    ``keepers`` are who answers for the definition: one in each of the reader's teams at most.
    """

    team = serializers.CharField(source="team.slug", read_only=True, default=None, allow_null=True)
    weighted_by = serializers.CharField(source="weighted_by.code", read_only=True, default=None, allow_null=True)
    is_derived = serializers.BooleanField(read_only=True)
    terms = TermSerializer(many=True, read_only=True)
    keepers = serializers.SerializerMethodField()

    class Meta:
        model = Metric
        fields = [
            "code", "name", "name_en", "team", "group", "unit", "fold", "weighted_by", "is_daily", "is_derived",
            "terms", "definition", "definition_en", "source", "source_en", "keepers", "retired_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_keepers(self, metric: Metric) -> list[int]:
        """Keys of members."""
        mine = self.context["teams"]
        return [one.member_id for one in metric.keepers.all() if one.team_id in mine]


class KnownMetricField(serializers.SlugRelatedField[Metric]):
    """A code of the dictionary that the team in ``context["team"]`` has: another team's isn't there."""

    def __init__(self, **options: Any) -> None:
        super().__init__(slug_field="code", queryset=Metric.objects.all(), **options)

    def get_queryset(self) -> Any:
        return Metric.objects.known_to(self.context["team"])


class WriteTermSerializer(serializers.Serializer[Any]):
    """One metric in a formula; ``sign`` is −1 for what a sum takes away."""

    part = serializers.ChoiceField(choices=Term.Part.choices)
    metric = KnownMetricField()
    sign = serializers.ChoiceField(choices=[1, -1], default=1)


class ChangeMetricSerializer(serializers.Serializer[Any]):
    """What can be said anew while no published template stands on it."""

    name = serializers.CharField(max_length=40)
    name_en = serializers.CharField(max_length=60, required=False, allow_blank=True)
    group = serializers.ChoiceField(choices=Metric.Group.choices)
    unit = serializers.ChoiceField(choices=Metric.Unit.choices)
    definition = serializers.CharField(max_length=300)
    source = serializers.CharField(max_length=200, required=False, allow_blank=True)  # type: ignore[assignment]
    weighted_by = KnownMetricField(required=False, allow_null=True)
    terms = WriteTermSerializer(many=True, required=False)


class WriteMetricSerializer(ChangeMetricSerializer):
    """A metric of the team's own: ``code`` without its ``own.``; ``keeper`` is the writer unless said."""

    code = serializers.CharField(max_length=40)
    fold = serializers.ChoiceField(choices=Metric.Fold.choices)
    keeper = serializers.PrimaryKeyRelatedField(queryset=Member.objects.all(), required=False)


def definition_of(words: dict[str, Any]) -> Definition:
    """What was understood, as the service takes it."""
    return Definition(
        name=words["name"],
        name_en=words.get("name_en", ""),
        group=words["group"],
        unit=words["unit"],
        definition=words["definition"],
        source=words.get("source", ""),
        weighted_by=words.get("weighted_by"),
        parts=[Part(term["part"], term["metric"], term["sign"]) for term in words.get("terms", ())],
    )


def as_it_is(metric: Metric) -> dict[str, Any]:
    """The definition in the shape that ``definition_of`` reads, to change some of it."""
    terms: Iterable[Term] = metric.terms.all()
    names = ("name", "name_en", "group", "unit", "definition", "source", "weighted_by")
    return {name: getattr(metric, name) for name in names} | {
        "terms": [{"part": term.part, "metric": term.source, "sign": term.sign} for term in terms]
    }
