"""What a connector says about an interface: how many days a call may ask for, how far back, how often again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from metrics.connectors.session import Session
from metrics.imports.as_of import BEIJING
from metrics.imports.calls import Call
from metrics.imports.calls.base import Made
from metrics.models import Connection
from teamops.lib.months import Span

# Makes the calls for a span that isn't longer than the interface takes. Raises ``CallFailed``.
Ask = Callable[[Session, Span, Connection], list[Made]]


@dataclass(frozen=True, kw_only=True)
class Interface:
    """One interface of a platform. ``longest``: days a call; ``again``: days for which a day is asked for once more."""

    call: Call
    ask: Ask
    longest: int
    again: int
    oldest: Callable[[date], date]
    is_about_groups: bool = False
    # A call for each member who is joined to a userid, so none where nobody is.
    is_about_members: bool = False

    @property
    def name(self) -> str:
        return self.call.name


@dataclass(frozen=True, kw_only=True)
class Platform:
    """What a kind of channel is connected to: its interfaces, and the call that tries credentials."""

    interfaces: tuple[Interface, ...]
    try_out: Callable[[Session, date], object]


def since(first: date) -> Callable[[date], date]:
    """The platform has all days from a day on."""
    return lambda _today: first


def moment(day: date) -> int:
    """When a day begins in Beijing, in seconds as the platforms count them."""
    return int(datetime(day.year, day.month, day.day, tzinfo=BEIJING).timestamp())
