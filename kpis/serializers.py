"""Templates and scorecards as a program reads and writes them. Decimals are strings, rates fractions of 1."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from kpis.models import Beside, Kpi, Line, Part, Scorecard, Template
from kpis.models.templates import Half
from kpis.month_end_serializers import (
    AdjustmentSerializer,
    AppealSerializer,
    DisputeSerializer,
    SelfReviewSerializer,
    seen_field,
)
from kpis.seen import seen_of, seen_of_template, seen_of_words
from kpis.services import templates as services
from metrics.dictionary_serializers import KnownMetricField
from metrics.models import Subject


class KpiSerializer(serializers.ModelSerializer[Kpi]):
    metric = serializers.CharField(source="metric.code", read_only=True)
    name = serializers.CharField(source="metric.label", read_only=True)
    unit = serializers.CharField(source="metric.unit", read_only=True)

    class Meta:
        model = Kpi
        fields = [
            "id", "metric", "name", "unit", "half", "weight", "zero_at", "target", "cap", "numbers", "subject_kind",
        ]  # fmt: skip
        read_only_fields = fields


class TemplateSerializer(serializers.ModelSerializer[Template]):
    """``team`` is empty for a shipped template; ``problems`` say why a draft can't be published yet. ``seen`` goes back
    with what is written or published, so that only the draft that was read is."""

    team = serializers.CharField(source="team.slug", read_only=True, default=None, allow_null=True)
    role = serializers.CharField(source="role.code", read_only=True)
    kpis = KpiSerializer(many=True, read_only=True)
    problems = serializers.SerializerMethodField()
    seen = serializers.SerializerMethodField()

    class Meta:
        model = Template
        fields = [
            "id", "team", "role", "version", "state", "valid_from", "process_weight", "result_weight", "edited_by",
            "published_at", "kpis", "problems", "seen",
        ]  # fmt: skip
        read_only_fields = fields

    def get_problems(self, template: Template) -> list[str]:
        return [] if template.is_published else services.problems(template)

    def get_seen(self, template: Template) -> str:
        return seen_of_template(template)


class WriteKpiSerializer(serializers.Serializer[Any]):
    """One KPI of a draft."""

    metric = KnownMetricField()
    half = serializers.ChoiceField(choices=Half.choices)
    weight = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=Decimal("0.01"), max_value=Decimal(100))
    zero_at = serializers.DecimalField(max_digits=20, decimal_places=6, default=Decimal(0))
    target = serializers.DecimalField(max_digits=20, decimal_places=6, allow_null=True, default=None)
    cap = serializers.DecimalField(max_digits=6, decimal_places=2, min_value=Decimal(100), default=Decimal(120))
    numbers = serializers.ChoiceField(choices=Kpi.Numbers.choices, default=Kpi.Numbers.OWN)
    subject_kind = serializers.ChoiceField(choices=Subject.Kind.choices)


class WriteTemplateSerializer(serializers.Serializer[Any]):
    """The KPIs of a draft, all of them: what isn't named goes.

    ``seen``: the draft's ``seen`` as it was read; if it says something else by now, nothing is written (409).
    """

    seen = seen_field()
    kpis = WriteKpiSerializer(many=True)
    process_weight = serializers.DecimalField(max_digits=5, decimal_places=2, required=False)


class PublishSerializer(serializers.Serializer[Any]):
    """``accepts_unreached``: publish although nobody has ever reached one of the targets. ``knows_past``: count from a
    day that is past although it changes unsigned cards. ``seen``: the draft's ``seen`` as it was read; if it says
    something else by now, it isn't published (409)."""

    seen = seen_field()

    valid_from = serializers.DateField()
    accepts_unreached = serializers.BooleanField(default=False)
    knows_past = serializers.BooleanField(default=False)


class BesideSerializer(serializers.ModelSerializer[Beside]):
    """The partner of the line's metric, so that gaming one shows in the other."""

    partner = serializers.CharField(source="partner.code", read_only=True)

    class Meta:
        model = Beside
        fields = ["partner", "value", "value_before", "actual_before", "is_warning"]
        read_only_fields = fields


class LineSerializer(serializers.ModelSerializer[Line]):
    kpi = KpiSerializer(read_only=True)
    coverage = serializers.DecimalField(max_digits=7, decimal_places=6, read_only=True, allow_null=True)
    beside = BesideSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Line
        fields = [
            "id", "kpi", "actual", "numerator", "denominator", "zero_at", "target", "score", "weight", "earned",
            "pace", "days_present", "days_expected", "coverage", "through", "beside",
        ]  # fmt: skip
        read_only_fields = fields


class PartSerializer(serializers.ModelSerializer[Part]):
    role = serializers.CharField(source="assignment.role.code", read_only=True)
    share = serializers.IntegerField(source="assignment.share", read_only=True)
    version = serializers.IntegerField(source="template.version", read_only=True)
    lines = LineSerializer(many=True, read_only=True)

    class Meta:
        model = Part
        fields = [
            "id", "role", "assignment", "share", "template", "version", "first", "last", "weight", "process", "result",
            "total", "lines",
        ]  # fmt: skip
        read_only_fields = fields


class ScorecardSerializer(serializers.ModelSerializer[Scorecard]):
    """A card of the list: its totals and where it stands."""

    team = serializers.CharField(source="team.slug", read_only=True)
    name = serializers.CharField(source="member.person.name", read_only=True)
    month = serializers.DateField(format="%Y-%m", read_only=True)
    coverage = serializers.DecimalField(max_digits=7, decimal_places=6, read_only=True, allow_null=True)

    class Meta:
        model = Scorecard
        fields = [
            "id", "team", "member", "name", "month", "revision", "is_current", "state", "through", "process", "result",
            "total", "pace", "days_present", "days_expected", "coverage", "computed_at",
        ]  # fmt: skip
        read_only_fields = fields


class ScorecardDetailSerializer(ScorecardSerializer):
    """A card with its parts and lines, what was said about it, its review and its signature.

    ``adjusted_total`` is written when the card is signed; ``total`` is always the computed one. ``seen`` goes back with
    the signature, so that only what was read is signed.
    """

    parts = PartSerializer(many=True, read_only=True)
    self_reviews = SelfReviewSerializer(source="selfreviews", many=True, read_only=True)
    adjustments = AdjustmentSerializer(many=True, read_only=True)
    disputes = DisputeSerializer(many=True, read_only=True)
    appeal = AppealSerializer(read_only=True, default=None, allow_null=True)
    seen = serializers.SerializerMethodField()
    review_seen = serializers.SerializerMethodField()

    def get_review_seen(self, card: Scorecard) -> str:
        return seen_of_words(card.review_comment)

    def get_seen(self, card: Scorecard) -> str:
        return seen_of(card, adjustments=card.adjustments.all(), disputes=card.disputes.all())

    class Meta(ScorecardSerializer.Meta):
        fields = [
            *ScorecardSerializer.Meta.fields, "review_comment", "reviewed_by", "reviewed_at", "sign_reason",
            "signed_by", "signed_at", "content_hash", "restated_at", "restated_total", "reopen_reason",
            "adjusted_total", "self_reviews", "adjustments", "disputes", "appeal", "parts", "seen",
            "review_seen",
        ]  # fmt: skip
        read_only_fields = fields


class ReviewSerializer(serializers.Serializer[Any]):
    """``seen``: the card's ``review_seen`` as it was read; if another review stands there by now, nothing is written
    (409)."""

    seen = seen_field()
    comment = serializers.CharField(max_length=2000)


class SignSerializer(serializers.Serializer[Any]):
    """``seen``: the card's ``seen`` as it was read; if the card says something else by now, it isn't signed (409)."""

    seen = seen_field()
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class ReopenSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)


class CellSerializer(serializers.Serializer[Any]):
    """A data point: what it says, what it said before, the file and row it was read from."""

    value = serializers.DecimalField(max_digits=20, decimal_places=6)
    was = serializers.ListField(child=serializers.DecimalField(max_digits=20, decimal_places=6))
    batch = serializers.IntegerField(source="batch.pk", default=None, allow_null=True)
    file = serializers.CharField(source="batch.file_name", default=None, allow_null=True)
    row = serializers.IntegerField(allow_null=True)


class CodeField(serializers.CharField):
    """A metric by its code."""

    def to_representation(self, value: Any) -> str:
        return str(value.code)


class LineageRowSerializer(serializers.Serializer[Any]):
    """One subject on one day: a cell for each metric, in the order of ``metrics``."""

    subject = serializers.IntegerField(source="subject.pk")
    name = serializers.CharField(source="subject.name")
    share = serializers.DecimalField(max_digits=5, decimal_places=2)
    day = serializers.DateField()
    cells = serializers.ListField(child=CellSerializer(allow_null=True))


class LineageSerializer(serializers.Serializer[Any]):
    """The points behind a line, the newest day first."""

    metrics = serializers.ListField(child=CodeField())
    rows = LineageRowSerializer(many=True)
