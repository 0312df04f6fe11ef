"""Points added up for many readers at once: one aggregate query over points × attribution.

A *holding* is a subject that a reader (a member, or the whole team) answers for, for a share. A span is cut into
*segments* wherever somebody's part begins or ends, so that one query serves parts of every length. With each sum comes
the set of its days as a bit mask: where numerator and denominator have the same days, their sums are the ratio; only
where they differ the days themselves are fetched, in a second query for all of them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from django.db.models import Aggregate, Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from metrics.formulas import Needs
from metrics.holdings import WHOLE, HeldView, Holding, Tally
from metrics.models import Attribution, Point, Subject
from metrics.segments import Segments
from roles.models import Team
from teamops.lib.months import Span, first_of
from teamops.lib.sqlite import ExactSum

HUNDRED = Decimal(100)
TEAM = 0  # the reader of the team's numbers: every subject of the team, once


class DayMask(Aggregate):
    """The days of a month on which there is a point, as bits: day 1 is bit 0."""

    output_field = IntegerField()

    def __init__(self, day: str | Case, *, month: date) -> None:
        super().__init__(day)
        self.first = first_of(month).isoformat()

    def get_db_converters(self, connection: Any) -> list[Any]:
        """None: either database gives a whole number."""
        return []

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"SUM(1 << CAST(julianday(%(expressions)s) - julianday('{self.first}') AS INTEGER))"
        return super().as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"BIT_OR(1 << (%(expressions)s - DATE '{self.first}'))"
        return super().as_sql(compiler, connection, template=template, **context)


class Tallies:
    """The sums of a team's points in a span. ``members``: whose, by key; ``None`` for the team's numbers."""

    def __init__(
        self, team: Team, segments: Segments, needs: Needs, *, kinds: Collection[str], members: Collection[int] | None
    ) -> None:
        self.team, self.segments, self.needs, self.kinds = team, segments, needs, kinds
        self._members = members
        self.holdings = self._holdings()
        # By metric, holding and segment; without cuts by metric and holding.
        self._sums: dict[int, dict[int, dict[int, Tally]]] = defaultdict(lambda: defaultdict(dict))
        self._whole: dict[int, dict[int, Tally]] = defaultdict(dict)
        self._last: dict[tuple[int, int, int], tuple[date, Decimal]] = {}
        self._opening: dict[tuple[date, int, int], Decimal] = {}
        self._days: dict[tuple[int, int], dict[date, Decimal]] = {}
        self._wanted_days: set[tuple[int, int]] = set()
        self._load()

    # --- what is fetched -------------------------------------------------------------------------

    def _holdings(self) -> dict[tuple[int, str], list[Holding]]:
        found: dict[tuple[int, str], list[Holding]] = defaultdict(list)
        fields = ("kind", "as_channel__kind", "as_channel__watermark")
        if self._members is None:
            subjects = Subject.objects.counted().filter(team=self.team, kind__in=self.kinds)
            for pk, kind, *channel in subjects.values_list("pk", *fields):
                found[TEAM, kind].append(Holding(pk, TEAM, pk, kind, WHOLE, self.segments.span, *channel))
            return found
        rows = (
            Attribution.objects.counted()
            .filter(member__among=self._members, subject__kind__in=self.kinds)
            .overlapping(first=self.segments.span.first, last=self.segments.span.last)
            .order_by("from_on", "pk")
        )
        names = ("pk", "member", "subject", "share", "from_on", "until_on", *(f"subject__{name}" for name in fields))
        for pk, member, subject, share, first, until, kind, *channel in rows.values_list(*names):
            span = Span(first, until or date.max) & self.segments.span
            part = WHOLE if share == HUNDRED else share / HUNDRED
            holding = Holding(pk, member, subject, kind, part, span, *channel)
            found[member, kind].append(holding)
        return found

    def _points(self, metrics: Collection[int], span: Span) -> QuerySet[Any, Any]:
        """Points of the span, annotated with ``holding``, which the stubs can't say."""
        points = self._points_between(metrics, span)
        if self._members is None:
            return points.filter(subject__team=self.team, subject__kind__in=self.kinds).annotate(holding=F("subject"))
        held = Q(subject__attributions__until_on__isnull=True) | Q(subject__attributions__until_on__gte=F("day"))
        return points.filter(
            held,
            subject__attributions__member__among=self._members,
            subject__attributions__from_on__lte=F("day"),
            subject__kind__in=self.kinds,
        ).annotate(holding=F("subject__attributions"))

    @staticmethod
    def _points_between(metrics: Collection[int], span: Span) -> QuerySet[Point]:
        return Point.objects.filter(metric__in=metrics, day__range=(span.first, span.last))

    def _load(self) -> None:
        segment = self.segments.expression()
        if self.needs.sums:
            self._load_sums()
        if self.needs.last:
            newest = Window(
                RowNumber(), partition_by=[F("holding"), F("metric_id"), F("segment")], order_by=F("day").desc()
            )
            rows = (
                self._points(self.needs.last, self.segments.span)
                .annotate(segment=segment)
                .annotate(place=newest)
                .filter(place=1)
            )
            for holding, metric, number, day, value in rows.values_list(
                "holding", "metric_id", "segment", "day", "value"
            ):
                self._last[holding, metric, number] = (day, value)
        for start in self.segments.starts:
            for metric in self.needs.opening:
                self._load_opening(metric, start)
        if self.needs.days:
            self._load_days(self.needs.days, keys=None)

    def _load_sums(self) -> None:
        """Whoever answers for a subject throughout has all of its points: those are added up by subject, without the
        attributions. One query, or two."""
        if self._members is None:
            self._add_up(self._points(self.needs.sums, self.segments.span))
            return
        throughout: dict[int, list[int]] = defaultdict(list)
        at_times = []
        for one in chain.from_iterable(self.holdings.values()):
            if one.span == self.segments.span:
                throughout[one.subject].append(one.key)
            else:
                at_times.append(one.key)
        if throughout:
            points = self._points_between(self.needs.sums, self.segments.span).filter(subject__among=throughout)
            self._add_up(points.annotate(holding=F("subject")), throughout)
        if at_times:
            self._add_up(self._points(self.needs.sums, self.segments.span).filter(holding__in=at_times))

    def _add_up(self, points: QuerySet[Any, Any], holdings: Mapping[int, Sequence[int]] | None = None) -> None:
        """Keep the sums by ``holding``, or for each of its ``holdings``. One query."""
        added = {"total": ExactSum("value"), "days": DayMask("day", month=self.segments.span.first)}
        if self.segments.are_one:
            for held, metric, *tally in points.values_list("holding", "metric_id").annotate(**added).order_by():
                for holding in holdings[held] if holdings else (held,):
                    self._whole[metric][holding] = Tally(*tally)
            return
        points = points.annotate(segment=self.segments.expression())
        rows = points.values_list("holding", "metric_id", "segment").annotate(**added).order_by()
        for held, metric, number, *tally in rows:
            for holding in holdings[held] if holdings else (held,):
                self._sums[metric][holding][number] = Tally(*tally)

    def _load_opening(self, metric: int, start: date) -> None:
        subjects = {holding.subject for held in self.holdings.values() for holding in held}
        before = Point.objects.filter(subject=OuterRef("pk"), metric=metric, day__lt=start).order_by("-day")
        rows = Subject.objects.filter(pk__in=subjects).annotate(before=Subquery(before.values("value")[:1]))
        for subject, value in rows.exclude(before=None).values_list("pk", "before"):
            self._opening[start, metric, subject] = value

    def _load_days(self, metrics: Collection[int], keys: Collection[int] | None) -> None:
        points = self._points(metrics, self.segments.span)
        if keys is not None:
            points = points.filter(holding__in=keys)
        for holding, metric, day, value in points.values_list("holding", "metric_id", "day", "value"):
            self._days.setdefault((holding, metric), {})[day] = value

    @property
    def lacks_days(self) -> bool:
        """Whether a ratio met days that don't match: call ``fetch_days`` and compute it again."""
        return bool(self._wanted_days)

    def fetch_days(self) -> None:
        keys, metrics = ({pair[place] for pair in self._wanted_days} for place in (0, 1))
        for pair in self._wanted_days:
            self._days.setdefault(pair, {})
        self._load_days(metrics, keys)
        self._wanted_days.clear()

    # --- what is asked ---------------------------------------------------------------------------

    def view(self, reader: int, kind: str, span: Span) -> HeldView:
        held = [one for one in self.holdings.get((reader, kind), ()) if one.span & span]
        return HeldView(self, held, span & self.segments.span)

    def tally(self, holding: int, metric: int, numbers: range) -> Tally | None:
        """Σ and days of one holding in some segments; ``None`` where there is no point."""
        if self.segments.are_one:
            return self._whole[metric].get(holding)
        segments = self._sums[metric].get(holding, {})
        found = [segments[number] for number in numbers if number in segments]
        if not found:
            return None
        return Tally(sum((tally.total for tally in found), Decimal(0)), sum(tally.days for tally in found))

    def last(self, holding: int, metric: int, numbers: range) -> Decimal | None:
        found = [self._last[key] for number in numbers if (key := (holding, metric, number)) in self._last]
        return max(found)[1] if found else None

    def opening(self, start: date, metric: int, subject: int) -> Decimal | None:
        return self._opening.get((start, metric, subject))

    def days(self, holding: int, metric: int, span: Span) -> dict[date, Decimal] | None:
        """Day by day; ``None`` and noted down where the days haven't been fetched yet."""
        found = self._days.get((holding, metric))
        if found is None:
            if metric not in self.needs.days:
                self._wanted_days.add((holding, metric))
                return None
            return {}
        return {day: value for day, value in found.items() if day in span}
