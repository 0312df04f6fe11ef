"""Whether a channel has room for a send: its quota, and the days on which nothing goes out."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Blackout, ContentDetail, Quota
from metrics.models import Channel
from teamops.lib.months import Span

# How far a free day is looked for; the longest quota is a month's.
AHEAD = timedelta(days=100)
A_DAY = timedelta(days=1)


class Room:
    """What is taken of a channel from the month of a day on, as it looks to one piece of content. Three queries."""

    def __init__(self, channel: Channel, *, since: date, but: ContentDetail | None = None) -> None:
        self.channel = channel
        self.span = Span(Span.month(since).first - A_DAY * 7, since + AHEAD)
        self.quota = Quota.objects.filter(channel=channel).first()
        found = Blackout.objects.of_channel(channel)
        self.blackouts = list(found.overlapping(first=self.span.first, last=self.span.last))
        others = ContentDetail.objects.filter(channel=channel).going_out(self.span)
        others = others.exclude(pk=but.pk) if but is not None else others
        self.sends = {minute(one.goes_at) for one in others.only("pk")}  # type: ignore[attr-defined]  # annotated

    def against(self, at: datetime) -> str:
        """Why nothing more can be sent then, as a sentence; nothing if it can. What goes out in the same minute as
        something else is one send with it."""
        day = timezone.localdate(at)
        if (blackout := self._blackout(day)) is not None:
            told = {"day": f"{day:%m-%d}", "reason": blackout.reason}
            return _("Nothing goes out on %(day)s: %(reason)s.") % told
        if self.quota is None or minute(at) in self.sends or not self._is_full(day):
            return ""
        around = self.quota.around(day)
        told = {"channel": str(self.channel), "n": str(self.quota.at_most), "per": self.quota.get_per_display()}
        days = f"{day:%m-%d}" if around.length == 1 else f"{around.first:%m-%d} – {around.last:%m-%d}"
        return _("%(channel)s is full: %(n)s %(per)s, and those of %(days)s are taken.") % (told | {"days": days})

    def next_free(self, at: datetime) -> datetime | None:
        """The same time of the next day with room; nothing if there is none for long."""
        day = timezone.localdate(at) + A_DAY
        while day in self.span:
            if self._blackout(day) is None and not self._is_full(day):
                return timezone.localtime(at).replace(year=day.year, month=day.month, day=day.day)
            day += A_DAY
        return None

    def _blackout(self, day: date) -> Blackout | None:
        return next((one for one in self.blackouts if day in one.days), None)

    def _is_full(self, day: date) -> bool:
        """Whether one more send on that day is one too many."""
        if self.quota is None:
            return False
        around = self.quota.around(day)
        return sum(timezone.localdate(one) in around for one in self.sends) >= self.quota.at_most


def minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
