"""What went wrong with a call, as a code, and what that means: wait, let in again, or somebody must do something."""

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta

from metrics.imports.as_of import BEIJING
from teamops.lib import http

BUSY, QUOTA, TOKEN, NOT_READY = "busy", "quota", "token", "not_ready"

# What each of the platforms' codes means for us; one that isn't here needs a person.
MEANINGS: Mapping[int, str] = {
    -1: BUSY,
    6: BUSY,
    45011: BUSY,
    45033: BUSY,
    45009: QUOTA,
    40001: TOKEN,
    40014: TOKEN,
    42001: TOKEN,
    61503: NOT_READY,
}
# Our own codes, for answers that weren't any: no connection, no JSON, another host.
PASSING = frozenset({"timeout", "unreachable", "http_status", "not_json", "too_large"})

WAITS = (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=1), timedelta(hours=3))
NOT_READY_WAIT = timedelta(hours=1)
# Quotas begin anew at midnight, and everybody asks then.
QUOTA_OVER = time(0, 20)
# What waits for a person is tried again once a day: an address may have been allowed without a word here.
DAILY = time(8, 15)
A_DAY = timedelta(days=1)

_ADDRESS = re.compile(r"(?:invalid ip|from ip:)\s*([0-9a-f.:]+[0-9a-f])", re.IGNORECASE)
# What of a platform's own words is kept; they end in ids that say nothing to anybody.
_TAIL = re.compile(r"[,;]?\s*(rid|hint|more info at)\b.*", re.IGNORECASE | re.DOTALL)
LONGEST = 120


class CallFailed(http.CallFailed):
    """A call without a usable answer: a code of ``sentences`` and its arguments."""

    @property
    def meaning(self) -> str:
        """One of the four above; empty if a person must do something."""
        if self.code in PASSING:
            return BUSY
        return MEANINGS.get(int(self.code), "") if self.code.lstrip("-").isdigit() else ""


def refused(errcode: int, errmsg: str) -> CallFailed:
    """The platform answered with an error."""
    arguments: dict[str, str | int] = {"errcode": errcode, "errmsg": _TAIL.sub("", errmsg)[:LONGEST]}
    if found := _ADDRESS.search(errmsg):
        arguments["address"] = found[1]
    return CallFailed(str(errcode), **arguments)


def next_try(failed: CallFailed, *, failures: int, at: datetime) -> datetime:
    """When to ask again after the ``failures``-th failure in a row. Clock times are Beijing's."""
    now = at.astimezone(BEIJING)
    if failed.meaning == NOT_READY:
        return at + NOT_READY_WAIT
    if failed.meaning == BUSY:
        return at + WAITS[min(failures, len(WAITS)) - 1]
    begins = QUOTA_OVER if failed.meaning == QUOTA else DAILY
    today = now.replace(hour=begins.hour, minute=begins.minute, second=0, microsecond=0)
    return today if now < today and failed.meaning != QUOTA else today + A_DAY
