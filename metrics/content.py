"""What the pages say of content items: the number that stands for each, and which items may be the same."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from difflib import SequenceMatcher

from metrics.imports.content import title_word
from metrics.models import ContentKey, Metric, Point, Restatement, Subject

# The number by which people know an article or a video.
READERS, PLAYS = "oa.readers", "vc.plays"
# How far apart two exports may take the publishing day of one item, and how many candidates are worth a look.
DAYS_APART = timedelta(days=14)
MOST_CANDIDATES = 5
ALIKE = 0.5
# Below that two titles are clearly two.
UNLIKE = 0.4
TINY = 0.01
# What every title of a brand ends with says nothing about which one it is.
TAGS = re.compile(r"[#＃]\S+")
# What stands in the place of a title that nobody gave.
NO_TITLE = re.compile(r"(https?://|export/)\S+|[\d_]+")


@dataclass(frozen=True, slots=True)
class Headline:
    """An item's readers or plays, as of a day; the last row that they were read from."""

    metric: Metric
    value: Decimal
    as_of: date
    batch: int | None
    row: int | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One of an item's numbers and what it said before."""

    point: Point
    was: list[Restatement]


@dataclass(frozen=True, slots=True)
class KnownAs:
    """The keys of an item, and those of each item that is joined to it."""

    own: list[ContentKey]
    joined: list[tuple[Subject, list[ContentKey]]]


def headlines(items: Iterable[int]) -> dict[int, Headline]:
    """By item. One query."""
    points = Point.objects.filter(subject__in=list(items), metric__code__in=[READERS, PLAYS]).select_related("metric")
    found: dict[int, Headline] = {}
    for point in points.order_by("day"):
        before = found.get(point.subject_id)
        value = point.value + (before.value if before else 0)
        found[point.subject_id] = Headline(point.metric, value, point.as_of, point.batch_id, point.row)
    return found


def figures(item: Subject) -> list[Figure]:
    """All that is known of an item, in the order of the dictionary. Two queries."""
    points = item.points.select_related("metric", "batch").order_by("metric__group", "metric__position", "day")
    was: dict[tuple[int, date], list[Restatement]] = {}
    for one in Restatement.objects.filter(subject=item).select_related("batch").order_by("-as_of", "-pk"):
        was.setdefault((one.metric_id, one.day), []).append(one)
    return [Figure(point, was.get((point.metric_id, point.day), [])) for point in points]


def known_as(item: Subject) -> KnownAs:
    """Two queries."""
    joined = list(item.joined.select_related("decided_by__person").order_by("pk"))
    keys: dict[int, list[ContentKey]] = {}
    for key in ContentKey.objects.filter(subject__in=[item, *joined]).order_by("kind", "pk"):
        keys.setdefault(key.subject_id, []).append(key)
    return KnownAs(keys.get(item.pk, []), [(one, keys.get(one.pk, [])) for one in joined])


def candidates(item: Subject) -> list[Subject]:
    """Items of the same channel that may be this one: a title that is like it, a publishing day near it."""
    if item.published_on is None or not item.is_counted:
        return []
    near = (item.published_on - DAYS_APART, item.published_on + DAYS_APART)
    others = Subject.objects.counted().content().filter(team=item.team_id, channel=item.channel_id)
    rated = [(likeness(item, other), other) for other in others.filter(published_on__range=near).exclude(pk=item.pk)]
    best = sorted((pair for pair in rated if pair[0] >= ALIKE), key=lambda pair: (-pair[0], pair[1].pk))
    return [other for _rate, other in best[:MOST_CANDIDATES]]


def are_unlike(one: Subject, other: Subject) -> bool:
    """Whether both have a title, and the two are clearly different ones."""
    first, second = (title_word(TAGS.sub("", item.name)) for item in (one, other))
    if not first or not second or NO_TITLE.fullmatch(first) or NO_TITLE.fullmatch(second):
        return False
    return first not in second and second not in first and SequenceMatcher(None, first, second).ratio() < UNLIKE


def likeness(one: Subject, other: Subject) -> float:
    """0 to 1 by the letters of the titles; a day apart costs a hundredth."""
    first, second = (title_word(TAGS.sub("", item.name)) for item in (one, other))
    ratio = SequenceMatcher(None, first, second).ratio()
    if one.published_on is None or other.published_on is None:
        return ratio
    return ratio - TINY * abs((one.published_on - other.published_on).days)
