"""Fetches what a connection is missing: asks, takes the answers in as a file, and writes down which days came."""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from metrics.connectors import platforms, session, spans
from metrics.connectors.errors import NOT_READY, CallFailed, next_try
from metrics.connectors.interface import Interface
from metrics.connectors.session import Session
from metrics.connectors.spans import A_DAY, Came
from metrics.connectors.taking import days_of, take_in
from metrics.imports.as_of import beijing_day
from metrics.imports.calls.base import Made
from metrics.models import Channel, Connection, PulledDay
from metrics.services import wecom_users
from teamops.lib.months import Span

logger = logging.getLogger(__name__)

# When what is left follows, after a run that was long enough.
REST = timedelta(minutes=3)
# How many days at the end of a span may not be ready before all of it is left for later.
PATIENCE = 3
# The platforms' words for days that they don't have (any more).
OUT_OF_RANGE = frozenset({"61501", "600018"})
# A day so long ago that is out of range won't come.
LONG_AGO = timedelta(days=30)

State = PulledDay.State
Progress = Callable[[int, int], None]


class Enough(Exception):  # noqa: N818 - not an error
    """This run has spoken as long as a run may."""


def pull(connection: Connection, *, at: datetime, progress: Progress | None = None) -> None:
    """Fetch all interfaces of a connection. What goes wrong stands on the connection afterwards, in words."""
    late = False
    interfaces = platforms.interfaces(connection)
    try:
        speaking = session.of(connection, at=at)
        if connection.kind == Channel.Kind.WECOM:
            wecom_users.read(connection, speaking, at=at)
        for done, interface in enumerate(interfaces):
            late |= _Pull(connection, interface, speaking, at).run()
            if progress:
                progress(done + 1, len(interfaces))
    except Enough:
        _remember_success(connection, at=at, next_try_at=at + REST)
    except CallFailed as failed:
        _remember_failure(connection, failed, at=at)
    else:
        waits = next_try(CallFailed("61503"), failures=1, at=at) if late else None
        _remember_success(connection, at=at, next_try_at=waits)


class _Pull:
    """One interface of a connection, from what is missing to what was written down."""

    def __init__(self, connection: Connection, interface: Interface, speaking: Session, at: datetime) -> None:
        self.connection, self.interface, self.session, self.at = connection, interface, speaking, at
        rows = connection.days.of_interfaces([interface.name])
        self.known = {row.day: row for row in rows}
        self.marked: dict[date, PulledDay] = {}
        self.is_late = False

    def run(self) -> bool:
        """Ask for the newest days first. Whether some aren't ready yet. Raise ``CallFailed``, ``Enough``."""
        answered: list[tuple[Span, list[Made]]] = []
        try:
            for span in reversed(spans.cut(self.missing(), self.interface.longest)):
                if self.session.is_spent:
                    raise Enough
                answered += self.ask(span)
        finally:
            # What came before something went wrong is kept.
            try:
                self.take(sorted(answered, key=lambda one: one[0]))
            finally:
                self.write_down()
        return self.is_late

    def missing(self) -> list[date]:
        came = {day: Came(row.state in PulledDay.THERE, row.asked_at) for day, row in self.known.items()}
        oldest = self.interface.oldest(beijing_day(self.at))
        return spans.to_ask(came, since=self.connection.since_on, again=self.interface.again, oldest=oldest, at=self.at)

    def ask(self, span: Span, *, patience: int = PATIENCE) -> Iterable[tuple[Span, list[Made]]]:
        """The span's calls. If its last day isn't ready, the days before it are asked for alone, so often."""
        try:
            yield span, self.interface.ask(self.session, span, self.connection)
        except CallFailed as failed:
            if failed.meaning == NOT_READY:
                self.is_late = True
                before = Span(span.first, span.last - A_DAY)
                self.mark(Span(span.last, span.last) if patience else span, State.NOT_READY)
                if before and patience:
                    yield from self.ask(before, patience=patience - 1)
            elif failed.code in OUT_OF_RANGE and span.last < beijing_day(self.at) - LONG_AGO:
                self.mark(span, State.GONE)
            else:
                self.mark(span, State.FAILED)
                raise

    def take(self, answered: list[tuple[Span, list[Made]]]) -> None:
        """Let the answers in, the oldest days first, and write down which days had something to say."""
        if not answered:
            return
        asked = [span for span, _calls in answered]
        made = [call for _span, calls in answered for call in calls]
        whole = Span(asked[0].first, asked[-1].last)
        try:
            there = days_of(self.interface.call, made, at=self.at)
            if there:
                take_in(self.connection, self.interface, made, whole, at=self.at)
        except CallFailed:
            for span in asked:
                self.mark(span, State.FAILED)
            raise
        for span in asked:
            for day in span:
                self.mark(Span(day, day), State.READY if day in there else State.EMPTY)

    def mark(self, span: Span, state: str) -> None:
        for day in span:
            known = self.known.get(day)
            answered_at = known.answered_at if known else None
            self.known[day] = self.marked[day] = PulledDay(
                connection=self.connection,
                interface=self.interface.name,
                day=day,
                state=state,
                asked_at=self.at,
                answered_at=self.at if state in PulledDay.ANSWERED else answered_at,
                attempts=known.attempts + 1 if known else 1,
            )

    def write_down(self) -> None:
        PulledDay.objects.bulk_create(
            self.marked.values(),
            update_conflicts=True,
            unique_fields=["connection", "interface", "day"],
            update_fields=["state", "asked_at", "answered_at", "attempts"],
        )


def _remember_success(connection: Connection, *, at: datetime, next_try_at: datetime | None) -> None:
    Connection.objects.filter(pk=connection.pk).update(
        last_success_at=at, error="", error_arguments={}, error_at=None, failures=0, next_try_at=next_try_at
    )


def _remember_failure(connection: Connection, failed: CallFailed, *, at: datetime) -> None:
    failures = connection.failures + 1
    logger.warning("connection %s: %s, for the %d. time", connection.pk, failed.code, failures)
    Connection.objects.filter(pk=connection.pk).update(
        error=failed.code,
        error_arguments=failed.arguments,
        error_at=at,
        failures=failures,
        next_try_at=next_try(failed, failures=failures, at=at),
    )
