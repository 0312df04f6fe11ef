"""What was read from a number above: the lines of scorecards, say. Upper apps register; metrics knows none of them.

@reads
def lines(team, given, by): ...
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from roles.models import Member, Team
from teamops.lib.months import Span


@dataclass(frozen=True, slots=True)
class Given:
    """What an import gave: the days of one subject and metric, and the row if one is asked about.

    ``stands``: whether these are what counts now, or have been replaced since.
    """

    subject: int
    kind: str
    metric: int
    span: Span
    batch: int
    row: int | None
    stands: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Something that was computed from a number, and the page that shows how."""

    who: str
    month: date
    what: str
    role: str
    whose: str
    state: str
    url: str


@dataclass
class Readers:
    """What may be seen, and how many scorecards are there beside it that may not."""

    shown: list[Reader] = field(default_factory=list)
    hidden: int = 0

    def __iter__(self) -> Iterator[Reader]:
        return iter(self.shown)

    def __bool__(self) -> bool:
        return bool(self.shown or self.hidden)


# The team, what was given, who asks.
Finder = Callable[[Team, Collection[Given], Member], Readers]

_finders: dict[str, Finder] = {}


def reads(finder: Finder) -> Finder:
    """Ask ``finder`` too. Registering it twice does no harm."""
    _finders[f"{finder.__module__}.{finder.__qualname__}"] = finder
    return finder


def readers(team: Team, given: Collection[Given], *, by: Member) -> Readers:
    """All that was computed from these numbers."""
    found = Readers()
    for finder in _finders.values():
        more = finder(team, given, by)
        found.shown += more.shown
        found.hidden += more.hidden
    return found
