"""The REST resources of budgets, to be read: quarters with their lines, and what was committed and spent."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns import books
from campaigns.item_serializers import MoneySerializer
from campaigns.models import Budget, BudgetLine, Entry
from roles.permissions import Permission
from roles.rest.scoped import TeamScoped

READ = dict.fromkeys(["list", "retrieve"], Permission.SEE_TEAM)


class BudgetLineSerializer(serializers.ModelSerializer[BudgetLine]):
    money = serializers.SerializerMethodField()

    class Meta:
        model = BudgetLine
        fields = ["id", "name", "purpose", "is_fixed", "is_trial", "money"]
        read_only_fields = fields

    is_fixed = serializers.BooleanField(read_only=True)

    @extend_schema_field(MoneySerializer)
    def get_money(self, line: BudgetLine) -> Any:
        return MoneySerializer(self.context["standings"][line.pk]).data


class BudgetSerializer(serializers.ModelSerializer[Budget]):
    """``quarter`` is its first day."""

    team = serializers.CharField(source="team.slug", read_only=True)

    class Meta:
        model = Budget
        fields = ["id", "team", "quarter", "name", "trial_percent"]
        read_only_fields = fields

    name = serializers.CharField(read_only=True)


class FullBudgetSerializer(BudgetSerializer):
    """With its lines and how each stands."""

    lines = BudgetLineSerializer(many=True, read_only=True)

    class Meta(BudgetSerializer.Meta):
        fields = [*BudgetSerializer.Meta.fields, "lines"]
        read_only_fields = fields


class BudgetViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[Budget]):
    """What one's teams may use in a quarter."""

    queryset = Budget.objects.select_related("team")
    serializer_class = BudgetSerializer
    filterset_fields = ["quarter"]
    ordering_fields = ["quarter"]
    permissions = READ

    @extend_schema(responses=FullBudgetSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A quarter's budget with its lines."""
        budget = self.get_object()
        standings = books.of_lines(list(budget.lines.all()))
        return Response(FullBudgetSerializer(budget, context={"standings": standings}).data)


class EntrySerializer(serializers.ModelSerializer[Entry]):
    """A commitment or a spend, in yuan. Only what is ``counted`` counts; ``item`` is the campaign it is for."""

    team = serializers.CharField(source="line.budget.team.slug", read_only=True)
    by_name = serializers.CharField(source="by.person.name", read_only=True)
    decided_by_name = serializers.CharField(source="decided_by.person.name", default=None, read_only=True)

    class Meta:
        model = Entry
        fields = [
            "id", "team", "line", "item", "kind", "amount", "day", "what_for", "document", "settles", "state", "by",
            "by_name", "at", "decided_by", "decided_by_name", "decided_at", "comment",
        ]  # fmt: skip
        read_only_fields = fields


class EntryViewSet(TeamScoped, viewsets.ReadOnlyModelViewSet[Entry]):
    """What one's teams committed and spent; of a campaign by ``?item=``."""

    queryset = Entry.objects.for_list()
    serializer_class = EntrySerializer
    filterset_fields = ["line", "item", "kind", "state", "day"]
    ordering_fields = ["day", "amount", "at"]
    permissions = READ


ROUTES: list[tuple[str, type[viewsets.GenericViewSet[Any]]]] = [
    ("budgets", BudgetViewSet),
    ("budget-entries", EntryViewSet),
]
