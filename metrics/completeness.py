"""How complete the days of each channel are: the points that came, of those that its sources yield."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Count, Q

from metrics.models import Channel, Point
from teamops.lib.months import Span

# A metric that came within these days before the span belongs to what the sources yield.
LOOKED_BACK = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Completeness:
    """Points of daily metrics that are there, of those expected through the watermark."""

    present: int
    expected: int

    @property
    def rate(self) -> Decimal | None:
        """``None`` where nothing is expected: no data is not zero."""
        return Decimal(self.present) / self.expected if self.expected else None


def completeness(channels: Iterable[Channel], span: Span) -> dict[int, Completeness]:
    """By the channel's key, for the days of ``span`` through each channel's watermark. One query."""
    by_subject = {channel.subject_id: channel for channel in channels}
    within = Q(day__range=(span.first, span.last))
    points = Point.objects.filter(
        subject__in=by_subject, metric__is_daily=True, day__range=(span.first - LOOKED_BACK, span.last)
    )
    present: dict[int, int] = defaultdict(int)
    metrics: dict[int, int] = defaultdict(int)
    counted = points.values("subject", "metric").annotate(days=Count("day", filter=within))
    for subject, days in counted.values_list("subject", "days"):
        present[subject] += days
        metrics[subject] += 1
    return {
        channel.pk: Completeness(present[subject], metrics[subject] * _days(channel, span))
        for subject, channel in by_subject.items()
    }


def _days(channel: Channel, span: Span) -> int:
    """Days of the span that are over by the channel's watermark."""
    if channel.watermark is None:
        return 0
    return Span(span.first, min(span.last, channel.watermark)).length
