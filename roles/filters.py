"""What lists of people and roles can be narrowed to over REST."""

from datetime import date

import django_filters as filters
from django.db.models import QuerySet
from django.utils import timezone

from roles.models import Assignment, Member, Role
from roles.permissions import Level


class MemberFilterSet(filters.FilterSet):
    """``?level=lead&employment=staff&role=copywriter&left=true&q=王``"""

    q = filters.CharFilter(method="by_name")
    level = filters.ChoiceFilter(choices=Level.choices)
    role = filters.CharFilter(method="by_role")
    left = filters.BooleanFilter(field_name="left_on", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Member
        fields = ["q", "level", "employment", "role", "left"]

    def by_name(self, rows: QuerySet[Member], _name: str, value: str) -> QuerySet[Member]:
        return rows.matching(q=value, on=timezone.localdate())  # type: ignore[attr-defined, no-any-return]

    def by_role(self, rows: QuerySet[Member], _name: str, value: str) -> QuerySet[Member]:
        holding = Assignment.objects.filter(role__code=value).in_force(on=timezone.localdate())
        return rows.filter(pk__in=holding.values("member"))


class RoleFilterSet(filters.FilterSet):
    class Meta:
        model = Role
        fields = ["module", "is_key"]


class AssignmentFilterSet(filters.FilterSet):
    """``?member=7&role=copywriter&on=2026-06-30``"""

    role = filters.CharFilter(field_name="role__code")
    on = filters.DateFilter(method="in_force")

    class Meta:
        model = Assignment
        fields = ["member", "role", "on"]

    def in_force(self, rows: QuerySet[Assignment], _name: str, value: date) -> QuerySet[Assignment]:
        return rows.in_force(on=value)  # type: ignore[attr-defined, no-any-return]
