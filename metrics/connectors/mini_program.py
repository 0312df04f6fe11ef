"""小程序: users and visits by day. The days are written without hyphens here."""

from datetime import date

from metrics.connectors.errors import NOT_READY, CallFailed
from metrics.connectors.interface import Interface, Platform, since
from metrics.connectors.session import Session
from metrics.imports.calls import DAILY_SUMMARY, DAILY_VISITS, Call
from metrics.imports.calls.base import Made
from metrics.models import Connection
from teamops.lib.months import Span

# Mini programs began on that day.
FIRST_DAY = date(2017, 1, 9)


def dated(call: Call) -> Interface:
    def ask(session: Session, span: Span, _connection: Connection) -> list[Made]:
        request = {"begin_date": f"{span.first:%Y%m%d}", "end_date": f"{span.last:%Y%m%d}"}
        return [Made(request, session.post(f"/datacube/{call.name}", request))]

    return Interface(call=call, ask=ask, longest=1, again=3, oldest=since(FIRST_DAY))


def try_out(session: Session, day: date) -> None:
    """One call; that the day isn't there yet says that the credentials are right. Raise ``CallFailed``."""
    request = {"begin_date": f"{day:%Y%m%d}", "end_date": f"{day:%Y%m%d}"}
    try:
        session.post(f"/datacube/{DAILY_SUMMARY.name}", request)
    except CallFailed as failed:
        if failed.meaning != NOT_READY:
            raise


MINI_PROGRAM = Platform(interfaces=(dated(DAILY_SUMMARY), dated(DAILY_VISITS)), try_out=try_out)
