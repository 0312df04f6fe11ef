"""What an address asks for."""

from datetime import date

from django.http import Http404, HttpRequest

from teamops.lib.months import parse_month

# Nothing that a team has is older than WeChat.
FIRST_YEAR, LAST_YEAR = 2011, 2199


def asked_month(request: HttpRequest) -> date | None:
    """The month in the address, ``None`` without one. Raise ``Http404`` for what is none."""
    text = request.GET.get("month", "")
    if not text:
        return None
    return read_month(text)


def read_month(text: str) -> date:
    """Read ``2026-10``. Raise ``Http404`` for what is no month, or one before WeChat."""
    try:
        month = parse_month(text)
    except ValueError as error:
        raise Http404 from error
    if not FIRST_YEAR <= month.year <= LAST_YEAR:
        raise Http404
    return month


def read_day(text: str) -> date:
    """Read ``2026-11-13``. Raise ``Http404`` for what is no day, one before WeChat, or one far off."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if text != day.isoformat() or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Http404
    return day
