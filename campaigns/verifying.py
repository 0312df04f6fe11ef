"""Whether a finding helped, computed from the points: never typed in.

Compared are as many days before the day of the action as after it (seven, unless the finding says otherwise); that day
itself counts on neither side. On each side a flow or a sum counts as its mean a day, everything else as in a report.
*Verified*: after is better than before, in the direction that was wanted, by at least so many percent of before (five,
unless the finding says otherwise); where before was 0, any step in that direction is. As long as the days after aren't
over, or a metric that comes every day lacks some of them on either side, the finding waits for numbers.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from campaigns.models import FindingDetail
from metrics.formulas import Formula, figure
from metrics.models import Point, Subject, Term
from metrics.one_subject import OneSubject
from teamops.lib.months import Span
from teamops.lib.rounding import exactly

A_DAY = timedelta(days=1)
# How far back the last value before the days compared is looked for, where a ratio reads one.
OPENING = timedelta(days=31)

Values = Mapping[int, Mapping[date, Decimal]]


class State(TextChoices):
    NOT_ACTED = "not_acted", pgettext_lazy("finding", "Nothing done yet")
    WAITING = "waiting", pgettext_lazy("finding", "Waiting for numbers")
    VERIFIED = "verified", pgettext_lazy("finding", "Verified")
    NOT_VERIFIED = "not_verified", pgettext_lazy("finding", "Not verified")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the numbers say of a finding. ``lacking``: how many days of either side have no number yet."""

    state: State
    before: Decimal | None = None
    after: Decimal | None = None
    days_before: Span | None = None
    days_after: Span | None = None
    lacking: int = 0

    @property
    def change(self) -> Decimal | None:
        """The change, relative to before; ``None`` where there is nothing to relate it to."""
        if self.before is None or self.after is None or not self.before:
            return None
        return (self.after - self.before) / abs(self.before)

    @property
    def is_waiting(self) -> bool:
        return self.state == State.WAITING

    @property
    def is_verified(self) -> bool:
        return self.state == State.VERIFIED


def spans_of(finding: FindingDetail) -> tuple[Span, Span] | None:
    """The days before the action and those after it; ``None`` before anything was done."""
    if finding.acted_on is None:
        return None
    length = finding.compared_days * A_DAY
    before = Span(finding.acted_on - length, finding.acted_on - A_DAY)
    return before, Span(finding.acted_on + A_DAY, finding.acted_on + length)


def verdict_of(finding: FindingDetail, *, at: datetime) -> Verdict:
    return verdicts([finding], at=at)[finding.pk]


@exactly
def verdicts(findings: Collection[FindingDetail], *, at: datetime) -> dict[int, Verdict]:
    """By the finding's key. Load them with ``metric__weighted_by`` and ``item``. Three queries, however many."""
    readings = _readings(findings)
    values = _values(readings)
    today = timezone.localdate(at)
    nothing = Verdict(State.NOT_ACTED)
    judged = {one.finding.pk: _verdict(one, values[one.finding.pk], today) for one in readings}
    return {one.pk: judged.get(one.pk, nothing) for one in findings}


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a finding reads: its formula, those of its metrics that come every day, the days before and after."""

    finding: FindingDetail
    formula: Formula
    daily: frozenset[int]
    before: Span
    after: Span

    @property
    def reach(self) -> Span:
        opening = OPENING if self.formula.openings else timedelta()
        return Span(self.before.first - opening, self.after.last)

    @property
    def wanted(self) -> Q:
        finding, reach = self.finding, self.reach
        about = Q(subject=finding.about_id) if finding.about_id else Q(subject__team=finding.item.team_id)
        return about & Q(metric__in=self.formula.stored, day__range=(reach.first, reach.last))


def _readings(findings: Iterable[FindingDetail]) -> list[_Reading]:
    """One query."""
    acted = [(one, one.metric, spans) for one in findings if one.metric and (spans := spans_of(one))]
    terms: dict[int, list[Term]] = defaultdict(list)
    for term in Term.objects.behind([metric for _one, metric, _spans in acted]):
        terms[term.metric_id].append(term)
    readings = []
    for one, metric, spans in acted:
        named = {metric.pk: metric, **{term.source_id: term.source for term in terms[metric.pk]}}
        formula = Formula.of(metric, terms)
        daily = frozenset(key for key in formula.stored if key in named and named[key].is_daily)
        readings.append(_Reading(one, formula, daily, *spans))
    return readings


def _values(readings: Collection[_Reading]) -> dict[int, Values]:
    """The points that each finding reads, added up over its subjects, by metric and day. Two queries."""
    if not readings:
        return {}
    teams = {one.finding.item.team_id for one in readings}
    channels = dict(
        Subject.objects.counted().filter(team__in=teams, kind=Subject.Kind.CHANNEL).values_list("pk", "team")
    )
    by_metric: dict[int, list[tuple[int, date, Decimal]]] = defaultdict(list)
    wanted = reduce(or_, (one.wanted for one in readings))
    for subject, metric, day, value in Point.objects.filter(wanted).values_list("subject", "metric", "day", "value"):
        by_metric[metric].append((subject, day, value))
    found: dict[int, Values] = {}
    for one in readings:
        about, team, reach = one.finding.about_id, one.finding.item.team_id, one.reach
        sums: dict[int, dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for metric in one.formula.stored:
            for subject, day, value in by_metric[metric]:
                if day in reach and (subject == about if about else channels.get(subject) == team):
                    sums[metric][day] += value
        found[one.finding.pk] = sums
    return found


def _verdict(reading: _Reading, values: Values, today: date) -> Verdict:
    finding, days = reading.finding, (reading.before, reading.after)
    before, after = (_side(reading.formula, values, span) for span in days)
    lacking = sum(_lacking(reading, values, span, today) for span in days)
    if reading.after.last >= today or lacking or before is None or after is None:
        return Verdict(State.WAITING, before, after, *days, lacking=lacking)
    gain = after - before if finding.wants_more else before - after
    is_better = gain > 0 and gain >= abs(before) * finding.at_least / 100
    return Verdict(State.VERIFIED if is_better else State.NOT_VERIFIED, before, after, *days)


def _side(formula: Formula, values: Values, span: Span) -> Decimal | None:
    value = figure(formula, OneSubject(values, span)).value
    if value is None or not formula.folds_like_a_flow:
        return value
    return value / len(_days(formula, values, span))


def _lacking(reading: _Reading, values: Values, span: Span, today: date) -> int:
    """How many of the days that are over lack a number that comes every day."""
    over = span & Span(span.first, today - A_DAY)
    return sum(any(day not in values.get(metric, ()) for metric in reading.daily) for day in over)


def _days(formula: Formula, values: Values, span: Span) -> set[date]:
    """The days of a span on which there is a number of any of the formula's metrics."""
    return {day for metric in formula.stored for day in values.get(metric, ()) if day in span}
