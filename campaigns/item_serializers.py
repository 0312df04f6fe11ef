"""Items as programs read them: a row of the list, and one with all that happened to it."""

from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from campaigns import books
from campaigns.item_words import Found
from campaigns.models import Approval, CampaignDay, Clock, Comment, Credit, Fact, Item, StageRun, Version, Word
from campaigns.services.items import DETAILS
from campaigns.standing import Standing


class ItemSerializer(serializers.ModelSerializer[Item]):
    """``stage`` is where it stands, of a closed item where it was closed; ``assignee`` whose turn it is there."""

    team = serializers.CharField(source="team.slug", read_only=True)
    workflow = serializers.CharField(source="workflow.code", read_only=True)
    workflow_version = serializers.IntegerField(source="workflow.version", read_only=True)
    stage = serializers.CharField(source="run.stage.code", read_only=True)
    stage_name = serializers.CharField(source="run.stage.label", read_only=True)
    stage_entered_at = serializers.DateTimeField(source="run.entered_at", read_only=True)
    stage_due_at = serializers.DateTimeField(source="run.due_at", allow_null=True, read_only=True)
    is_late = serializers.SerializerMethodField()
    assignee = serializers.IntegerField(source="run.assignee_id", allow_null=True, read_only=True)
    assignee_name = serializers.CharField(source="run.assignee.person.name", default=None, read_only=True)
    owner_name = serializers.CharField(source="owner.person.name", read_only=True)

    class Meta:
        model = Item
        fields = [
            "id", "team", "code", "kind", "title", "state", "workflow", "workflow_version", "stage", "stage_name",
            "stage_entered_at", "stage_due_at", "is_late", "assignee", "assignee_name", "owner", "owner_name", "due_on",
            "made_at", "closed_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_is_late(self, item: Item) -> bool:
        """Whether the stage's time is used up, or the item's own day is over."""
        at = timezone.now()
        is_over = item.due_on is not None and item.due_on < timezone.localdate(at)
        return item.is_open and (is_over or item.now.is_late(at=at))


class RunSerializer(serializers.ModelSerializer[StageRun]):
    """The item at a stage, from entering to leaving it."""

    stage = serializers.CharField(source="stage.code")
    assignee_name = serializers.CharField(source="assignee.person.name", default=None)
    left_by_name = serializers.CharField(source="left_by.person.name", default=None)
    version = serializers.IntegerField(source="version.number", default=None)

    class Meta:
        model = StageRun
        fields = [
            "id", "stage", "assignee", "assignee_name", "entered_at", "due_at", "claimed_at", "left_at", "left_by",
            "left_by_name", "outcome", "comment", "version",
        ]  # fmt: skip


class ClockSerializer(serializers.ModelSerializer[Clock]):
    """What has to have happened by a moment."""

    class Meta:
        model = Clock
        fields = ["kind", "started_at", "due_at", "stopped_at", "is_in_time"]

    is_in_time = serializers.BooleanField(read_only=True)


class VersionSerializer(serializers.ModelSerializer[Version]):
    """A version of the text, without its words."""

    by_name = serializers.CharField(source="by.person.name")

    class Meta:
        model = Version
        fields = ["number", "sha256", "note", "by", "by_name", "at"]


class TextSerializer(VersionSerializer):
    """A version of the text with its words."""

    class Meta(VersionSerializer.Meta):
        fields = [*VersionSerializer.Meta.fields, "title", "digest", "body", "image_texts"]


class ApprovalSerializer(serializers.ModelSerializer[Approval]):
    """A yes or no at a gate. It counts as long as the item's ``read`` is ``version_hash``."""

    stage = serializers.CharField(source="run.stage.code")
    gate_kind = serializers.CharField(source="gate.kind")
    by_name = serializers.CharField(source="by.person.name")
    on_behalf_of_name = serializers.CharField(source="on_behalf_of.person.name", default=None)
    version = serializers.IntegerField(source="version.number", default=None)

    class Meta:
        model = Approval
        fields = [
            "stage", "gate", "gate_kind", "decision", "comment", "version", "version_hash", "by", "by_name",
            "on_behalf_of", "on_behalf_of_name", "at",
        ]  # fmt: skip


class FactSerializer(serializers.ModelSerializer[Fact]):
    """Something that happened, when, at which stage, with which version."""

    stage = serializers.CharField(source="run.stage.code", default=None)
    version = serializers.IntegerField(source="version.number", default=None)
    by_name = serializers.CharField(source="by.person.name", default=None)
    whom_name = serializers.CharField(source="whom.person.name", default=None)

    class Meta:
        model = Fact
        fields = ["kind", "at", "stage", "version", "by", "by_name", "whom", "whom_name", "text", "particulars"]


class RemarkSerializer(serializers.ModelSerializer[Comment]):
    by_name = serializers.CharField(source="by.person.name")
    version = serializers.IntegerField(source="version.number", default=None)

    class Meta:
        model = Comment
        fields = ["text", "by", "by_name", "at", "version"]


class CreditSerializer(serializers.ModelSerializer[Credit]):
    member_name = serializers.CharField(source="member.person.name")
    share = serializers.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        model = Credit
        fields = ["member", "member_name", "part", "share"]


class HandoverSerializer(serializers.Serializer[Any]):
    """A line of the stage's hand-over list."""

    line = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="label")
    is_ticked = serializers.SerializerMethodField()

    def get_is_ticked(self, handover: Any) -> bool:
        return handover.ticked_at is not None


class GateSerializer(serializers.Serializer[Any]):
    """Who has to say yes where the item stands, and who can."""

    gate = serializers.IntegerField(source="gate.pk")
    kind = serializers.CharField(source="gate.kind")
    who = serializers.CharField(source="gate.who")
    is_passed = serializers.BooleanField()
    deciders = serializers.SerializerMethodField()

    def get_deciders(self, state: Any) -> list[int]:
        return list(dict.fromkeys(one.pk for seat in state.waiting for one in seat.sitting))


class StandingSerializer(serializers.Serializer[Any]):
    """Where it stands for who asks. Send ``seen`` and ``read`` along with an act: who comes second is told so."""

    seen = serializers.IntegerField(source="item.run_id")
    read = serializers.CharField(source="print")
    may = serializers.SerializerMethodField()
    why_not = serializers.CharField()
    in_the_way = serializers.SerializerMethodField()
    gates = GateSerializer(many=True)
    handovers = HandoverSerializer(many=True)

    def get_may(self, standing: Standing) -> list[str]:
        """The acts that would not be refused for who asks."""
        acts = {
            "move": standing.has_a_hand and not standing.against_moving,
            "approve": standing.gate is not None and not standing.against_gates,
            "decline": standing.gate is not None,
            "send-back": standing.may_send_back,
            "claim": standing.may_claim,
            "reassign": standing.has_a_hand,
            "nudge": standing.may_nudge,
            "drop": standing.may_change,
            "write": standing.may_act,
            "publish": standing.has_a_hand and standing.is_to_publish,
        }
        return [act for act, may in acts.items() if may]

    def get_in_the_way(self, standing: Standing) -> list[str]:
        """What keeps it at its stage, and what keeps a gate shut whoever sits there."""
        return [*standing.against_moving, *standing.against_gates]


class CampaignDaySerializer(serializers.ModelSerializer[CampaignDay]):
    """Where a campaign should have been by the end of a day and where it was, by the target furthest behind."""

    gap = serializers.DecimalField(max_digits=20, decimal_places=2, allow_null=True)

    class Meta:
        model = CampaignDay
        fields = ["day", "planned", "progress", "gap", "metric", "colour"]


class MoneySerializer(serializers.Serializer[Any]):
    """In yuan."""

    planned = serializers.DecimalField(max_digits=14, decimal_places=2)
    committed = serializers.DecimalField(max_digits=14, decimal_places=2)
    spent = serializers.DecimalField(max_digits=14, decimal_places=2)
    left = serializers.DecimalField(max_digits=14, decimal_places=2)
    percent = serializers.SerializerMethodField()

    def get_percent(self, standing: Any) -> str | None:
        """Used of 100 planned."""
        return None if standing.percent is None else f"{standing.percent:.2f}"


class ItemDetailSerializer(ItemSerializer):
    """``text`` is the newest version; ``particulars`` what only its kind has; ``money`` a campaign's own budget."""

    particulars = serializers.SerializerMethodField()
    standing = serializers.SerializerMethodField()
    money = serializers.SerializerMethodField()
    runs = serializers.SerializerMethodField()
    clocks = ClockSerializer(many=True)
    text = serializers.SerializerMethodField()
    versions = serializers.SerializerMethodField()
    approvals = serializers.SerializerMethodField()
    credits = CreditSerializer(many=True)
    remarks = RemarkSerializer(source="comments", many=True)
    facts = FactSerializer(many=True)

    class Meta(ItemSerializer.Meta):
        fields = [
            *ItemSerializer.Meta.fields, "subject", "particulars", "standing", "money", "runs", "clocks", "text",
            "versions", "approvals", "credits", "remarks", "facts",
        ]  # fmt: skip
        read_only_fields = fields

    def get_particulars(self, item: Item) -> dict[str, Any]:
        return plain_particulars(getattr(item, item.kind)) if item.kind in DETAILS else {}

    @extend_schema_field(StandingSerializer)
    def get_standing(self, _item: Item) -> Any:
        return StandingSerializer(self.context["standing"]).data

    @extend_schema_field(TextSerializer(allow_null=True))
    def get_text(self, _item: Item) -> Any:
        version = self.context["whole"].version
        return TextSerializer(version).data if version else None

    @extend_schema_field(MoneySerializer(allow_null=True))
    def get_money(self, item: Item) -> Any:
        if item.kind != Item.Kind.CAMPAIGN:
            return None
        return MoneySerializer(books.of_campaign(item.campaign)).data

    @extend_schema_field(RunSerializer(many=True))
    def get_runs(self, _item: Item) -> Any:
        return RunSerializer(self.context["whole"].runs, many=True).data

    @extend_schema_field(VersionSerializer(many=True))
    def get_versions(self, _item: Item) -> Any:
        return VersionSerializer(self.context["whole"].versions, many=True).data

    @extend_schema_field(ApprovalSerializer(many=True))
    def get_approvals(self, _item: Item) -> Any:
        return ApprovalSerializer(self.context["whole"].approvals, many=True).data


def plain_particulars(detail: Model) -> dict[str, Any]:
    """The fields of a kind by their names; another row by its key."""
    found: dict[str, Any] = {}
    for field in detail._meta.fields:
        if field.name != "item":
            value = getattr(detail, field.attname)
            found[field.name] = timezone.localtime(value) if isinstance(value, datetime) else value
    return found


class FoundSerializer(serializers.Serializer[Any]):
    """A word of the lists in the item's text, by the ``key`` that waives it in its passage."""

    key = serializers.CharField()
    field = serializers.CharField(source="mark.field")
    written = serializers.CharField(source="mark.written")
    word = serializers.CharField(source="mark.entry.word")
    severity = serializers.ChoiceField(source="mark.entry.severity", choices=Word.Severity.choices)
    rule = serializers.CharField(source="mark.entry.rule")
    suggestion = serializers.CharField(source="mark.entry.suggestion")
    passage = serializers.CharField()
    blocks = serializers.BooleanField()
    waived_until = serializers.SerializerMethodField()

    def get_waived_until(self, found: Found) -> str | None:
        return f"{found.waiver.until_on}" if found.waiver else None
