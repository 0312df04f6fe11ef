"""Goals as a program reads and writes them. Decimals are strings, rates fractions of 1."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kpis.goals.smart import Aim
from kpis.models import CatchUpNote, Commitment, Goal, Kpi, Milestone, ProgressDay
from kpis.month_end_serializers import seen_field
from kpis.seen import seen_of_goal
from metrics.models import Metric, Subject
from roles.models import Member

VALUE: dict[str, Any] = {"max_digits": 20, "decimal_places": 6}


class ProgressDaySerializer(serializers.ModelSerializer[ProgressDay]):
    gap = serializers.DecimalField(max_digits=20, decimal_places=2, read_only=True, allow_null=True)

    class Meta:
        model = ProgressDay
        fields = ["day", "planned", "actual", "progress", "gap", "colour"]
        read_only_fields = fields


class GoalSerializer(serializers.ModelSerializer[Goal]):
    """A goal of the list. ``standing`` is the newest day with data; ``owes_note``: orange or red without a note."""

    team = serializers.CharField(source="team.slug", read_only=True)
    metric = serializers.CharField(source="metric.code", read_only=True)
    unit = serializers.CharField(source="metric.unit", read_only=True)
    owner_name = serializers.CharField(source="owner.person.name", read_only=True)
    term = serializers.CharField(read_only=True)
    moves = serializers.IntegerField(read_only=True)
    owes_note = serializers.BooleanField(read_only=True)
    standing = serializers.SerializerMethodField()

    class Meta:
        model = Goal
        fields = [
            "id", "team", "parent", "name", "dimension", "metric", "unit", "subject_kind", "numbers", "period",
            "baseline", "target", "start_on", "end_on", "term", "owner", "owner_name", "state", "colour", "moves",
            "owes_note", "standing",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ProgressDaySerializer(allow_null=True))
    def get_standing(self, goal: Goal) -> Any:
        known = next((day for day in goal.newest_days if day.actual is not None), None)
        return ProgressDaySerializer(known).data if known else None


class CommitmentSerializer(serializers.ModelSerializer[Commitment]):
    """What was agreed: number 1 is the baseline that progress is measured by, each later one a move."""

    class Meta:
        model = Commitment
        fields = [
            "number", "start_on", "end_on", "target", "reason", "state", "proposed_by", "proposed_at", "decided_by",
            "decided_at", "comment",
        ]  # fmt: skip
        read_only_fields = fields


class MilestoneSerializer(serializers.ModelSerializer[Milestone]):
    class Meta:
        model = Milestone
        fields = [
            "id", "name", "due_on", "promised_on", "moves", "value", "met_on", "evidence", "link", "judged_by",
            "judged_at",
        ]  # fmt: skip
        read_only_fields = fields


class CatchUpNoteSerializer(serializers.ModelSerializer[CatchUpNote]):
    class Meta:
        model = CatchUpNote
        fields = ["id", "by", "at", "colour", "gap", "reason", "plan"]
        read_only_fields = fields


class GoalDetailSerializer(GoalSerializer):
    """A goal with what was agreed, its milestones and notes, and its days, the oldest first. ``seen`` goes back with
    what changes or approves a draft, so that only the draft that was read is."""

    commitments = CommitmentSerializer(many=True, read_only=True)
    milestones = MilestoneSerializer(many=True, read_only=True)
    notes = CatchUpNoteSerializer(many=True, read_only=True)
    days = ProgressDaySerializer(many=True, read_only=True)
    seen = serializers.SerializerMethodField()

    def get_seen(self, goal: Goal) -> str:
        return seen_of_goal(goal)

    class Meta(GoalSerializer.Meta):
        fields = [
            *GoalSerializer.Meta.fields, "set_by", "set_at", "edited_by", "approved_by", "approved_at", "closed_by",
            "closed_at", "closing_comment", "commitments", "milestones", "notes", "days", "seen",
        ]  # fmt: skip
        read_only_fields = fields


class WriteGoalSerializer(serializers.Serializer[Any]):
    """A goal as it is wanted. What SMART lacks is answered with 409 and a sentence for each part.

    ``seen``: of a draft that is changed, as it was read; if it says something else by now, nothing is written (409).
    """

    seen = seen_field()

    name = serializers.CharField(max_length=80, required=False, allow_blank=True)
    dimension = serializers.ChoiceField(choices=Goal.Dimension.choices, required=False)
    parent = serializers.PrimaryKeyRelatedField(  # type: ignore[assignment]
        queryset=Goal.objects.all(), required=False, allow_null=True
    )
    metric = serializers.SlugRelatedField(slug_field="code", queryset=Metric.objects.all(), required=False)
    subject_kind = serializers.ChoiceField(choices=Subject.Kind.choices, required=False)
    numbers = serializers.ChoiceField(choices=Kpi.Numbers.choices, required=False)
    period = serializers.ChoiceField(choices=Goal.Period.choices, required=False)
    baseline = serializers.DecimalField(required=False, **VALUE)
    target = serializers.DecimalField(required=False, **VALUE)
    start_on = serializers.DateField(required=False)
    end_on = serializers.DateField(required=False)
    owner = serializers.PrimaryKeyRelatedField(queryset=Member.objects.all(), required=False)

    def aim(self, goal: Goal | None = None) -> Aim:
        """What was sent, on top of what the goal says already."""
        said = Aim.of(goal).values if goal else {}
        return Aim(**said | {name: value for name, value in self.validated_data.items() if name != "seen"})


class ApproveGoalSerializer(serializers.Serializer[Any]):
    """``seen``: the draft's ``seen`` as it was read; if it says something else by now, it isn't approved (409)."""

    seen = seen_field()


class MoveGoalSerializer(serializers.Serializer[Any]):
    end_on = serializers.DateField()
    target = serializers.DecimalField(**VALUE)
    reason = serializers.CharField(max_length=500)


class DecideGoalSerializer(serializers.Serializer[Any]):
    comment = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class WriteCatchUpNoteSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=1000)
    plan = serializers.CharField(max_length=1000)


class WriteMilestoneSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=80)
    due_on = serializers.DateField()
    value = serializers.DecimalField(required=False, allow_null=True, default=None, **VALUE)


class JudgeMilestoneSerializer(serializers.Serializer[Any]):
    met_on = serializers.DateField()
    evidence = serializers.CharField(max_length=500)
    link = serializers.URLField(max_length=500, required=False, allow_blank=True, default="")
