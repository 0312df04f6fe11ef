"""What became of a published piece of content: its numbers after a day, after a week, and to date.

Back ends give totals to date, each as of a day. *Day 1* is the first total as of the day after publishing or later, but
before day 7; *day 7* the first as of the seventh day or later, within another week. Nothing as of those days: no
number, which isn't 0.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from campaigns.models import Item
from metrics.models import ContentKey, Metric, Point, Restatement, Subject

# The days that are looked at, and how long after each a total still tells of it.
FIRST_DAY, FIRST_WEEK = 1, 7
WITHIN = {FIRST_DAY: 6, FIRST_WEEK: 7}


@dataclass(frozen=True, slots=True)
class Told:
    """A total to date and the day it is as of."""

    value: Decimal
    as_of: date


@dataclass(frozen=True, slots=True)
class Row:
    """One metric of a published item."""

    metric: Metric
    day_1: Told | None
    day_7: Told | None
    total: Told


@dataclass(frozen=True)
class Numbers:
    """All that is known of a published item; ``keys`` are what it is found by, as long as no numbers were."""

    subject: Subject
    rows: list[Row]
    keys: list[ContentKey]

    @property
    def through(self) -> date | None:
        return max((row.total.as_of for row in self.rows), default=None)


def standing(item: Item) -> Subject | None:
    """The subject that has the item's numbers: its own, or the one that it was joined to."""
    subject = item.subject
    return subject and (subject.joined_to or subject)


def numbers(item: Item) -> Numbers | None:
    """``None`` before it is published. Two queries, and one for what it is found by while there are no numbers."""
    subject = standing(item)
    if subject is None:
        return None
    points = list(Point.objects.filter(subject=subject).select_related("metric").order_by("metric__position"))
    earlier = Restatement.objects.filter(subject=subject).values_list("metric", "as_of", "value")
    told: dict[int, list[Told]] = defaultdict(list)
    for metric, as_of, value in earlier:
        told[metric].append(Told(value, as_of))
    rows = []
    for point in points:
        total = Told(point.value, point.as_of)
        known = [*told[point.metric_id], total]
        published = subject.published_on
        rows.append(Row(point.metric, after(known, published, FIRST_DAY), after(known, published, FIRST_WEEK), total))
    keys = [] if rows else list(ContentKey.objects.filter(subject=subject).order_by("kind", "pk"))
    return Numbers(subject, rows, keys)


def after(known: Iterable[Told], published_on: date | None, day: int) -> Told | None:
    """The first total as of the ``day``-th day after publishing or soon after it."""
    if published_on is None:
        return None
    first = published_on + timedelta(days=day)
    last = first + timedelta(days=WITHIN[day] - 1)
    return min((one for one in known if first <= one.as_of <= last), key=lambda one: one.as_of, default=None)
