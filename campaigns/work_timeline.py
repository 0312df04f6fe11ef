"""The timeline: campaigns and their content over the weeks, as approved, as planned now, and as it was."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.db.models import Q
from django.utils import timezone

from campaigns.models import CampaignDetail, ContentDetail, Item, Promise, StageRun
from roles.models import Member
from teamops.lib.months import Span

# The stages between which a campaign really runs.
RUNNING = ("run", "watch")
# Pieces of a campaign's content that stand below it.
AT_FIRST = 12
# Where a bar begins and how wide it is, for a drawing.
Bar = tuple[str, str]

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Scale:
    """The days that are shown, as parts of the width in percent."""

    span: Span

    @property
    def weeks(self) -> list[date]:
        """The Mondays."""
        return [day for day in self.span if day.weekday() == 0]

    def at(self, day: date) -> Decimal:
        """Where a day begins."""
        return HUNDRED * (day - self.span.first).days / self.span.length

    def bar(self, days: Span | None) -> Bar | None:
        """Where days begin and how wide they are; nothing if none of them is shown."""
        if days is None or not (inside := days & self.span):
            return None
        return percent(self.at(inside.first)), percent(HUNDRED * inside.length / self.span.length)


def percent(value: Decimal) -> str:
    """For an attribute of a drawing."""
    return f"{value:.3f}%"


@dataclass(frozen=True)
class Course:
    """One piece of work: the days that were approved (or promised), those planned now, those on which it was.

    What goes out is on one day; a campaign under way was until today.
    """

    item: Item
    approved: Span | None
    planned: Span | None
    actual: Span | None
    moves: int
    today: date

    @property
    def shift(self) -> int | None:
        """Days by which its end is later than what was approved, as it is planned or as it was; negative if earlier."""
        if self.approved is None or (ends := self.ended or self.planned) is None:
            return None
        return (ends.last - self.approved.last).days

    @property
    def ended(self) -> Span | None:
        """The days on which it was, once it is over."""
        return self.actual if self.actual is not None and self.is_over else None

    @property
    def is_over(self) -> bool:
        return self.item.kind == Item.Kind.CONTENT or not self.item.is_open

    @property
    def is_late(self) -> bool:
        """It should have begun and hasn't."""
        return (
            self.item.is_open and self.actual is None and self.planned is not None and self.planned.first < self.today
        )

    @property
    def spans(self) -> list[Span]:
        return [span for span in (self.approved, self.planned, self.actual) if span is not None]

    @property
    def earlier(self) -> int:
        return -(self.shift or 0)


@dataclass(frozen=True)
class Lane:
    """A campaign with the content that belongs to it, the first to go out first."""

    course: Course
    contents: Sequence[Course]


@dataclass(frozen=True)
class Row:
    """A campaign, or below it a piece of its content, with three bars; ``more`` counts the content that isn't shown."""

    course: Course
    is_inside: bool
    approved: Bar | None
    planned: Bar | None
    actual: Bar | None
    more: int = 0


def rows(lanes: Iterable[Lane], scale: Scale) -> Iterator[Row]:
    """The lanes drawn: each campaign with the first of its content."""
    for lane in lanes:
        yield _row(lane.course, scale, is_inside=False, more=max(len(lane.contents) - AT_FIRST, 0))
        for one in lane.contents[:AT_FIRST]:
            yield _row(one, scale, is_inside=True)


def _row(one: Course, scale: Scale, *, is_inside: bool, more: int = 0) -> Row:
    return Row(one, is_inside, scale.bar(one.approved), scale.bar(one.planned), scale.bar(one.actual), more)


def of_team(by: Member, span: Span, *, today: date) -> list[Lane]:
    """The campaigns that touch the days in plan, promise or truth, the first to begin first; in four queries."""
    rows = list(_campaigns(by, span))
    promises: dict[int, list[Promise]] = defaultdict(list)
    for promise in Promise.objects.filter(item__in=[row.pk for row in rows]).order_by("number"):
        promises[promise.item_id].append(promise)
    ran = _ran([row.pk for row in rows], today)
    contents: dict[int, list[Course]] = defaultdict(list)
    own = ContentDetail.objects.filter(campaign__in=rows).exclude(item__state=Item.State.DROPPED)
    for content in own.select_related("item__run__stage", "item__owner__person").order_by("planned_at", "pk"):
        contents[content.campaign_id or 0].append(of_content(content, today))
    lanes = [Lane(of_campaign(row, promises[row.pk], ran.get(row.pk), today), contents[row.pk]) for row in rows]
    return sorted(lanes, key=lambda lane: (min(span.first for span in lane.course.spans), lane.course.item.pk))


def _campaigns(by: Member, span: Span) -> Iterable[CampaignDetail]:
    first, last = span.first, span.last
    planned = Q(starts_on__lte=last, ends_on__gte=first)
    promised = Q(item__promises__number=1, item__promises__starts_on__lte=last, item__promises__ends_on__gte=first)
    found = CampaignDetail.objects.filter(planned | promised, item__team=by.team_id, starts_on__isnull=False)
    found = found.filter(ends_on__isnull=False).exclude(item__state=Item.State.DROPPED).distinct()
    return found.select_related("item__run__stage", "item__owner__person").order_by("pk")


def _ran(items: list[int], today: date) -> dict[int, Span]:
    """From entering the first of the stages in which it runs to leaving the last of them, or until today."""
    runs = StageRun.objects.filter(item__in=items, stage__code__in=RUNNING)
    found: dict[int, Span] = {}
    for item, entered_at, left_at in runs.order_by("pk").values_list("item", "entered_at", "left_at"):
        first, last = timezone.localdate(entered_at), timezone.localdate(left_at) if left_at else today
        before = found.get(item)
        found[item] = Span(min(first, before.first), max(last, before.last)) if before else Span(first, last)
    return found


def of_campaign(row: CampaignDetail, promises: Sequence[Promise], ran: Span | None, today: date) -> Course:
    """What was approved first is what it is measured by for good; each later promise with other days is a move."""
    first = promises[0] if promises else None
    days = [(one.starts_on, one.ends_on) for one in promises]
    moves = sum(before != after for before, after in pairwise(days))
    return Course(
        row.item, between(first.starts_on, first.ends_on) if first else None, between(row.starts_on, row.ends_on),
        ran, moves, today,
    )  # fmt: skip


def of_content(content: ContentDetail, today: date) -> Course:
    """It is measured by the day that was planned when its topic was settled."""
    planned = timezone.localdate(content.planned_at) if content.planned_at else None
    out = timezone.localdate(content.published_at) if content.published_at else None
    return Course(content.item, one_day(content.promised_on), one_day(planned), one_day(out), 0, today)


def between(first: date | None, last: date | None) -> Span | None:
    return Span(first, last) if first is not None and last is not None else None


def one_day(day: date | None) -> Span | None:
    return between(day, day)
