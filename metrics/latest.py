"""The newest values of a metric: for each subject the last day, this month and the one before, and the days' course.

Content has no course of its own, since its total is filed under the day it was published: a channel's items are one,
with what was published on each day.

Nothing is attributed here: these are the numbers of the subjects themselves, whoever answers for them.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Max

from metrics.formulas import Formula, figure
from metrics.models import ImportBatch, Metric, Point, Subject
from metrics.one_subject import Days, OneSubject
from roles.models import Team
from teamops.lib.months import Span, month_before
from teamops.lib.rounding import exactly

DAYS = timedelta(days=27)  # a course shows four weeks
MOST_SUBJECTS = 8
MOST_IMPORTS = 5
# The whole before its parts; content last.
KINDS = [Subject.Kind.TEAM, Subject.Kind.CHANNEL, Subject.Kind.MEMBER, Subject.Kind.CAMPAIGN, Subject.Kind.CONTENT]


class Whose(NamedTuple):
    """A subject; with the kind of content the channel that the content is of."""

    kind: str
    subject: Subject


Key = Whose | None


@dataclass(frozen=True, slots=True)
class Reported:
    """A value of one day; of a stored metric with the import and the row that it was read from."""

    day: date
    value: Decimal | None
    as_of: date | None = None
    batch: int | None = None
    row: int | None = None


@dataclass(frozen=True)
class Course:
    """A subject's numbers. ``subject`` is empty for all together, where no subject has both sides of a ratio.

    ``is_content``: the numbers of what was published in that channel, by the day of publishing.
    """

    subject: Subject | None
    last: Reported | None
    month: Decimal | None
    month_before: Decimal | None
    days: Sequence[Reported]
    is_content: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be computed, though some of the parts are there."""
        return self.last is None and self.month is None and self.month_before is None


@dataclass(frozen=True)
class Latest:
    """What is known of a metric. ``through`` is its newest day, empty if there is none."""

    through: date | None = None
    courses: Sequence[Course] = ()
    more: int = 0
    imports: Sequence[tuple[ImportBatch, int]] = ()


@exactly
def latest(metric: Metric, team: Team, *, until: date | None = None) -> Latest:
    """Load ``metric`` ``with_terms``; ``until``: nothing later is looked at. A constant number of queries."""
    formula = Formula.of(metric)
    points = Point.objects.filter(subject__team=team, metric__in=formula.stored)
    if until is not None:
        points = points.filter(day__lte=until)
    through = points.aggregate(newest=Max("day"))["newest"]
    if through is None:
        return Latest()
    # Two months are compared, and what stood before the first of them is asked for.
    first = month_before(month_before(through))
    found = points.filter(day__range=(first, through)).order_by("day")
    by_subject: dict[int | None, list[Point]] = defaultdict(list)
    for point in found.only("subject", "metric", "day", "value", "as_of", "batch", "row"):
        by_subject[point.subject_id].append(point)
    chosen, more = the_first(together(by_subject, formula), team)
    drawn = [course(formula, key, points, through=through) for key, points in chosen]
    courses = [one for one in drawn if not one.is_empty]
    counted = Counter(point.batch_id for some in by_subject.values() for point in some)
    return Latest(through, courses, more, yielded(counted))


def together(by_subject: Mapping[int | None, list[Point]], formula: Formula) -> Mapping[int | None, list[Point]]:
    """Where no subject has both sides of a ratio (the shop's orders, the mini program's visitors): all as one."""
    base = formula.base or formula
    sides = {*base.numerators, *base.denominators, *base.openings}
    if not sides or any(sides <= {point.metric_id for point in some} for some in by_subject.values()):
        return by_subject
    return {None: [point for some in by_subject.values() for point in some]}


def the_first(by_subject: Mapping[int | None, list[Point]], team: Team) -> tuple[list[tuple[Key, list[Point]]], int]:
    """The subjects to show, and how many more there are. One query."""
    found = Subject.objects.counted().filter(team=team).select_related("channel__subject")
    subjects = found.in_bulk([key for key in by_subject if key is not None])
    shown: dict[Key, list[Point]] = defaultdict(list)
    for key, points in by_subject.items():
        if key is None or key in subjects:
            shown[key_of(subjects.get(key or 0))] += points
    ordered = sorted(shown.items(), key=lambda pair: order_of(*pair))
    return ordered[:MOST_SUBJECTS], max(len(shown) - MOST_SUBJECTS, 0)


def key_of(subject: Subject | None) -> Key:
    """Content stands under its channel."""
    if subject is None:
        return None
    if subject.kind != Subject.Kind.CONTENT or subject.channel is None:
        return Whose(subject.kind, subject)
    return Whose(subject.kind, subject.channel.subject)


def of_whom(key: Key) -> tuple[Subject | None, bool]:
    return (None, False) if key is None else (key.subject, key.kind == Subject.Kind.CONTENT)


def order_of(key: Key, points: Sequence[Point]) -> tuple[int, int, str]:
    newest = -max(point.day for point in points).toordinal()
    return (0, newest, "") if key is None else (KINDS.index(Subject.Kind(key.kind)), newest, key.subject.name)


def course(formula: Formula, whose: Key, points: Sequence[Point], *, through: date) -> Course:
    subject, is_content = of_whom(whose)
    values: dict[int, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for point in points:
        values[point.metric_id][point.day] += point.value
    said = Counter(point.day for point in points if point.metric_id == formula.key)
    own = {point.day: point for point in points if point.metric_id == formula.key and said[point.day] == 1}
    month = Span(through.replace(day=1), through)
    before = Span.month(month_before(through))
    view, view_before = OneSubject(values, month), OneSubject(values, before)
    if formula.base is not None:
        compared = before
        if formula.base.folds_like_a_flow:
            compared = Span(before.first, min(before.last, before.first + timedelta(days=month.length - 1)))
        value = figure(formula, view, before=OneSubject(values, compared)).value
        return Course(subject, None, value, None, [], is_content)
    days = [on_day(formula, values, own, day) for day in Span(through - DAYS, through)]
    last = next((one for one in reversed(days) if one.value is not None), None)
    return Course(subject, last, figure(formula, view).value, figure(formula, view_before).value, days, is_content)


def on_day(formula: Formula, values: Mapping[int, Days], own: Mapping[date, Point], day: date) -> Reported:
    value = figure(formula, OneSubject(values, Span(day, day))).value
    point = own.get(day)
    if point is None:
        return Reported(day, value)
    return Reported(day, value, point.as_of, point.batch_id, point.row)


def yielded(counted: Mapping[int | None, int]) -> list[tuple[ImportBatch, int]]:
    """The imports that the points stand on, the newest first, with how many of them. One query."""
    keys = sorted((key for key in counted if key is not None), reverse=True)[:MOST_IMPORTS]
    batches = ImportBatch.objects.for_list().in_bulk(keys)
    return [(batches[key], counted[key]) for key in keys if key in batches]
