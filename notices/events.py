"""What stands in calendars: upper rooms register what they know, feeds are made of it.

@events("goals")
def goals(team: Team, span: Span) -> Iterable[Event]: ...
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from roles.models import Team
from teamops.lib.months import Span


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day, or from a moment until another. ``key`` stays the same when it is moved or renamed.

    Without ``members`` (their keys) it concerns the whole team. ``title`` is in the language of the moment.
    """

    key: str
    title: str
    starts: date | datetime
    ends: datetime | None = None
    url: str = ""
    is_cancelled: bool = False
    members: frozenset[int] = frozenset()

    @property
    def day(self) -> date:
        return self.starts.date() if isinstance(self.starts, datetime) else self.starts

    @property
    def said(self) -> dict[str, Any]:
        """All of it, as its entry keeps it."""
        return {
            "title": self.title,
            "starts": self.starts.isoformat(),
            "ends": self.ends.isoformat() if self.ends else "",
            "url": self.url,
            "members": sorted(self.members),
        }


Source = Callable[[Team, Span], Iterable[Event]]
_sources: dict[str, Source] = {}


def events(name: str) -> Callable[[Source], Source]:
    """Register a function that gives a team's events within a span, with a constant number of queries."""

    def register(source: Source) -> Source:
        _sources[name] = source
        return source

    return register


def of(team: Team, span: Span) -> list[Event]:
    return [event for source in _sources.values() for event in source(team, span)]
