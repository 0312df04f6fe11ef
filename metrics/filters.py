"""What lists of metrics can be narrowed to over REST."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework.request import Request

from metrics.models import Attribution, Channel, ImportBatch, Metric, Point, Subject
from metrics.models.subjects import AttributionQuerySet, SubjectQuerySet


def known_metrics(request: Request | None) -> QuerySet[Metric]:
    """What a reader may name: the shipped metrics and those of the team that they ask about."""
    if request is None:  # the schema asks without a reader
        return Metric.objects.none()
    mine = Q(team__members__person=request.user.pk, team__slug=request.query_params.get("team", ""))
    return Metric.objects.filter(Q(team=None) | mine)


class ChannelFilter(filters.FilterSet):
    class Meta:
        model = Channel
        fields = ["kind", "is_active"]


class MetricFilter(filters.FilterSet):
    q = filters.CharFilter(method="named", label=_("part of the code or name"))
    is_own = filters.BooleanFilter(
        field_name="team", lookup_expr="isnull", exclude=True, label=_("only the team's own")
    )
    is_retired = filters.BooleanFilter(
        field_name="retired_at", lookup_expr="isnull", exclude=True, label=_("only the retired")
    )

    class Meta:
        model = Metric
        fields = ["group", "fold", "unit", "is_daily"]

    def named(self, metrics: QuerySet[Metric], _name: str, text: str) -> QuerySet[Metric]:
        return metrics.filter(Q(code__icontains=text) | Q(name__icontains=text) | Q(name_en__icontains=text))


class PointFilter(filters.FilterSet):
    """``?metric=oa.followers&subject=7&from=2026-10-01&to=2026-10-31``, both days included."""

    metric = filters.ModelChoiceFilter(
        queryset=known_metrics,  # type: ignore[arg-type]
        to_field_name="code",
        label=_("code of the metric dictionary"),
    )
    subject = filters.NumberFilter(field_name="subject", label=_("key of a subject, as a channel names it"))
    batch = filters.NumberFilter(field_name="batch", label=_("key of an import"))
    # ``from`` is the address's word, and no name in Python.
    vars()["from"] = filters.DateFilter(field_name="day", lookup_expr="gte", label=_("from this day"))
    to = filters.DateFilter(field_name="day", lookup_expr="lte", label=_("until this day"))

    class Meta:
        model = Point
        fields: list[str] = []


class ContentFilter(filters.FilterSet):
    """``?state=new&from=2026-10-01&to=2026-10-31``: the publishing days, both included."""

    q = filters.CharFilter(method="named", label=_("part of the title or of a key"))
    unanswered = filters.BooleanFilter(method="nobodys", label=_("only those that count and nobody answers for"))
    vars()["from"] = filters.DateFilter(field_name="published_on", lookup_expr="gte", label=_("from this day"))
    to = filters.DateFilter(field_name="published_on", lookup_expr="lte", label=_("until this day"))

    class Meta:
        model = Subject
        fields = ["channel", "state"]

    def named(self, items: SubjectQuerySet, _name: str, text: str) -> SubjectQuerySet:
        return items.matching(q=text)

    def nobodys(self, items: SubjectQuerySet, _name: str, wanted: bool) -> SubjectQuerySet:  # noqa: FBT001
        return items.unanswered() if wanted else items


class AttributionFilter(filters.FilterSet):
    """``?subject=7&on=2026-10-21``"""

    kind = filters.ChoiceFilter(field_name="subject__kind", choices=Subject.Kind.choices)
    on = filters.DateFilter(method="held", label=_("only those of this day"))

    class Meta:
        model = Attribution
        fields = ["subject", "member"]

    def held(self, rows: AttributionQuerySet, _name: str, day: date) -> AttributionQuerySet:
        return rows.overlapping(first=day, last=day)


class ImportFilter(filters.FilterSet):
    class Meta:
        model = ImportBatch
        fields = ["channel", "state"]
