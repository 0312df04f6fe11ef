"""公众号: followers by day, reading by day, each article's totals."""

from datetime import date

from metrics.connectors.errors import NOT_READY, CallFailed
from metrics.connectors.interface import Interface, Platform, since
from metrics.connectors.session import Session
from metrics.imports.calls import ARTICLES, BUSINESS, FOLLOWERS, TOTAL_FOLLOWERS, Call
from metrics.imports.calls.base import Made
from metrics.models import Connection
from teamops.lib.months import Span

# Before that the numbers are absent or wrong; those by published content began later.
FIRST_DAY = date(2014, 12, 1)
FIRST_DAY_OF_CONTENT = date(2025, 11, 1)


def dated(call: Call, longest: int, *, again: int, first: date) -> Interface:
    """An interface of the shape that all of datacube's have."""

    def ask(session: Session, span: Span, _connection: Connection) -> list[Made]:
        request = {"begin_date": span.first.isoformat(), "end_date": span.last.isoformat()}
        answer = session.post(f"/datacube/{call.name}", request)
        if answer.get("is_delay") is True:  # what is there isn't all of it yet
            raise CallFailed("61503")
        return [Made(request, answer)]

    return Interface(call=call, ask=ask, longest=longest, again=again, oldest=since(first))


def try_out(session: Session, day: date) -> None:
    """One call; that the day isn't there yet says that the credentials are right. Raise ``CallFailed``."""
    request = {"begin_date": day.isoformat(), "end_date": day.isoformat()}
    try:
        session.post(f"/datacube/{TOTAL_FOLLOWERS.name}", request)
    except CallFailed as failed:
        if failed.meaning != NOT_READY:
            raise


OFFICIAL_ACCOUNT = Platform(
    interfaces=(
        dated(FOLLOWERS, 7, again=3, first=FIRST_DAY),
        dated(TOTAL_FOLLOWERS, 7, again=3, first=FIRST_DAY),
        dated(BUSINESS, 30, again=3, first=FIRST_DAY_OF_CONTENT),
        # An article's totals grow for 30 days.
        dated(ARTICLES, 1, again=30, first=FIRST_DAY_OF_CONTENT),
    ),
    try_out=try_out,
)
