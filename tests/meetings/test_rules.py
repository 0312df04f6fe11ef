"""On which days a series meets, around days off."""

from datetime import date

import pytest

from meetings.rules import Rule
from roles.calendar import is_officially_worked
from teamops.lib.months import Span

FIRST = date(2026, 9, 1)


class China:
    """The official calendar alone."""

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and is_officially_worked(day)


def days(rule: Rule, span: Span) -> list[str]:
    return [f"{day:%m-%d}" for day in rule.days(span, China())]


# In October 2026 the 1st to the 7th are holidays, and Saturday the 10th is worked for one of them.
OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule("weekly", FIRST, weekday=1), ["10-13", "10-20", "10-27"]),
        (Rule("weekly", FIRST, weekday=1, moves=True), ["10-08", "10-13", "10-20", "10-27"]),
        (Rule("weekly", date(2026, 10, 8), every=2, weekday=3), ["10-08", "10-22"]),
        (Rule("monthly", FIRST, month_day=3, moves=True), ["10-08"]),
        (Rule("monthly", FIRST, month_day=3), []),
        (Rule("monthly", FIRST, month_day=31), []),  # a Saturday
        (Rule("monthly", FIRST, every=2, month_day=9), []),
        (Rule("once", date(2026, 10, 4)), ["10-04"]),
    ],
)
def test_a_rule_meets_around_days_off(rule, expected):
    assert days(rule, OCTOBER) == expected


def test_daily_means_working_days_make_up_saturdays_too():
    assert days(Rule("daily", FIRST), Span(date(2026, 10, 1), date(2026, 10, 12))) == [
        "10-08",
        "10-09",
        "10-10",
        "10-12",
    ]


def test_a_day_beyond_a_months_end_is_its_last():
    assert days(Rule("monthly", FIRST, month_day=31), Span(date(2026, 11, 1), date(2026, 11, 30))) == ["11-30"]
