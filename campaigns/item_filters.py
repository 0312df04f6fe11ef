"""What the list of the work can be narrowed to and sorted by, on its page and over REST."""

from datetime import timedelta
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models import Item

LATE, SOON = "late", "soon"
A_WEEK = timedelta(days=7)


class ItemFilter(filters.FilterSet):
    """``?q=C-0218&kind=content&state=open&stage=compliance&owner=7&assignee=7&due=late&ordering=due_on``"""

    q = filters.CharFilter(method="by_words", label=_("Title or number"))
    kind = filters.ChoiceFilter(choices=Item.Kind.choices, label=_("Kind"), empty_label=_("all kinds"))
    state = filters.ChoiceFilter(choices=Item.State.choices, label=_("State"), empty_label=_("all states"))
    stage = filters.CharFilter(field_name="run__stage__code", label=_("Stage"))
    owner = filters.NumberFilter(label=_("Answers for it"))
    assignee = filters.NumberFilter(field_name="run__assignee", label=_("With"))
    due = filters.ChoiceFilter(
        method="by_due", label=_("Due"), empty_label=_("any time"),
        choices=[(LATE, pgettext_lazy("items", "late")), (SOON, _("due within a week"))],
    )  # fmt: skip
    ordering = filters.OrderingFilter(
        fields={
            "made_at": "made_at",
            "number": "number",
            "title": "title",
            "due_on": "due_on",
            "run__due_at": "stage_due_at",
        }
    )

    class Meta:
        model = Item
        fields: list[str] = []

    def by_words(self, rows: Any, _name: str, value: str) -> QuerySet[Item]:
        return rows.matching(q=value)  # type: ignore[no-any-return]

    def by_due(self, rows: Any, _name: str, value: str) -> QuerySet[Item]:
        """Late: the stage's time is used up, or the item's day is over."""
        today = timezone.localdate()
        if value == LATE:
            return rows.late(at=timezone.now(), on=today)  # type: ignore[no-any-return]
        return rows.open().filter(due_on__range=(today, today + A_WEEK))  # type: ignore[no-any-return]
