"""Since when, until when and for what share a card's member answers for what one of its lines reads."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from kpis.held import WHOLE, Answering, answering
from kpis.lineage import LineageRow
from kpis.models import Kpi, Line
from kpis.writing import plain_number
from metrics.models import Attribution, Subject
from teamops.lib.months import Span
from teamops.lib.tags.numbers import short_day

Kind = Subject.Kind
# One answers for these as long as somebody says; for one's own work and for what one wrote there is nothing to say.
GIVEN = (Kind.CHANNEL, Kind.CAMPAIGN)
# So many subjects are named in a sentence.
MOST_NAMES = 4


@dataclass(frozen=True)
class Answered:
    """A subject, and the days on which it counts, the earliest first."""

    subject: Subject
    periods: Sequence[Answering]

    def says_of(self, row: LineageRow) -> bool:
        """Whether a row of points was counted for the share that is said."""
        one = answering(self.periods, row.day)
        return one is not None and one.share == row.share


def answered_of(line: Line) -> list[Answered]:
    """The channels or campaigns that the line reads in its part of the month, with their channels. One query."""
    kpi, part = line.kpi, line.part
    if kpi.subject_kind not in GIVEN:
        return []
    if kpi.numbers == Kpi.Numbers.TEAM:
        subjects = Subject.objects.counted().filter(team=part.scorecard.team_id, kind=kpi.subject_kind)
        always = [Answering(Span(date.min, date.max), WHOLE)]
        return [Answered(one, always) for one in subjects.select_related("as_channel")]
    found = Attribution.objects.counted().filter(member=part.scorecard.member_id, subject__kind=kpi.subject_kind)
    found = found.overlapping(first=part.first, last=part.last).select_related("subject__as_channel")
    by_subject: dict[Subject, list[Answering]] = defaultdict(list)
    for one in found.order_by("subject", "from_on", "pk"):
        by_subject[one.subject].append(Answering(Span(one.from_on, one.until_on or date.max), one.share))
    return [Answered(subject, periods) for subject, periods in by_subject.items()]


def notes_on_answering(line: Line, answered: Iterable[Answered], rows: Sequence[LineageRow]) -> Iterator[str]:
    """A sentence for what begins, ends or changes its share within the line's days, of what the rows are about.

    Nothing where the rows, which a signature kept, were counted otherwise.
    """
    span = Span(line.part.first, line.part.last)
    names: dict[str, list[str]] = defaultdict(list)
    for one in answered:
        mine = [row for row in rows if row.subject.pk == one.subject.pk and row.day in span]
        periods = joined(one.periods)
        if not mine or is_whole(periods, span) or not all(map(one.says_of, mine)):
            continue
        said = _("; ").join(in_words(period, span) for period in periods)
        names[said].append(str(one.subject))
    for said, subjects in names.items():
        yield _("Answers for %(subjects)s: %(periods)s.") % {"subjects": listed(subjects), "periods": said}


def joined(periods: Sequence[Answering]) -> list[Answering]:
    """With one that goes on for the same share where another ends taken as one."""
    found: list[Answering] = []
    for one in periods:
        if found and found[-1].share == one.share and found[-1].span.last == one.span.first - timedelta(days=1):
            found[-1] = Answering(Span(found[-1].span.first, one.span.last), one.share)
        else:
            found.append(one)
    return found


def is_whole(periods: Sequence[Answering], span: Span) -> bool:
    return len(periods) == 1 and periods[0].span.first <= span.first and periods[0].span.last >= span.last


def in_words(period: Answering, span: Span) -> str:
    words = {
        "first": short_day(period.span.first),
        "last": short_day(min(period.span.last, span.last)),
        "share": plain_number(period.share),
    }
    if period.span.last >= span.last:
        return _("from %(first)s, share %(share)s%%") % words
    if period.span.first <= span.first:
        return _("until %(last)s, share %(share)s%%") % words
    return _("from %(first)s to %(last)s, share %(share)s%%") % words


def listed(names: Sequence[str]) -> str:
    shown = _(", ").join(names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    return _("%(names)s and %(count)s more") % {"names": shown, "count": more} if more > 0 else shown
