"""The data clock: the last day whose numbers are there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Max

from metrics.expected import last_due
from metrics.models import Channel, ImportBatch, Point
from roles.models import Team


@dataclass(frozen=True, slots=True)
class Clock:
    """How far a team's numbers reach: ``through`` is ``None`` before the first import.

    ``is_behind``: a channel lacks a day that is due by now.
    """

    through: date | None
    is_behind: bool


def clock(team: Team, *, at: datetime) -> Clock:
    """The oldest watermark among the channels in use, and whether it should be newer. One query."""
    marks = Channel.objects.in_use().filter(subject__team=team, watermark__isnull=False)
    found = list(marks.values_list("kind", "watermark"))
    behind = any(mark < last_due(kind, at) for kind, mark in found if mark)
    return Clock(oldest(mark for _kind, mark in found), behind)


def oldest(marks: Iterable[date | None]) -> date | None:
    """How far the numbers of channels reach together: those without any don't count."""
    return min(filter(None, marks), default=None)


def move(channels: Iterable[Channel]) -> None:
    """Set each channel's watermark to where its own days, and the files imported for it, reach now."""
    for channel in channels:
        # What is as of an earlier day than its own is a part of that day only.
        days = Point.objects.filter(subject=channel.subject_id, as_of__gte=F("day")).aggregate(last=Max("day"))["last"]
        files = ImportBatch.objects.imported().filter(channel=channel).aggregate(last=Max("through_on"))["last"]
        watermark = max(filter(None, (days, files)), default=None)
        if channel.watermark != watermark:
            channel.watermark = watermark
            channel.save(update_fields=["watermark"])
