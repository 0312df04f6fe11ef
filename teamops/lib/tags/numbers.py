"""How numbers and days are written: two places for scores, a unit with every quantity, a true minus."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, npgettext, pgettext

from teamops.lib.rounding import CENT, round_half_up

register = template.Library()

NO_DATA = "—"
MINUS = "−"
GLUE = "\u00a0"
ONE = Decimal(1)
TENTH = Decimal("0.1")
HUNDRED = Decimal(100)
TEN_THOUSAND = Decimal(10_000)
HUNDRED_MILLION = Decimal(100_000_000)

Number = Decimal | int


def plain(value: Number, step: Decimal = CENT) -> str:
    """Thousands, as many places as ``step`` has, a true minus, and no minus before nothing."""
    rounded = round_half_up(Decimal(value), step)
    return f"{rounded or abs(rounded):,f}".replace("-", MINUS)


def whole(value: Number) -> str:
    """A count; shares of one show a place."""
    number = Decimal(value)
    return plain(number, ONE if number == number.to_integral_value() else TENTH)


def _number_and_unit(value: Decimal, unit: str) -> tuple[str, str]:
    if unit == "yuan":
        return _yuan(value)
    if unit == "percent":
        return plain(value * HUNDRED, TENTH), "%"
    if unit in {"ratio", "number"}:
        return plain(value), ""
    if unit == "points":
        return plain(value), pgettext("unit", "points")
    words = UNITS.get(unit)
    return whole(value), words(value) if words else ""


def _many(value: Decimal) -> int:
    return 1 if abs(value) == 1 else 2


# Context "unit" for all: the bare words mean other things elsewhere.
UNITS: dict[str, Callable[[Decimal], str]] = {
    "people": lambda value: npgettext("unit", "person", "people", _many(value)),
    "times": lambda value: npgettext("unit", "time", "times", _many(value)),
    "items": lambda value: npgettext("unit", "item", "items", _many(value)),
    "pieces": lambda value: npgettext("unit", "item", "items", _many(value)),
    "articles": lambda value: npgettext("unit", "article", "articles", _many(value)),
    "orders": lambda value: npgettext("unit", "order", "orders", _many(value)),
    "rows": lambda value: npgettext("unit", "row", "rows", _many(value)),
    "groups": lambda value: npgettext("unit", "group", "groups", _many(value)),
    "seconds": lambda value: pgettext("unit", "s"),
    "minutes": lambda value: pgettext("unit", "min"),
    "hours": lambda value: pgettext("unit", "h"),
    "days": lambda value: npgettext("unit", "day", "days", _many(value)),
}


def _yuan(value: Decimal) -> tuple[str, str]:
    """Below 10,000 to the cent; from there on in 万元 or 亿元 where those are the words, whole yuan elsewhere."""
    cents = round_half_up(value)
    if abs(cents) < TEN_THOUSAND:
        return plain(cents), pgettext("unit", "yuan")
    if not (get_language() or "").startswith("zh"):
        return plain(cents, ONE), pgettext("unit", "yuan")
    tens = round_half_up(cents / TEN_THOUSAND)
    if abs(tens) < TEN_THOUSAND:
        return plain(tens), "万元"
    return plain(cents / HUNDRED_MILLION), "亿元"


@register.filter
def score(value: Number | None) -> str:
    """``83.40``; ``—`` without a value."""
    return NO_DATA if value is None else plain(value)


@register.filter
def whole_number(value: Number | None) -> str:
    """``1,204``; ``—`` without a value."""
    return NO_DATA if value is None else whole(value)


@register.filter
def quantity(value: Number | None, unit: str = "count") -> str:
    """``1,204 人``, ``28.5%`` (from 0.285), ``18.62 万元`` as plain text, glued so that no line breaks inside."""
    if value is None:
        return NO_DATA
    number, word = _number_and_unit(Decimal(value), unit)
    return number + word if word in {"", "%"} else number + GLUE + word


@register.filter
def in_full(value: Number | None, unit: str = "count") -> str:
    """As ``quantity``, but money to the cent however much it is: for two numbers that are to be compared."""
    if value is None or unit != "yuan":
        return quantity(value, unit)
    return plain(round_half_up(Decimal(value))) + GLUE + pgettext("unit", "yuan")


@register.filter
def measured(value: Number | None, unit: str = "count") -> str | SafeString:
    """As ``quantity``, with the unit smaller and lighter."""
    if value is None:
        return NO_DATA
    number, word = _number_and_unit(Decimal(value), unit)
    return format_html('{}<span class="u">{}</span>', number, word) if word else number


@register.filter
def signed(value: Number | None, places: int | str = 2) -> str:
    """A change: ``+0.51``, ``−6.30``, ``0.00``; ``signed:1`` for rates."""
    if value is None:
        return NO_DATA
    step = ONE.scaleb(-int(places))
    text = plain(value, step)
    return f"+{text}" if round_half_up(Decimal(value), step) > 0 else text


@register.filter(expects_localtime=True)
def short_day(day: date | None) -> str:
    """``10-21``, for tables."""
    return NO_DATA if day is None else f"{day:%m-%d}"


@register.filter
def until(first: date, last: date) -> str:
    """``10-01 – 10-31``, one day alone, for tables; with the years where they aren't the same."""
    if first == last:
        return short_day(first)
    written = "%m-%d" if first.year == last.year else "%Y-%m-%d"
    return f"{first:{written}} – {last:{written}}"


@register.filter(expects_localtime=True)
def moment(at: datetime | None) -> str:
    """``10-21 09:20``, for tables and source feet."""
    return NO_DATA if at is None else f"{at:%m-%d %H:%M}"


@register.filter(expects_localtime=True)
def long_day(day: date | None) -> str:
    """``10 月 22 日 周四``, for headings; with the year where it isn't this one."""
    if day is None:
        return NO_DATA
    parts = {
        "weekday": weekdays()[day.weekday()],
        "day": day.day,
        "month": short_month(day),
        "year": day.year,
    }
    if day.year == timezone.localdate().year:
        return gettext("%(weekday)s %(day)d %(month)s") % parts
    return gettext("%(weekday)s %(day)d %(month)s %(year)d") % parts


@register.filter(expects_localtime=True)
def month_name(month: date | None) -> str:
    """``2026 年 10 月``."""
    if month is None:
        return NO_DATA
    return gettext("%(month)s %(year)d") % {"month": short_month(month), "year": month.year}


@register.filter(expects_localtime=True)
def short_month(month: date | None) -> str:
    """``10 月``, where the year is plain."""
    return NO_DATA if month is None else months()[month.month - 1]


def months() -> tuple[str, ...]:
    return (
        pgettext("month", "Jan"),
        pgettext("month", "Feb"),
        pgettext("month", "Mar"),
        pgettext("month", "Apr"),
        pgettext("month", "May"),
        pgettext("month", "Jun"),
        pgettext("month", "Jul"),
        pgettext("month", "Aug"),
        pgettext("month", "Sep"),
        pgettext("month", "Oct"),
        pgettext("month", "Nov"),
        pgettext("month", "Dec"),
    )


def weekdays() -> tuple[str, ...]:
    return (
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )
