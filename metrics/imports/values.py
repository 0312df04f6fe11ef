"""A cell's number or day, exactly as it stands there, or the reason why it has none. Knows nothing of Django.

``None`` is a cell that says nothing: no data, which is never zero.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from teamops.lib.rounding import MICRO, round_half_up

BLANK = frozenset({"", "-", "--", "—", "——", "–", "/", "N/A", "n/a"})
MINUS = "\N{MINUS SIGN}"
WECHAT_STARTED = date(2011, 1, 21)
LARGEST = Decimal(10) ** 14
ONE = Decimal(1)
HUNDRED = Decimal(100)
SIXTY = Decimal(60)

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
# How public pages and other people's tools write large numbers. No back end does: such a number is never exact.
_ROUNDED = re.compile(r"([+-]?[\d,.]+)\s*([万萬亿億wk]?)\s*\+?", re.IGNORECASE)
_ROUNDED_ENDS = frozenset("万萬亿億wWkK+＋")
_DIGITS = frozenset("0123456789")
_SCALES = {"": 1, "k": 10**3, "万": 10**4, "萬": 10**4, "w": 10**4, "亿": 10**8, "億": 10**8}
# What people write with a number: spaces, an apostrophe that makes it a text, what is counted.
_BESIDE = re.compile(r"[\s']|人次|[人次个条篇份单]")
_SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d+")
_ERROR = re.compile(r"#[A-Z/0]+[!?]|#N/A")
_MONEY = re.compile(r"^(¥|￥|RMB)\s*|\s*元$")
_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "Ｏ": "0"})
_DAY = re.compile(r"(\d{4})([-/.年]?)(\d{1,2})(?:\2|月)(\d{1,2})日?(?:[ T].*)?")
_SECONDS = re.compile(r"(?:(\d+)\s*(?:分钟?|min|m))?\s*(?:(\d+(?:\.\d+)?)\s*(?:秒|s)?)?", re.IGNORECASE)
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range(36_526, 73_051)
_LONGEST = 60


class Invalid(Exception):  # noqa: N818 - why a cell was rejected
    """Why a cell can't be taken: a code of ``reasons`` and its arguments."""

    def __init__(self, code: str, **arguments: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.arguments = arguments


def text(cell: Any) -> str:
    """A cell as people see it: a whole number without its ``.0``."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell == datetime(cell.year, cell.month, cell.day):  # noqa: DTZ001
        return cell.date().isoformat()
    written = str(cell).strip()
    return written.replace("\x00", "") if "\x00" in written else written


def plain(cell: Any) -> str:
    """A cell's text in half width, without spaces around it; a minus is the one of keyboards."""
    written = text(cell)
    return written if written.isascii() else unicodedata.normalize("NFKC", written).replace(MINUS, "-").strip()


def is_blank(cell: Any) -> bool:
    return plain(cell) in BLANK


def is_rounded(cell: Any) -> bool:
    """Whether somebody has rounded it: ``1.2万``, ``10万+``."""
    return isinstance(cell, str) and cell[-1:] not in _DIGITS and cell.rstrip()[-1:] in _ROUNDED_ENDS


def number(cell: Any, *, may_be_rounded: bool = False) -> Decimal | None:
    """A number with or without thousands; one that somebody has rounded (``1.2万``, ``10万+``) only if it may be."""
    written = plain(cell)
    if written in BLANK:
        return None
    refuse_uncomputed(written)
    if isinstance(cell, bool | date):
        raise Invalid("not_a_number")
    if isinstance(cell, str):
        value = _decimal(_MONEY.sub("", written), may_be_rounded=may_be_rounded)
    else:
        value = _machine_number(repr(cell) if isinstance(cell, float) else written)
    if abs(value) >= LARGEST:
        raise Invalid("too_large")
    return at_most_six_places(value)


def refuse_uncomputed(written: str) -> None:
    """A formula in place of its result, or the error that it came to."""
    if written.startswith("="):
        raise Invalid("formula")
    if written.startswith("#") and _ERROR.fullmatch(written):
        raise Invalid("error_cell", error=written)


def at_most_six_places(value: Decimal) -> Decimal:
    """As many places as are kept; a half goes away from zero."""
    rounded = round_half_up(value, MICRO)
    return value if value == rounded else rounded


def times(each: Decimal | None, count: Decimal | None) -> Decimal | None:
    """A rate or mean of an export is kept as its sum over the count, so that it can be added up."""
    return None if each is None or count is None else at_most_six_places(each * count)


def _machine_number(written: str) -> Decimal:
    value = Decimal(written)
    if not value.is_finite():
        raise Invalid("not_a_number")
    return value


def _decimal(written: str, *, may_be_rounded: bool) -> Decimal:
    if len(written) <= _LONGEST and _NUMBER.fullmatch(written):
        return Decimal(written.replace(",", ""))
    mended = written.translate(_LOOKALIKES)
    if mended != written and any(sign.isdigit() for sign in written) and _NUMBER.fullmatch(mended):
        letter = next(sign for sign in written if sign.translate(_LOOKALIKES) != sign)
        raise Invalid("letter_in_number", letter=letter, mended=mended.replace(",", ""))
    rounded = _ROUNDED.fullmatch(written) if len(written) <= _LONGEST else None
    if rounded and _NUMBER.fullmatch(rounded[1]):
        if not may_be_rounded:
            raise Invalid("rounded_number")
        return Decimal(rounded[1].replace(",", "")) * _SCALES[rounded[2].lower()]
    raise _why_no_number(written)


def _why_no_number(written: str) -> Invalid:
    if len(written) > _LONGEST:
        return Invalid("not_a_number")
    if _SCIENTIFIC.fullmatch(written):
        return Invalid("scientific")
    if written.endswith("%") and _NUMBER.fullmatch(written[:-1]):
        return Invalid("percentage")
    alone = _BESIDE.sub("", written)
    if _NUMBER.fullmatch(alone):
        beside = "".join(dict.fromkeys(_BESIDE.findall(written)))
        return Invalid("beside_number", beside=beside.strip() or "␣", mended=alone.replace(",", ""))
    return Invalid("not_a_number")


def count(cell: Any) -> Decimal | None:
    """A whole number from zero up, as exact as it is written."""
    value = number(cell, may_be_rounded=True)
    if value is None:
        return None
    if value < 0:
        raise Invalid("negative")
    if value != value.to_integral_value():
        raise Invalid("not_whole")
    return value


def whole(cell: Any) -> Decimal | None:
    """A whole number, below zero too, as exact as it is written."""
    value = number(cell, may_be_rounded=True)
    if value is not None and value != value.to_integral_value():
        raise Invalid("not_whole")
    return value


def rate(cell: Any) -> Decimal | None:
    """A part of one: ``11.14%`` or ``0.1114``. A bare 11.14 could mean either, so it is refused."""
    if is_blank(cell):
        return None
    written = plain(cell)
    value = number(written[:-1]) if written.endswith("%") else number(cell)
    if value is None:
        raise Invalid("not_a_number")
    if written.endswith("%"):
        value /= HUNDRED
    if not 0 <= value <= 1:
        raise Invalid("rate_over_one")
    return value


def seconds(cell: Any) -> Decimal | None:
    """``32.50秒``, ``10秒``, ``1分20秒`` or a bare number of seconds."""
    if is_blank(cell):
        return None
    if not isinstance(cell, str):
        value = number(cell)
    else:
        refuse_uncomputed(plain(cell))
        match = _SECONDS.fullmatch(plain(cell))
        if match is None or not any(match.groups()):
            raise Invalid("not_a_duration")
        value = Decimal(match[1] or 0) * SIXTY + Decimal(match[2] or 0)
    if value is not None and value < 0:
        raise Invalid("negative")
    return value


def day(cell: Any, *, today: date) -> date:
    """A day, however it is written. Raise ``Invalid`` for none, no such day, a day to come, or one before WeChat."""
    found = _day(cell)
    if found > today:
        raise Invalid("day_in_future", today=today.isoformat())
    if found < WECHAT_STARTED:
        raise Invalid("day_too_early")
    return found


def is_day(cell: Any) -> bool:
    """Whether it can be read as a day."""
    try:
        _day(cell)
    except Invalid:
        return False
    return True


def _day(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return _written_day(text(cell))


@lru_cache(maxsize=10_000)
def _written_day(cell: str) -> date:
    """A long file names few days in many rows: they are read, and stand in memory, once."""
    if is_blank(cell):
        raise Invalid("no_day")
    written = plain(cell)
    refuse_uncomputed(written)
    if written.isdigit() and len(written) == 5 and int(written) in _EXCEL_DAYS:  # noqa: PLR2004 - an Excel day number
        return _EXCEL_EPOCH + timedelta(days=int(written))
    match = _DAY.fullmatch(written)
    if match is None or (not match[2] and len(written) != len("20261001")):
        raise Invalid("not_a_day")
    try:
        return date(int(match[1]), int(match[3]), int(match[4]))
    except ValueError as error:
        raise Invalid("no_such_day") from error
