"""The data clock: the last day whose numbers are there."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Max

from metrics.models import Channel, ImportBatch, Point
from roles.models import Team


def data_through(team: Team) -> date | None:
    """The oldest watermark among the channels in use; ``None`` before the first import."""
    marks = Channel.objects.in_use().filter(subject__team=team, watermark__isnull=False)
    return marks.order_by("watermark").values_list("watermark", flat=True).first()


def move(channels: Iterable[Channel]) -> None:
    """Set each channel's watermark to where its own days, and the files imported for it, reach now."""
    for channel in channels:
        days = Point.objects.filter(subject=channel.subject_id).aggregate(last=Max("day"))["last"]
        files = ImportBatch.objects.imported().filter(channel=channel).aggregate(last=Max("through_on"))["last"]
        watermark = max(filter(None, (days, files)), default=None)
        if channel.watermark != watermark:
            channel.watermark = watermark
            channel.save(update_fields=["watermark"])
