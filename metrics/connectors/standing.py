"""How a connection stands, for its pages: what is missing, what went wrong in words, what will be gone soon."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from metrics.connectors import platforms, spans
from metrics.connectors.errors import CallFailed
from metrics.connectors.interface import Interface
from metrics.connectors.sentences import explain
from metrics.imports.as_of import beijing_day
from metrics.imports.reasons import Reason
from metrics.models import Connection, PulledDay
from teamops.lib.months import Span

State = PulledDay.State
# In which order somebody should look at them.
WORDS = ("trouble", "proposed", "nobody", "later", "waiting", "new", "well", "resting")


@dataclass(frozen=True)
class InterfaceStanding:
    """How far one interface is: the last day that was answered, the days that lack, those not ready yet among them.

    ``asks_nobody``: it is asked member by member, and nobody is joined to a userid. Then no day counts as answered.
    """

    interface: Interface
    through: date | None
    missing: list[date]
    not_ready: int
    asked_at: datetime | None
    asks_nobody: bool = False

    @property
    def label(self) -> str:
        return str(self.interface.call.layout.label)


@dataclass(frozen=True)
class Standing:
    """A connection and how it stands: ``word``, one of ``WORDS``, is for templates and the API."""

    connection: Connection
    interfaces: Sequence[InterfaceStanding]
    at: datetime

    @property
    def word(self) -> str:
        connection = self.connection
        if connection.is_proposed:
            return "proposed"
        if not connection.channel.is_active:
            return "resting"
        if connection.error:
            return "trouble" if CallFailed(connection.error).meaning == "" else "later"
        if connection.last_success_at is None:
            return "new"
        if self.asks_nobody:
            return "nobody"
        return "waiting" if self.outstanding else "well"

    @cached_property
    def reason(self) -> Reason | None:
        if not self.connection.error:
            return None
        return explain(self.connection.error, self.connection.error_arguments, kind=self.connection.kind)

    @cached_property
    def outstanding(self) -> int:
        """Days of which at least one interface is missing."""
        return len({day for one in self.interfaces for day in one.missing})

    @cached_property
    def is_not_ready(self) -> bool:
        return any(one.not_ready for one in self.interfaces)

    @property
    def asks_nobody(self) -> bool:
        """Whether an interface has nobody to ask about."""
        return any(one.asks_nobody for one in self.interfaces)

    @property
    def through(self) -> date | None:
        """The last day that every interface answered that ever did; none while one has nobody to ask about."""
        if self.asks_nobody:
            return None
        return min((one.through for one in self.interfaces if one.through), default=None)

    @cached_property
    def last_chance(self) -> date | None:
        """The oldest missing day, if the platform will have forgotten it soon."""
        edge = beijing_day(self.at) + spans.LAST_CHANCE
        going = [day for one in self.interfaces for day in one.missing if one.interface.oldest(edge) > day]
        return min(going, default=None)


def standing(connection: Connection, *, at: datetime) -> Standing:
    """How a connection stands that was loaded ``for_list``."""
    rows: dict[str, list[PulledDay]] = defaultdict(list)
    for row in connection.days.all():
        rows[row.interface].append(row)
    interfaces = platforms.interfaces(connection)
    return Standing(connection, [_of(connection, one, rows[one.name], at=at) for one in interfaces], at)


def _of(connection: Connection, interface: Interface, rows: list[PulledDay], *, at: datetime) -> InterfaceStanding:
    if interface.is_about_members and not connection.knows_somebody:
        return InterfaceStanding(interface, None, [], 0, None, asks_nobody=True)
    there = {row.day for row in rows if row.state in PulledDay.THERE}
    oldest, last = interface.oldest(beijing_day(at)), spans.last_ready(at)
    wanted = {*Span(max(connection.since_on, oldest), last)} | {row.day for row in rows if oldest <= row.day <= last}
    if not connection.is_active:
        wanted = set()
    return InterfaceStanding(
        interface,
        through=max((row.day for row in rows if row.state in (State.READY, State.EMPTY)), default=None),
        missing=sorted(wanted - there),
        not_ready=sum(row.state == State.NOT_READY for row in rows),
        asked_at=max((row.asked_at for row in rows if row.asked_at), default=None),
    )
