"""Which lines of which cards were computed from a number: the way back from a row of a file."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from kpis.held import WHOLE, Answering, Held, answering
from kpis.lineage import Reading
from kpis.models import Evidence, Kpi, Line, Scorecard
from kpis.states import state_of
from metrics.models import Attribution, Point, Subject, Term
from metrics.readers import Given, Reader, Readers, reads
from metrics.web import Web
from roles.models import Member, Team
from teamops.lib.months import Span, first_of, month_after

Followers = Mapping[tuple[int, int], Sequence[date]]


@reads
def lines(team: Team, given: Collection[Given], by: Member) -> Readers:
    """The lines of current cards that read any of these numbers, the newest month first.

    A signed card reads what it was signed with, every other one what stands now. A constant number of queries.
    """
    found = Readers()
    candidates = lines_on(team, given)
    if not candidates:
        return found
    cards = {line.part.scorecard_id for line in candidates}
    mine = set(Scorecard.objects.visible_to(by).filter(pk__in=cards).values_list("pk", flat=True))
    kept = evidence_of(candidates)
    now = Now.of(team, given, candidates)
    hidden = set()
    for line in candidates:
        is_read = stands_in(kept[line.pk], given) if line.pk in kept else now.is_read(Reading.of(line), given)
        if is_read and line.part.scorecard_id in mine:
            found.shown.append(shown(line, team))
        elif is_read:
            hidden.add(line.part.scorecard_id)
    found.hidden = len(hidden)
    return found


def lines_on(team: Team, given: Collection[Given]) -> list[Line]:
    """The lines whose formula names one of the metrics, of the months that these days can reach. Five queries."""
    if not given:
        return []
    web = Web.of(team)
    metrics = {key for one in given for key in (one.metric, *web.all_above(one.metric))}
    first, last = min(one.span.first for one in given), max(one.span.last for one in given)
    # A growth looks back a month; the last value before the period may be older than that.
    opened = Term.objects.filter(part=Term.Part.OPENING, metric__in=metrics).values("metric")
    based = Term.objects.filter(part=Term.Part.BASE, source__in=opened).values("metric")
    months = Q(part__scorecard__month__range=(first_of(first), month_after(last)))
    later = Q(part__scorecard__month__gt=last) & (Q(kpi__metric__in=opened) | Q(kpi__metric__in=based))
    found = Line.objects.filter(
        months | later, kpi__metric__in=metrics, part__scorecard__team=team, part__scorecard__is_current=True
    )
    found = found.select_related("kpi__metric", "part__assignment__role", "part__scorecard__member__person").order_by(
        "-part__scorecard__month", "part__scorecard__member__person__name", "kpi__position", "pk"
    )
    return list(found.prefetch_related("kpi__metric__terms__source__terms"))


def evidence_of(candidates: Iterable[Line]) -> dict[int, Evidence]:
    """What signed lines were signed with, by line. One query."""
    signed = [line.pk for line in candidates if line.part.scorecard.is_signed]
    return {one.line_id: one for one in Evidence.objects.filter(line__in=signed)}


def stands_in(kept: Evidence, given: Iterable[Given]) -> bool:
    """Whether one of the numbers is among those that were signed: the same import, and the same row if it is named."""
    wanted: dict[tuple[int, int, int], list[Given]] = defaultdict(list)
    for one in given:
        wanted[one.subject, one.metric, one.batch].append(one)
    return any(
        date.fromisoformat(day) in one.span and one.row in {None, cell[2]}
        for subject, _share, day, cells in kept.rows
        for metric, cell in zip(kept.metrics, cells, strict=True)
        if cell and cell[1] is not None
        for one in wanted.get((subject, metric, cell[1]), ())
    )


@dataclass(frozen=True)
class Now:
    """Who answers for the subjects, and which days follow, as it is now."""

    own: Mapping[int, Held]
    counted: Collection[int]
    following: Followers

    @classmethod
    def of(cls, team: Team, given: Collection[Given], candidates: Iterable[Line]) -> "Now":
        """Three queries."""
        subjects = {one.subject for one in given}
        members = {line.part.scorecard.member_id for line in candidates if line.kpi.numbers == Kpi.Numbers.OWN}
        own: dict[int, dict[int, list[Answering]]] = defaultdict(lambda: defaultdict(list))
        for one in Attribution.objects.counted().filter(member__in=members, subject__in=subjects):
            answers = Answering(Span(one.from_on, one.until_on or date.max), one.share)
            own[one.member_id][one.subject_id].append(answers)
        counted = Subject.objects.counted().filter(team=team, pk__in=subjects)
        return cls(own, set(counted.values_list("pk", flat=True)), following_days(given))

    def is_read(self, reading: Reading, given: Iterable[Given]) -> bool:
        return any(self.reads(reading, one) for one in given)

    def reads(self, reading: Reading, one: Given) -> bool:
        """Whether the line reads at least one of these days."""
        kpi = reading.line.kpi
        if not one.stands or one.metric not in reading.metrics or one.kind != kpi.subject_kind:
            return False
        if one.subject not in self.counted:
            return False
        answers = self.answers(reading, one.subject)
        following = self.next_day(one)
        for span in reading.spans:
            if one.metric in reading.openings:
                if one.span.last < span.first <= following and any(each.span & span for each in answers):
                    return True
                continue
            days = [one.span & span & each.span for each in answers]
            if not reading.is_last and any(days):
                return True
            if reading.is_last and one.span.last in span and is_newest(answers, one.span.last, span, following):
                return True
        return False

    def answers(self, reading: Reading, subject: int) -> Sequence[Answering]:
        if reading.line.kpi.numbers == Kpi.Numbers.TEAM:
            return [EVERYBODY]
        return self.own.get(reading.line.part.scorecard.member_id, {}).get(subject, ())

    def next_day(self, one: Given) -> date:
        """The first day after these that has a number, too."""
        days = self.following.get((one.subject, one.metric), ())
        place = bisect_right(days, one.span.last)
        return days[place] if place < len(days) else date.max


EVERYBODY = Answering(Span(date.min, date.max), WHOLE)


def is_newest(answers: Iterable[Answering], day: date, span: Span, following: date) -> bool:
    """Whether no later day of the span counts, too."""
    return answering(answers, day) is not None and (following not in span or answering(answers, following) is None)


def following_days(given: Iterable[Given]) -> Followers:
    """The days with a number, from these on, by subject and metric, in their order. One query."""
    rows = list(given)
    found: dict[tuple[int, int], list[date]] = defaultdict(list)
    days = Point.objects.filter(
        subject__in={one.subject for one in rows},
        metric__in={one.metric for one in rows},
        day__gt=min(one.span.last for one in rows),
    ).order_by("day")
    for subject, metric, day in days.values_list("subject", "metric", "day"):
        found[subject, metric].append(day)
    return found


def shown(line: Line, team: Team) -> Reader:
    card = line.part.scorecard
    return Reader(
        who=card.member.person.name,
        month=card.month,
        what=str(line.kpi.metric),
        role=str(line.part.assignment.role),
        whose=str(line.kpi.get_numbers_display()),
        state=state_of(card, today=timezone.localdate()),
        url=f"{reverse('kpis:month-card', args=[team.slug, card.pk])}?line={line.pk}",
    )
