"""Who could get a month's awards, by the numbers of the month: a constant number of queries for all of them.

No number is no candidate, never a zero. Equal numbers share a place. What is read are the numbers of the work, content,
campaigns, findings: never a score, so that no candidate's scorecard shows through.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from kpis.models import Award
from metrics.by_subject import BySubject
from metrics.formulas import Formula, Needs, figure
from metrics.holdings import HeldView
from metrics.models import Attribution, Subject
from metrics.segments import Segments
from roles.models import Member, Team
from teamops.lib.months import Span, month_before
from teamops.lib.rounding import CENT, MICRO, exactly, round_half_up

HUNDRED = Decimal(100)
ZERO, TWO = Decimal(0), Decimal(2)
# So many of the first places are loaded with their people.
MOST = 20


class Shared(NamedTuple):
    """Who stands behind a piece of work, for which share in percent."""

    member: Member
    share: Decimal

    @property
    def is_whole(self) -> bool:
        return self.share == HUNDRED


class Numbers(NamedTuple):
    """What an award reads of one subject; ``counted`` is what the places are given by."""

    value: Decimal
    also: Decimal | None = None
    target: Decimal | None = None
    counted: Decimal = ZERO


@dataclass(frozen=True)
class Candidate:
    """A subject with its numbers and its place; equal ones share it."""

    subject: Subject
    numbers: Numbers
    place: int
    is_tied: bool
    people: Sequence[Shared] = ()

    def is_by(self, member: Member) -> bool:
        return any(one.member.pk == member.pk for one in self.people)


@dataclass
class Shortlist:
    """The candidates for one award of a month, the first places first.

    ``total``: all of them, those beyond the first places too. ``incomplete``: those that one of the two numbers, or
    the target, is missing of. ``below``: those that reached nothing, or not more than their target. ``best``: the most
    that anybody has of either number.
    """

    award: Award
    month: date
    candidates: list[Candidate] = field(default_factory=list)
    total: int = 0
    incomplete: int = 0
    below: int = 0
    best: tuple[Decimal, Decimal] = (ZERO, ZERO)

    def of(self, subject: Subject) -> Candidate | None:
        return next((one for one in self.candidates if one.subject == subject), None)

    @property
    def more(self) -> int:
        return self.total - len(self.candidates)


def shortlist(award: Award, *, team: Team, month: date) -> Shortlist:
    """The candidates for one award, loaded with ``for_candidates()``."""
    return shortlists([award], team=team, month=month)[award.pk]


def shortlists(awards: Sequence[Award], *, team: Team, month: date) -> dict[int, Shortlist]:
    """The candidates for each award by its key; none for what a manager judges."""
    found = {award.pk: Shortlist(award, month) for award in awards}
    computed = [award for award in awards if not award.is_judged]
    if not computed:
        return found
    readings = Readings(computed, team=team, month=month)
    ranked = {award.pk: list(ranking(award, readings, found[award.pk])) for award in computed}
    shown = {key: [one for one in some if one.place <= MOST][: 2 * MOST] for key, some in ranked.items()}
    subjects = loaded({one.subject for some in shown.values() for one in some})
    people = people_of(subjects.values(), Span.month(month))
    for key, some in shown.items():
        found[key].total = len(ranked[key])
        found[key].candidates = [
            Candidate(subjects[one.subject], one.numbers, one.place, one.is_tied, people[one.subject]) for one in some
        ]
    return found


class Readings:
    """What each subject's metrics came to in a month."""

    def __init__(self, awards: Sequence[Award], *, team: Team, month: date) -> None:
        self.formulas = {metric.pk: Formula.of(metric) for award in awards for metric in award.metrics}
        self.span, self.earlier = Span.month(month), Span.month(month_before(month))
        kinds = {award.subject_kind for award in awards}
        formulas = self.formulas.values()
        self.now = BySubject(team, Segments(self.span), Needs.of(formulas), kinds=kinds, members=None)
        bases = [one.base for one in formulas if one.base is not None]
        self.then: BySubject | None = None
        if bases:
            cut = self.earlier.first + timedelta(days=self.span.length)
            self.then = BySubject(team, Segments(self.earlier, [cut]), Needs.of(bases), kinds=kinds, members=None)
        self._settle(awards)

    @exactly
    def _settle(self, awards: Sequence[Award]) -> None:
        """Ratios whose days don't match are computed day by day: fetch those, for all at once."""
        for award in awards:
            for subject in self.now.subjects(award.subject_kind):
                for metric in award.metrics:
                    self.value(metric.pk, subject, award.subject_kind)
        for tallies in (self.now, self.then):
            if tallies is not None and tallies.lacks_days:
                tallies.fetch_days()

    def value(self, metric: int, subject: int, kind: str) -> Decimal | None:
        formula = self.formulas[metric]
        before = self._before(formula, subject, kind)
        return figure(formula, self.now.view_of(subject, kind, self.span), before=before).value

    def _before(self, formula: Formula, subject: int, kind: str) -> HeldView | None:
        """The month before: as many days of it for what flows, the whole of it for the rest."""
        if formula.base is None or self.then is None:
            return None
        span = self.earlier
        if formula.base.folds_like_a_flow:
            span = Span(span.first, min(span.last, span.first + timedelta(days=self.span.length - 1)))
        return self.then.view_of(subject, kind, span)


class Ranked(NamedTuple):
    """A subject by its key, with its place."""

    subject: int
    numbers: Numbers
    place: int
    is_tied: bool


def ranking(award: Award, readings: Readings, noted: Shortlist) -> Iterator[Ranked]:
    """Those that count, the best first; who doesn't is counted in ``noted``."""
    numbers = {key: one for key, one in numbers_of(award, readings, noted).items() if counts(award, one, noted)}
    sign = 1 if award.basis == Award.Basis.LOWEST else -1
    ordered = sorted(numbers.items(), key=lambda pair: (sign * pair[1].counted, pair[0]))
    by_counted: dict[Decimal, list[int]] = defaultdict(list)
    for place, (_key, one) in enumerate(ordered, start=1):
        by_counted[one.counted].append(place)
    for key, one in ordered:
        places = by_counted[one.counted]
        yield Ranked(key, one, places[0], len(places) > 1)


def counts(award: Award, numbers: Numbers, noted: Shortlist) -> bool:
    """The most of something is more than nothing, a gain is above the target; the least may be anything."""
    if award.basis == Award.Basis.LOWEST or numbers.counted > ZERO:
        return True
    noted.below += 1
    return False


@exactly
def numbers_of(award: Award, readings: Readings, noted: Shortlist) -> dict[int, Numbers]:
    """What each subject with all the numbers came to, by its key."""
    kind, found = award.subject_kind, {}
    for subject in readings.now.subjects(kind):
        values = [readings.value(metric.pk, subject, kind) for metric in award.metrics]
        if values[0] is None:
            continue
        also = values[1] if award.also else None
        target = values[-1] if award.target_metric else award.target
        if (award.also and also is None) or (award.is_gain and not (target and target > ZERO)):
            noted.incomplete += 1
            continue
        found[subject] = Numbers(values[0], also, target)
    best = max((one.value for one in found.values()), default=ZERO)
    best_also = max((one.also for one in found.values() if one.also is not None), default=ZERO)
    noted.best = best, best_also
    return {
        key: one._replace(counted=round_half_up(counted_of(award, one, best, best_also), MICRO))
        for key, one in found.items()
    }


def counted_of(award: Award, one: Numbers, best: Decimal, best_also: Decimal) -> Decimal:
    """The number itself; of two the mean of their parts of the month's best, in percent; over a target the gain."""
    if award.is_gain and one.target:
        return one.value / one.target - 1
    if award.also is None or one.also is None:
        return one.value
    return (part_of(one.value, best) + part_of(one.also, best_also)) / TWO


def part_of(value: Decimal, best: Decimal) -> Decimal:
    return value / best * HUNDRED if best > ZERO else ZERO


def loaded(keys: Iterable[int]) -> dict[int, Subject]:
    """Subjects as they are shown. One query."""
    return Subject.objects.select_related("member__person", "channel__subject", "team").in_bulk(list(keys))


def people_of(subjects: Iterable[Subject], span: Span) -> dict[int, list[Shared]]:
    """Who stands behind each subject, the largest share first. One query.

    Behind a content item who answers for it on its publishing day, behind a campaign or channel who did in the month,
    each by their days.
    """
    subjects = list(subjects)
    rows: dict[int, list[Attribution]] = defaultdict(list)
    found = Attribution.objects.filter(subject__in=[one.pk for one in subjects if one.member_id is None])
    found = found.overlapping(first=span.first, last=span.last)
    for row in found.select_related("member__person", "member__team"):
        rows[row.subject_id].append(row)
    return {one.pk: shares(one, rows[one.pk], span) for one in subjects}


def shares(subject: Subject, rows: Sequence[Attribution], span: Span) -> list[Shared]:
    if subject.member is not None:
        return [Shared(subject.member, HUNDRED)]
    published = subject.published_on
    on_the_day = Span(published, published) if published and published in span else span
    held = days_held(rows, on_the_day) or days_held(rows, span)
    days = {day for one in held for day in one[1]}
    weights: dict[Member, Decimal] = defaultdict(Decimal)
    for row, part in held:
        weights[row.member] += row.share * part.length
    shared = [Shared(member, round_half_up(weight / len(days), CENT)) for member, weight in weights.items()]
    return sorted(shared, key=lambda one: (-one.share, one.member.pk))


def days_held(rows: Iterable[Attribution], span: Span) -> list[tuple[Attribution, Span]]:
    parts = ((row, Span(row.from_on, row.until_on or date.max) & span) for row in rows)
    return [(row, part) for row, part in parts if part]
