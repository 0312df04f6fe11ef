"""What the work itself contributes to the numbers: sources register here, and the night turns them into points.

A lower room can't know the upper ones, so campaigns and meetings come here with their sources:

    @source("process.stand_ups_due", "process.stand_ups_logged")
    def stand_ups(team, span): ...
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from metrics.models import Metric
from roles.models import Team
from teamops.lib.months import Span


@dataclass(frozen=True, slots=True)
class SourcePoint:
    """One number of a member, or of another subject (a campaign, the team), on one day, made by TeamOps itself. The
    value is in the metric's unit."""

    member: int | None
    metric: str
    day: date
    value: Decimal
    # The subject's key where the number isn't a member's.
    subject: int | None = None

    def __post_init__(self) -> None:
        if (self.member is None) == (self.subject is None):
            msg = f"{self.metric} on {self.day} is of a member or of another subject, and of one only."
            raise ValueError(msg)

    @classmethod
    def about(cls, subject: int, metric: str, day: date, value: Decimal) -> "SourcePoint":
        """A number of a subject that isn't a member."""
        return cls(None, metric, day, value, subject)


Source = Callable[[Team, Span], Iterable[SourcePoint]]
SourceAt = Callable[[Team, Span, datetime], Iterable[SourcePoint]]

# Whether a team has anything that a source could count.
Where = Callable[[Team], bool]

_sources: dict[str, SourceAt] = {}
_wheres: dict[str, Where] = {}
_codes: dict[str, str] = {}


def source(*codes: str) -> Callable[[Source], Source]:
    """Register a function as the only origin of the metrics ``codes``. Raise ``ValueError`` if one has another."""

    def register(function: Source) -> Source:
        _register(_name(function), lambda team, span, _at: function(team, span), codes)
        return function

    return register


def source_at(*codes: str, where: Where | None = None) -> Callable[[SourceAt], SourceAt]:
    """As ``source``, for numbers that also depend on the moment at which they are made: what is due by then.

    ``where``: the teams that have anything to count. Sources that name the same one are passed over together.
    """

    def register(function: SourceAt) -> SourceAt:
        _register(_name(function), function, codes)
        if where is not None:
            _wheres[_name(function)] = where
        return function

    return register


def _name(function: Callable[..., object]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _register(name: str, function: SourceAt, codes: Iterable[str]) -> None:
    for code in codes:
        if _codes.setdefault(code, name) != name:
            msg = f"{code} already comes from {_codes[code]}."
            raise ValueError(msg)
    _sources[name] = function


def counted(rows: Iterable[tuple[int, date, bool]], due_code: str, good_code: str) -> Iterator[SourcePoint]:
    """How many things a member and day, and how many of them were as they should be. Of ``due_code`` nothing, if it is
    empty."""
    all_of: Counter[tuple[int, date]] = Counter()
    good: Counter[tuple[int, date]] = Counter()
    for member, day, is_good in rows:
        all_of[member, day] += 1
        good[member, day] += is_good
    for (member, day), count in sorted(all_of.items()):
        if due_code:
            yield SourcePoint(member, due_code, day, Decimal(count))
        yield SourcePoint(member, good_code, day, Decimal(good[member, day]))


def registered() -> dict[str, tuple[SourceAt, list[str]]]:
    """Each source with the metric codes it yields."""
    return {name: (function, [code for code in _codes if _codes[code] == name]) for name, function in _sources.items()}


def with_something(team: Team) -> list[SourceAt]:
    """The sources that could have something to count in a team. One query for each different ``where``."""
    holds = {where: where(team) for where in set(_wheres.values())}
    return [function for name, function in _sources.items() if name not in _wheres or holds[_wheres[name]]]


def metrics() -> dict[str, int]:
    """The metrics that come from a source: their keys, by code. One query."""
    return dict(Metric.objects.filter(code__in=list(_codes), team=None).values_list("code", "pk"))
