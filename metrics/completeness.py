"""How complete the days of each channel are: the grid channel × day of a month, and what it sums up to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.db.models import Case, Exists, F, OuterRef, TextChoices, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from metrics.expected import Owed, last_due, owed
from metrics.member_fed import Fed, bit, fed
from metrics.models import Channel, ImportBatch, Point, Restatement
from metrics.segments import days_as_bits
from metrics.tallies import DayMask
from teamops.lib.months import Span

# What a team aims at: the default of the field.
GOAL = Decimal("0.95")


class State(TextChoices):
    """What a channel's day is like."""

    FULL = "full", pgettext_lazy("data of a day", "complete")
    PART = "part", pgettext_lazy("data of a day", "partial")
    GAP = "miss", pgettext_lazy("data of a day", "missing")
    WAIT = "wait", pgettext_lazy("data of a day", "not due yet")
    BEFORE = "none", _("before the first data")
    OVER = "over", _("out of use")


@dataclass(frozen=True, slots=True)
class Cell:
    """A channel's day: what came of what was expected. By key the metrics that are ``missing``, the members whose
    numbers come one by one and didn't, and those whose numbers can't be had any more, and so aren't expected."""

    day: date
    state: State
    present: int = 0
    expected: int = 0
    missing: Sequence[int] = ()
    missing_members: Sequence[int] = ()
    forgotten_members: Sequence[int] = ()
    is_restated: bool = False
    is_inexact: bool = False

    @property
    def counts(self) -> bool:
        return self.state in {State.FULL, State.PART, State.GAP}

    @property
    def percent(self) -> int:
        """How much of the day is there, whole percent: never 100 for a part."""
        return self.present * 100 // self.expected if self.expected else 0


class Counted:
    """Sums over some cells that count. ``rate`` is ``None`` where nothing is expected: no data is not zero."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        counting = [cell for cell in cells if cell.counts]
        self.days = len(counting)
        self.full, self.part, self.gaps = (
            sum(cell.state == state for cell in counting) for state in (State.FULL, State.PART, State.GAP)
        )
        self.present = sum(cell.present for cell in counting)
        self.expected = sum(cell.expected for cell in counting)

    @property
    def rate(self) -> Decimal | None:
        return Decimal(self.present) / self.expected if self.expected else None

    @property
    def is_below_goal(self) -> bool:
        return self.rate is not None and self.rate < GOAL


@dataclass(frozen=True)
class Row:
    """A channel's month. ``owed`` is ``None`` where no number ever came; ``newest``: the last import that fed it;
    ``members``: those whose numbers it gets one by one, by key."""

    channel: Channel
    cells: Sequence[Cell]
    owed: Owed | None
    newest: ImportBatch | None
    members: Sequence[int] = ()

    @cached_property
    def counted(self) -> Counted:
        return Counted(self.cells)

    @property
    def rate(self) -> Decimal | None:
        return self.counted.rate

    @property
    def is_total_to_date(self) -> bool:
        """No number of it comes day by day."""
        return self.owed is not None and self.owed.is_total_to_date and not self.members

    @property
    def lacking(self) -> set[int]:
        """The metrics that lack on one of the days, by key."""
        return {metric for cell in self.cells for metric in cell.missing}

    def comes_by_call(self, members: Collection[int]) -> bool:
        """Whether a connection can bring what lacks, ``members`` among it: WeCom tells its numbers member by member,
        so those of the channel itself came with a sheet and come so again."""
        return not self.members or bool(members)

    @property
    def lacking_members(self) -> set[int]:
        """The members whose numbers lack on one of the days, for now or for good, by key."""
        return {member for cell in self.cells for member in (*cell.missing_members, *cell.forgotten_members)}


class _Seen(NamedTuple):
    """Some points of a channel's month: a metric's days from one import, as bits, and which of them were restated."""

    metric: int
    batch: int | None
    days: int
    restated: int | None


def completeness(channels: Iterable[Channel], month: Span, *, at: datetime) -> dict[int, Row]:
    """The month's row of each channel, by the channel's key, as it is at that moment. Eight queries for any number."""
    channels = list(channels)
    awaited = owed(channels)
    members = fed(channels, month)
    seen = _seen([channel.subject_id for channel in channels], month)
    named = {one.batch for some in seen.values() for one in some} | {one.newest for one in awaited.values()}
    imports = ImportBatch.objects.filter(pk__in=named - {None}).select_related("uploaded_by__person").in_bulk()
    inexact = _inexact(seen, month, imports)
    rows = {}
    for channel in channels:
        subject = channel.subject_id
        owes = awaited.get(subject)
        rows[channel.pk] = (
            _row(
                channel,
                month,
                owes,
                seen[subject],
                imports,
                members=members[channel.pk],
                inexact=inexact[subject],
                at=at,
            )
            if owes
            else Row(channel, [Cell(day, State.BEFORE) for day in month], None, None)
        )
    return rows


def _seen(subjects: Sequence[int], month: Span) -> dict[int, list[_Seen]]:
    other = Restatement.objects.filter(subject=OuterRef("subject"), metric=OuterRef("metric"), day=OuterRef("day"))
    points = Point.objects.filter(subject__in=subjects, metric__is_daily=True, day__range=(month.first, month.last))
    was_other = Exists(other.exclude(value=OuterRef("value")))
    rows = points.values_list("subject", "metric", "batch").annotate(
        days=DayMask("day", month=month.first),
        restated=DayMask(Case(When(was_other, then=F("day"))), month=month.first),
    )
    found: dict[int, list[_Seen]] = defaultdict(list)
    for subject, *rest in rows.order_by():
        found[subject].append(_Seen(*rest))
    return found


def _inexact(seen: Mapping[int, Sequence[_Seen]], month: Span, imports: Mapping[int, ImportBatch]) -> dict[int, int]:
    """The days, as bits, whose numbers an import calls approximate: all of its days, or those of some of its rows.

    One more query where only some rows are meant.
    """
    rows = {pk: batch.inexact_rows for pk, batch in imports.items()}
    some = {pk: named for pk, named in rows.items() if named and 0 not in named}
    found: dict[int, int] = defaultdict(int)
    for subject, parts in seen.items():
        for part in parts:
            found[subject] |= part.days if part.batch and 0 in rows.get(part.batch, ()) else 0
    if some:
        points = Point.objects.filter(subject__in=seen, day__range=(month.first, month.last), batch__in=some)
        for subject, day, batch, row in points.values_list("subject", "day", "batch", "row"):
            found[subject] |= (row in some[batch]) << (day.day - 1)
    return found


def _row(
    channel: Channel,
    month: Span,
    owes: Owed,
    seen: Sequence[_Seen],
    imports: Mapping[int, ImportBatch],
    *,
    members: Sequence[Fed],
    inexact: int,
    at: datetime,
) -> Row:
    due = last_due(channel.kind, at)
    there = _days_there(channel, month, owes, seen)
    restated = 0
    for one in seen:
        restated |= one.restated or 0
    cells = [_cell(day, owes, there, members, due=due, restated=restated, inexact=inexact) for day in month]
    newest = max((key for key in (owes.newest, *(one.batch for one in seen)) if key and key in imports), default=None)
    return Row(channel, cells, owes, imports.get(newest) if newest else None, [one.member for one in members])


def _days_there(channel: Channel, month: Span, owes: Owed, seen: Sequence[_Seen]) -> Mapping[int, int]:
    """The days on which each expected thing is there, as bits; the one thing of totals to date has the key 0."""
    if owes.is_total_to_date:
        reached = Span(month.first, min(month.last, channel.watermark)) if channel.watermark else None
        return {0: days_as_bits(reached) if reached else 0}
    there = dict.fromkeys(owes.metrics(month.last), 0)
    for one in seen:
        if one.metric in there:
            there[one.metric] |= one.days
    return there


def _cell(
    day: date,
    owes: Owed,
    there: Mapping[int, int],
    members: Sequence[Fed],
    *,
    due: date,
    restated: int,
    inexact: int,
) -> Cell:
    if day not in owes.span:
        return Cell(day, State.BEFORE if day < owes.span.first else State.OVER)
    awaited = [one for one in members if day in one.span]
    things = {} if awaited and owes.is_total_to_date else there
    missing = tuple(metric for metric, days in things.items() if not days & bit(day))
    absent = tuple(one.member for one in awaited if not one.is_there(day))
    expected = len(things) + len(awaited)
    present = expected - len(missing) - len(absent)
    if present == expected:
        state = State.FULL
    elif day > due:
        state = State.WAIT
    else:
        state = State.PART if present else State.GAP
    named = tuple(metric for metric in missing if metric)
    never = tuple(one.member for one in members if one.never_had(day))
    return Cell(
        day, state, present, expected, named, absent, never, bool(restated & bit(day)), bool(inexact & bit(day))
    )
