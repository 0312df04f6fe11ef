"""What lists of metrics can be narrowed to over REST."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework.request import Request

from metrics.models import Channel, ImportBatch, Metric, Point


def known_metrics(request: Request | None) -> QuerySet[Metric]:
    """What a reader may name: the shipped metrics and those of their teams."""
    if request is None:  # the schema asks without a reader
        return Metric.objects.none()
    return Metric.objects.filter(Q(team=None) | Q(team__members__person=request.user.pk))


class ChannelFilter(filters.FilterSet):
    class Meta:
        model = Channel
        fields = ["kind", "is_active"]


class MetricFilter(filters.FilterSet):
    q = filters.CharFilter(method="named", label=_("part of the code or name"))

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


class ImportFilter(filters.FilterSet):
    class Meta:
        model = ImportBatch
        fields = ["channel", "state"]
