"""Records: one thing that a process number counts. Points are made of them, and lead back to them.

@counts("process.outputs_due", "process.outputs_on_time")
def outputs(team, span, at) -> Iterator[Record]: ...     # the first counts all of them, the second the good ones

@counts("", "process.findings_verified")                 # only the good ones are counted; 0 where there are others

Each asks the database a fixed number of times, however many items there are.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from campaigns.models import Item, SopRun
from metrics.sources import SourcePoint, counted, source_at
from roles.models import Team
from teamops.lib.months import Span


@dataclass(frozen=True, slots=True)
class Record:
    """Something that counts for a member on a day, and whether it was as it should be. Of an item, or a SOP's step."""

    member: int
    day: date
    is_good: bool
    item: int | None = None
    step: int | None = None


Finder = Callable[[Team, Span, datetime], Iterable[Record]]

_finders: dict[str, Finder] = {}


def counts(due: str, good: str) -> Callable[[Finder], Finder]:
    """Register what finds the records of one or two metrics."""
    codes = [code for code in (due, good) if code]

    def register(finder: Finder) -> Finder:
        def points(team: Team, span: Span, at: datetime) -> Iterator[SourcePoint]:
            rows = ((one.member, one.day, one.is_good) for one in finder(team, span, at))
            yield from counted(rows, due, good)

        points.__module__, points.__qualname__ = finder.__module__, finder.__qualname__
        source_at(*codes, where=is_at_work)(points)
        _finders.update(dict.fromkeys(codes, finder))
        return finder

    return register


def is_at_work(team: Team) -> bool:
    """Whether there are items or running SOPs, of which all records are. One query, or two."""
    return Item.objects.filter(team=team).exists() or SopRun.objects.filter(team=team).exists()


def records(code: str, team: Team, span: Span, *, at: datetime) -> list[Record]:
    """What the metric ``code`` counted in the span, whoever it is for; nothing for a metric that isn't of the work."""
    finder = _finders.get(code)
    return [one for one in finder(team, span, at) if one.day in span] if finder else []


def codes() -> list[str]:
    """The metrics that have records."""
    return list(_finders)


def through(span: Span, at: datetime) -> date:
    """The last day of the span that has begun by ``at``: what is to come isn't counted."""
    return min(span.last, timezone.localdate(at))


def moments(span: Span, at: datetime) -> tuple[datetime, datetime]:
    """The span from its first moment to its last, but no later than ``at``."""
    first = timezone.make_aware(datetime.combine(span.first, datetime.min.time()))
    last = timezone.make_aware(datetime.combine(span.last, datetime.max.time()))
    return first, min(last, at)
