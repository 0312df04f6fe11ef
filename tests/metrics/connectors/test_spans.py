"""Which days are asked for."""

from datetime import date, datetime, timedelta

import pytest

from metrics.connectors.errors import CallFailed, next_try
from metrics.connectors.spans import Came, cut, is_settled, last_ready, to_ask
from metrics.imports.as_of import BEIJING
from teamops.lib.months import Span

TODAY = date(2026, 11, 23)


def at(hour: int, minute: int = 0, *, day: date = TODAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BEIJING)


def days(first: int, last: int) -> list[date]:
    return [date(2026, 11, day) for day in range(first, last + 1)]


def asked(known=(), *, since=date(2026, 11, 16), again=0, oldest=date(2014, 12, 1), now=None) -> list[date]:
    return to_ask(dict(known), since=since, again=again, oldest=oldest, at=now or at(10))


@pytest.mark.parametrize(("hour", "minute", "last"), [(0, 0, 21), (7, 59, 21), (8, 0, 22), (23, 59, 22)])
def test_yesterday_is_ready_from_eight_in_beijing(hour, minute, last):
    assert last_ready(at(hour, minute)) == date(2026, 11, last)


def test_all_days_from_the_first_on_are_missing_at_first():
    assert asked() == days(16, 22)


def test_what_is_there_is_not_asked_for():
    there = {day: Came(is_there=True, asked_at=at(9)) for day in days(16, 20)}

    assert asked(there) == days(21, 22)


def test_a_gap_is_filled():
    there = {day: Came(is_there=True, asked_at=at(9)) for day in days(16, 22) if day.day != 18}

    assert asked(there) == days(18, 18)


def test_what_came_not_is_asked_for_again():
    assert asked({date(2026, 11, 20): Came(is_there=False, asked_at=at(9))}) == days(16, 22)


def test_a_wanted_day_before_the_first_is_asked_for_and_none_that_is_forgotten():
    wanted = {date(2026, 11, day): Came(is_there=False, asked_at=None) for day in (2, 8)}

    assert asked(wanted, oldest=date(2026, 11, 5)) == [date(2026, 11, 8), *days(16, 22)]


def test_a_day_that_was_asked_for_too_early_is_asked_for_again():
    early = Came(is_there=True, asked_at=at(2, 32, day=date(2026, 11, 21)))

    assert not is_settled(date(2026, 11, 20), early, again=0, at=at(10))


@pytest.mark.parametrize(("day", "settled"), [(22, False), (21, False), (20, False), (19, True)])
def test_a_day_is_asked_for_once_a_day_while_it_may_be_corrected(day, settled):
    yesterday = date(2026, 11, 22)
    came = Came(is_there=True, asked_at=at(23, day=yesterday))

    assert is_settled(date(2026, 11, day), came, again=3, at=at(10)) == settled
    assert is_settled(date(2026, 11, day), Came(is_there=True, asked_at=at(9)), again=3, at=at(10))


def test_runs_of_days_are_cut_at_the_longest_span():
    assert cut([*days(1, 9), *days(12, 12)], 7) == [
        Span(date(2026, 11, 1), date(2026, 11, 7)),
        Span(date(2026, 11, 8), date(2026, 11, 9)),
        Span(date(2026, 11, 12), date(2026, 11, 12)),
    ]
    assert cut([], 7) == []


@pytest.mark.parametrize("longest", [1, 7, 30])
def test_cutting_loses_no_day_and_doubles_none(longest):
    asked_for = [TODAY - timedelta(days=n) for n in range(200) if n % 11]

    spans = cut(asked_for, longest)

    assert sorted(day for span in spans for day in span) == sorted(asked_for)
    assert max(span.length for span in spans) <= longest


@pytest.mark.parametrize(
    ("code", "failures", "when"),
    [
        ("61503", 1, at(11)),
        ("61503", 9, at(11)),
        ("-1", 1, at(10, 2)),
        ("-1", 99, at(13)),
        ("timeout", 2, at(10, 10)),
        ("45009", 1, at(0, 20, day=date(2026, 11, 24))),
        ("40164", 1, at(8, 15, day=date(2026, 11, 24))),
        ("odd_answer", 1, at(8, 15, day=date(2026, 11, 24))),
    ],
)
def test_when_it_is_asked_again(code, failures, when):
    assert next_try(CallFailed(code), failures=failures, at=at(10)) == when
    assert when > at(10)
