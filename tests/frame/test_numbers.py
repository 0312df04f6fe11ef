"""How numbers and days are written."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template

from teamops.lib.tags import numbers

D = Decimal


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (D("83.4"), "83.40"),
        (D("1204"), "1,204.00"),
        (D("-6.3"), "−6.30"),
        (D("2.675"), "2.68"),
        (D("-2.675"), "−2.68"),
        (D("-0.001"), "0.00"),
        (0, "0.00"),
        (None, "—"),
    ],
)
def test_a_score_has_two_places_and_a_true_minus(value: Decimal | None, text: str) -> None:
    assert numbers.score(value) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (D(1204), "people", "1,204\u00a0人"),
        (D("312.5"), "people", "312.5\u00a0人"),
        (D(3), "times", "3\u00a0次"),
        (D(7), "count", "7"),
        (D("0.285"), "percent", "28.5%"),
        (D("-0.0005"), "percent", "−0.1%"),
        (D("3.267"), "ratio", "3.27"),
        (D("9999.99"), "yuan", "9,999.99\u00a0元"),
        (D("9999.995"), "yuan", "1.00\u00a0万元"),
        (D(186200), "yuan", "18.62\u00a0万元"),
        (D(-186200), "yuan", "−18.62\u00a0万元"),
        (D(312000000), "yuan", "3.12\u00a0亿元"),
        (D(99999999), "yuan", "1.00\u00a0亿元"),
        (D(45), "seconds", "45\u00a0秒"),
        (D(12), "minutes", "12\u00a0分钟"),
        (D(5), "unheard of", "5"),
        (None, "people", "—"),
    ],
)
@pytest.mark.usefixtures("chinese")
def test_a_quantity_carries_its_unit_in_chinese(value: Decimal | None, unit: str, text: str) -> None:
    assert numbers.quantity(value, unit) == text


@pytest.mark.parametrize(
    ("last", "text"),
    [
        (date(2026, 10, 1), "10-01"),
        (date(2026, 10, 31), "10-01 – 10-31"),
        (date(2027, 1, 2), "2026-10-01 – 2027-01-02"),
    ],
)
def test_a_span_says_its_years_where_they_differ(last: date, text: str) -> None:
    assert numbers.until(date(2026, 10, 1), last) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(D("15912.345"), "yuan", "15,912.35\u00a0元"), (D(20816), "people", "20,816\u00a0人"), (None, "yuan", "—")],
)
@pytest.mark.usefixtures("chinese")
def test_two_sums_to_be_compared_are_told_to_the_cent(value: Decimal | None, unit: str, text: str) -> None:
    assert numbers.in_full(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (D(1), "people", "1\u00a0person"),
        (D(2), "people", "2\u00a0people"),
        (D(186200), "yuan", "186,200\u00a0yuan"),
        (D("0.225"), "percent", "22.5%"),
    ],
)
@pytest.mark.usefixtures("english")
def test_a_quantity_carries_its_unit_in_english(value: Decimal, unit: str, text: str) -> None:
    assert numbers.quantity(value, unit) == text


@pytest.mark.usefixtures("chinese")
def test_the_unit_can_stand_smaller_and_lighter() -> None:
    assert numbers.measured(D(60), "people") == '60<span class="u">人</span>'
    assert numbers.measured(D("0.6"), "percent") == '60.0<span class="u">%</span>'
    assert numbers.measured(None, "people") == "—"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [(D("0.51"), 2, "+0.51"), (D("-6.3"), 1, "−6.3"), (D("0.04"), 1, "0.0"), (D(0), 2, "0.00"), (None, 2, "—")],
)
def test_a_change_carries_its_sign(value: Decimal | None, places: int, text: str) -> None:
    assert numbers.signed(value, places) == text


@pytest.mark.usefixtures("chinese")
def test_days_and_months_in_chinese() -> None:
    assert numbers.short_day(date(2026, 10, 21)) == "10-21"
    assert numbers.long_day(date(2020, 10, 22)) == "2020\u00a0年 10\u00a0月 22\u00a0日 周四"
    assert numbers.month_name(date(2026, 10, 1)) == "2026\u00a0年 10\u00a0月"
    assert numbers.short_month(date(2026, 9, 1)) == "9\u00a0月"
    assert numbers.short_day(None) == numbers.long_day(None) == numbers.month_name(None) == "—"


@pytest.mark.usefixtures("english")
def test_days_and_months_in_english() -> None:
    assert numbers.long_day(date(2020, 10, 22)) == "Thu 22 Oct 2020"
    assert numbers.month_name(date(2026, 10, 1)) == "Oct 2026"


@pytest.mark.usefixtures("chinese")
def test_the_year_is_left_out_in_this_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers.timezone, "localdate", lambda: date(2026, 11, 3))
    assert numbers.long_day(date(2026, 10, 22)) == "10\u00a0月 22\u00a0日 周四"


def test_a_moment_is_told_in_local_time() -> None:
    text = Template("{% load numbers %}{{ at|moment }} {{ at|short_day }}").render(
        Context({"at": datetime(2026, 10, 21, 22, 30, tzinfo=UTC)})
    )
    assert text == "10-22 06:30 10-22"
