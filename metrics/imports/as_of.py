"""The day a file's numbers are of, as its name says: ``…_20261001-20261021.xls``, ``tendency_1793462400.xls``."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

# WeChat's days begin and end there, whatever the site's own time zone is.
BEIJING = ZoneInfo("Asia/Shanghai")

_DAY = re.compile(r"(?<!\d)(20\d{2})[-_./年]?(\d{1,2})[-_./月]?(\d{1,2})日?(?!\d)")
_UNIX = re.compile(r"(?<!\d)(1\d{9})(?!\d)")


def beijing_day(at: datetime) -> date:
    return at.astimezone(BEIJING).date()


def proposed(file_name: str, *, modified: date | None, today: date) -> date:
    """The last day in the file's name that isn't to come, else the day it was modified, else today."""
    days = [day for day in days_in(file_name) if day <= today]
    if days:
        return max(days)
    return min(modified, today) if modified else today


def days_in(file_name: str) -> Iterator[date]:
    for year, month, day in _DAY.findall(file_name):
        try:
            yield date(int(year), int(month), int(day))
        except ValueError:
            continue
    for seconds in _UNIX.findall(file_name):
        yield datetime.fromtimestamp(int(seconds), tz=BEIJING).date()
