"""Which days to ask for: those that are missing, those asked too early, never those the platform has no more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from metrics.imports.as_of import BEIJING
from teamops.lib.months import Span

A_DAY = timedelta(days=1)
# From then on the platforms have yesterday's numbers.
READY_AT = time(8, 0)
# How long WeCom remembers, and how long before that the last chance is announced.
REMEMBERED = timedelta(days=180)
LAST_CHANCE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Came:
    """What is known of one day: whether its numbers are there, and when they were asked for last."""

    is_there: bool
    asked_at: datetime | None


def remembered(today: date) -> date:
    """The oldest day that a platform which forgets still has."""
    return today - REMEMBERED


def last_ready(at: datetime) -> date:
    """The last day whose numbers the platforms should have."""
    now = at.astimezone(BEIJING)
    return now.date() - (A_DAY if now.time() >= READY_AT else 2 * A_DAY)


def ready_from(day: date) -> datetime:
    """The moment from which on a day's numbers can be trusted."""
    return datetime.combine(day + A_DAY, READY_AT, BEIJING)


def to_ask(known: Mapping[date, Came], *, since: date, again: int, oldest: date, at: datetime) -> list[date]:
    """The days to ask for, oldest first: each day from ``since`` on and each that is ``known``, but for

    those that are there for good. A day that came is asked for again once a day for ``again`` days, since the platforms
    correct their numbers; and if it was asked for before it was ready. ``oldest`` is the first day the platform has.
    """
    last = last_ready(at)
    days = {*Span(max(since, oldest), last), *(day for day in known if oldest <= day <= last)}
    return sorted(day for day in days if not is_settled(day, known.get(day), again=again, at=at))


def is_settled(day: date, came: Came | None, *, again: int, at: datetime) -> bool:
    """Whether a day needn't be asked for (any more today)."""
    if came is None or not came.is_there or came.asked_at is None or came.asked_at < ready_from(day):
        return False
    asked_on, today = came.asked_at.astimezone(BEIJING).date(), at.astimezone(BEIJING).date()
    return asked_on >= min(today, day + timedelta(days=again))


def cut(days: Iterable[date], longest: int) -> list[Span]:
    """Runs of consecutive days, none longer than ``longest``."""
    spans: list[Span] = []
    for day in sorted(set(days)):
        if spans and day == spans[-1].last + A_DAY and spans[-1].length < longest:
            spans[-1] = Span(spans[-1].first, day)
        else:
            spans.append(Span(day, day))
    return spans
