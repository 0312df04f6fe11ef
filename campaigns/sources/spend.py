"""Spend: what the books say was paid, of each campaign on its days, and of the team as a whole."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q

from campaigns.models import BudgetLine, Entry
from campaigns.models.budgets import EntryQuerySet
from campaigns.sources.records import through
from metrics.models import Subject
from metrics.services import subjects
from metrics.sources import SourcePoint, source_at
from roles.models import Team
from teamops.lib.months import Span

CODE = "biz.spend"
A_DAY = timedelta(days=1)
NOTHING = Decimal(0)


@source_at(CODE)
def spend(team: Team, span: Span, at: datetime) -> Iterator[SourcePoint]:
    """Each day's spend in yuan. Three queries.

    Of a campaign with its days: from the first to the last one each has a number, 0 where nothing was paid, so that
    its revenue is set against all that it cost: what was paid before it began counts on its first day, what was paid
    after it ended on its last. A campaign of which nothing was ever paid here has none: a sheet may know better.
    Of the team: all that its flexible lines paid (content, campaigns, user incentives), on the day.
    """
    yield from of_campaigns(team, span, through(span, at))
    yield from of_team(team, Span(span.first, through(span, at)))


def of_campaigns(team: Team, span: Span, last: date) -> Iterator[SourcePoint]:
    names = ("item__subject", "item__campaign__starts_on", "item__campaign__ends_on", "day", "amount")
    paid: dict[int, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for subject, first, end, day, amount in campaigns_in(team, span).values_list(*names):
        if not paid[subject] and first and end:
            days = Span(first, end) & Span(span.first, last)
            paid[subject].update(dict.fromkeys(days or (), NOTHING))
        paid[subject][counted_on(day, first, end)] += amount
    for subject, days_ in sorted(paid.items()):
        yield from (SourcePoint.about(subject, CODE, day, days_[day]) for day in sorted(days_) if day <= last)


def campaigns_in(team: Team, span: Span) -> EntryQuerySet:
    """What campaigns with a day in the span paid, whenever it was; of those without days what was paid in the span."""
    paid = Entry.objects.of_team(team).counted().spends().filter(item__subject__isnull=False)
    runs = Q(item__campaign__starts_on__lte=span.last, item__campaign__ends_on__gte=span.first)
    has_no_days = Q(item__campaign__starts_on=None) | Q(item__campaign__ends_on=None)
    found: EntryQuerySet = paid.filter(runs | has_no_days & Q(day__range=(span.first, span.last)))
    return found


def counted_on(day: date, first: date | None, last: date | None) -> date:
    return day if first is None or last is None else min(max(day, first), last)


def of_team(team: Team, span: Span) -> Iterator[SourcePoint]:
    days: dict[date, Decimal] = defaultdict(Decimal)
    for row in Entry.objects.spent_by_day(team, span):
        if row["line__purpose"] not in BudgetLine.FIXED:
            days[row["day"]] += row["total"]
    if days:
        subject = subjects.for_team(team).pk
        yield from (SourcePoint.about(subject, CODE, day, total) for day, total in sorted(days.items()))


def entries_of(subject: Subject, day: date) -> list[Entry]:
    """What a subject's number of a day was made of."""
    span = Span(day, day)
    if subject.kind == Subject.Kind.TEAM:
        spends = Entry.objects.of_team(subject.team).counted().spends().filter(day=day)
        return list(spends.exclude(line__purpose__in=BudgetLine.FIXED).for_list())
    paid = campaigns_in(subject.team, span).filter(item__subject=subject).for_list().select_related("item__campaign")
    return [one for one in paid if is_of(one, day)]


def is_of(entry: Entry, day: date) -> bool:
    assert entry.item is not None, "of no campaign"  # noqa: S101 - they were found by it
    campaign = entry.item.campaign
    return counted_on(entry.day, campaign.starts_on, campaign.ends_on) == day
