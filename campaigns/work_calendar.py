"""The calendar: what goes out on which day over all channels, campaigns, blackout days, quotas, clashes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import combinations

from django.utils import timezone

from campaigns.models import Blackout, CampaignDetail, ContentDetail, Quota
from campaigns.room import A_DAY, minute
from metrics.models import Channel
from roles.models import DayOverride, Member
from roles.year import Day as WorkDay
from roles.year import day_of
from teamops.lib.months import Span

WEEK = 7
# Two sends to one audience are this far apart, or they clash.
APART = timedelta(hours=24)


@dataclass
class Send:
    """A piece of content on its day: published, or planned."""

    content: ContentDetail
    goes_at: datetime
    at: datetime
    is_over: bool = False
    clashes: list[ContentDetail] = field(default_factory=list)

    @property
    def is_out(self) -> bool:
        return self.content.published_at is not None

    @property
    def is_late(self) -> bool:
        """Its time is gone and it isn't out."""
        return not self.is_out and self.goes_at < self.at

    @property
    def day(self) -> date:
        return timezone.localdate(self.goes_at)


@dataclass(frozen=True)
class Day:
    """A day with what goes out on it."""

    date: date
    work: WorkDay
    entries: Sequence[Send]
    blackouts: Sequence[Blackout]
    is_in: bool
    is_today: bool

    @property
    def is_empty(self) -> bool:
        return not self.entries and not self.blackouts


@dataclass(frozen=True)
class Bar:
    """A campaign within one week: so many days from that weekday on."""

    campaign: CampaignDetail
    before: int
    days: int

    @property
    def after(self) -> int:
        return WEEK - self.before - self.days


@dataclass(frozen=True)
class Week:
    days: Sequence[Day]
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Use:
    """How much of a channel's quota is taken in the stretch of time that is looked at."""

    quota: Quota
    taken: int
    is_over: bool

    @property
    def left(self) -> int:
        return max(self.quota.at_most - self.taken, 0)


@dataclass(frozen=True)
class Calendar:
    """What a span of whole weeks shows; ``asked`` is the month or the week itself. Loaded in five queries."""

    asked: Span
    weeks: Sequence[Week]
    uses: Sequence[Use]
    channels: Sequence[Channel]

    @cached_property
    def days(self) -> list[Day]:
        """Those of the month or week itself."""
        return [day for week in self.weeks for day in week.days if day.is_in]

    @property
    def entries(self) -> list[Send]:
        return [entry for day in self.days for entry in day.entries]

    @property
    def campaigns(self) -> list[CampaignDetail]:
        found = {bar.campaign.pk: bar.campaign for week in self.weeks for bar in week.bars}
        return [one for one in found.values() if days_of(one) & self.asked]

    @property
    def clashing(self) -> list[Send]:
        return [entry for entry in self.entries if entry.clashes]

    @property
    def over(self) -> list[Send]:
        return [entry for entry in self.entries if entry.is_over]


def of_team(by: Member, asked: Span, *, at: datetime, channel: str = "") -> Calendar:
    """The calendar of the reader's team for a month or a week. Quotas and clashes are judged over all channels,
    whichever one is shown."""
    shown = whole_weeks(asked)
    judged = Span(Span.month(shown.first).first - A_DAY, Span.month(shown.last).last + A_DAY)
    channels = list(Channel.objects.visible_to(by).select_related("subject", "quota").order_by("pk"))
    contents = ContentDetail.objects.filter(item__team=by.team_id).going_out(judged)
    entries = [Send(one, one.goes_at, at) for one in contents.for_calendar()]  # type: ignore[attr-defined]  # annotated
    judge(entries, channels)
    uses = [_use(one.quota, entries, asked) for one in channels if hasattr(one, "quota")]
    if channel:
        entries = [one for one in entries if str(one.content.channel_id) == channel]
    campaigns = CampaignDetail.objects.filter(item__team=by.team_id).running(shown).select_related("item")
    blackouts = list(Blackout.objects.visible_to(by).overlapping(first=shown.first, last=shown.last).for_list())
    overrides = DayOverride.objects.filter(team=by.team_id, day__range=(shown.first, shown.last))
    known = {one.day: one for one in overrides}
    by_day: dict[date, list[Send]] = defaultdict(list)
    for entry in entries:
        by_day[entry.day].append(entry)
    today = timezone.localdate(at)
    days = [
        Day(day, day_of(day, known.get(day)), by_day[day], [b for b in blackouts if day in b.days],
            day in asked, day == today)
        for day in shown
    ]  # fmt: skip
    rows = list(campaigns)
    weeks = [Week(days[n : n + WEEK], list(_bars(rows, days[n].date))) for n in range(0, len(days), WEEK)]
    return Calendar(asked, weeks, uses, channels)


def whole_weeks(span: Span) -> Span:
    """From the Monday before its first day to the Sunday after its last."""
    first = span.first - timedelta(days=span.first.weekday())
    return Span(first, span.last + timedelta(days=WEEK - 1 - span.last.weekday()))


def judge(entries: Sequence[Send], channels: Iterable[Channel]) -> None:
    """Mark what is one too many for its channel's quota, and what reaches one audience twice within a day."""
    quotas = {one.pk: one.quota for one in channels if hasattr(one, "quota")}
    taken: dict[tuple[int, date], list[datetime]] = defaultdict(list)
    for entry in sorted(entries, key=lambda one: one.goes_at):
        quota = quotas.get(entry.content.channel_id or 0)
        if quota is not None:
            sends = taken[quota.channel_id, quota.around(entry.day).first]
            if minute(entry.goes_at) not in sends:
                sends.append(minute(entry.goes_at))
            entry.is_over = sends.index(minute(entry.goes_at)) >= quota.at_most
    reached: dict[str, list[Send]] = defaultdict(list)
    for entry in entries:
        if entry.content.audience.strip():
            reached[entry.content.audience.strip().casefold()].append(entry)
    for same in reached.values():
        for one, other in combinations(same, 2):
            if abs(one.goes_at - other.goes_at) < APART and not _are_one_send(one, other):
                one.clashes.append(other.content)
                other.clashes.append(one.content)


def _are_one_send(one: Send, other: Send) -> bool:
    is_same_channel = one.content.channel_id == other.content.channel_id is not None
    return is_same_channel and minute(one.goes_at) == minute(other.goes_at)


def _use(quota: Quota, entries: Iterable[Send], asked: Span) -> Use:
    """Of the stretch around the first day asked for; a quota shorter than what is asked for has none of its own."""
    mine = [one for one in entries if one.content.channel_id == quota.channel_id]
    around = quota.around(asked.first)
    taken = {minute(one.goes_at) for one in mine if one.day in around}
    return Use(quota, len(taken), any(one.is_over and one.day in asked for one in mine))


def _bars(campaigns: Iterable[CampaignDetail], monday: date) -> Iterable[Bar]:
    week = Span(monday, monday + timedelta(days=WEEK - 1))
    for one in campaigns:
        inside = days_of(one) & week
        if inside:
            yield Bar(one, (inside.first - monday).days, inside.length)


def days_of(campaign: CampaignDetail) -> Span:
    """Of one that ``running()`` found: it has both its days."""
    return Span(campaign.starts_on, campaign.ends_on)  # type: ignore[arg-type]
