"""The data clock: the last day whose numbers are there."""

from datetime import date

from metrics.models import Channel
from roles.models import Team


def data_through(team: Team) -> date | None:
    """The oldest watermark among the channels in use; ``None`` before the first import."""
    marks = Channel.objects.in_use().filter(subject__team=team, watermark__isnull=False)
    return marks.order_by("watermark").values_list("watermark", flat=True).first()
