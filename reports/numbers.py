"""What the home page says of the numbers: to who leads what changed, to who imports what is owed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from meetings.agenda.headlines import looked_at
from meetings.agenda.lines import Figures, Line
from meetings.agenda.numbers import compared
from meetings.attendance import day_before
from meetings.models import Series
from metrics.completeness import completeness
from metrics.gaps import Todo, to_fill
from metrics.imports.as_of import beijing_day
from metrics.models import Channel, ImportBatch, Subject
from metrics.watermarks import oldest
from roles.models import Member, Team
from teamops.lib.months import Span, first_of, month_before

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
# So many of each are shown.
MOST_CHANGES, MOST_OWED = 3, 5
# Until this day of a month the one before is looked at, too: its cards are being made.
STILL_LAST_MONTH = 7


@dataclass(frozen=True)
class Changed:
    """The days whose numbers came in since the last working day, beside the same weekdays a week before: what rose most
    and what fell most, by its own size."""

    now: Span
    before: Span
    rises: Sequence[Line]
    falls: Sequence[Line]

    @property
    def lines(self) -> list[Line]:
        return [*self.rises, *self.falls]


def changed(team: Team, *, day: date) -> Changed | None:
    """``None`` before the first import. Six queries."""
    subjects = looked_at(team, headlines_of(team, on=day))
    through = oldest(one.as_channel.watermark for one, _metrics in subjects if one.kind == Subject.Kind.CHANNEL)
    if through is None:
        return None
    now = Span(min(day_before(team, day), through), min(through, day - A_DAY))
    before = Span(now.first - A_WEEK, now.last - A_WEEK)
    written = compared(team, now, before, subjects)
    notable = [(size(line.figures), line) for line in written.lines if line.figures and line.figures.is_notable]
    ranked = sorted(notable, key=lambda pair: pair[0])
    falls = [line for much, line in ranked if much < 0]
    rises = [line for much, line in reversed(ranked) if much > 0]
    return Changed(now, before, rises[:MOST_CHANGES], falls[:MOST_CHANGES])


def headlines_of(team: Team, *, on: date) -> list[str]:
    """What the team looks at each week, if it has chosen. One query."""
    weekly = Series.objects.filter(team=team, kind=Series.Kind.WEEKLY).running(on=on)
    return weekly.values_list("headlines", flat=True).first() or []


def size(figures: Figures) -> Decimal:
    """The change as a part of what was before."""
    change, then = figures.difference or Decimal(0), figures.value_before
    return change / abs(then) if figures.is_rate and then else change


@dataclass(frozen=True)
class Owed:
    """A channel's days of a month that miss or are there in part."""

    todo: Todo
    month: date


def owed(reader: Member, *, at: datetime) -> list[Owed]:
    """By month, the most missing days first. Nine queries, seventeen in the first days of a month."""
    channels = list(Channel.objects.visible_to(reader).in_use().select_related("subject"))
    yesterday = beijing_day(at) - A_DAY
    months = [Span(first_of(yesterday), yesterday)]
    if yesterday.day <= STILL_LAST_MONTH:
        months.append(Span.month(month_before(yesterday)))
    return [Owed(todo, month.first) for month in months for todo in owed_in(month, channels, at=at)]


def owed_in(month: Span, channels: Iterable[Channel], *, at: datetime) -> list[Todo]:
    return to_fill(completeness(channels, month, at=at).values())


def unconfirmed(reader: Member) -> list[ImportBatch]:
    """Previews that somebody has still to confirm. One query."""
    return list(ImportBatch.objects.visible_to(reader).previews().for_list())
