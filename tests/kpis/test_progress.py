"""Progress control against days worked by hand, and against its own laws."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamops.lib.progress import (
    Colour,
    Standing,
    colour_of,
    course,
    gap_between,
    planned_on,
    ratchet,
    reached,
    serious_since,
)

GREEN, YELLOW, ORANGE, RED = Colour
START, END = date(2026, 10, 1), date(2026, 10, 10)
COLOURS = st.sampled_from(list(Colour))


@pytest.mark.parametrize(
    ("day", "points"),
    [
        (date(2026, 9, 30), 0),
        (date(2026, 10, 1), 10),
        (date(2026, 10, 5), 50),
        (date(2026, 10, 10), 100),
        (date(2026, 12, 31), 100),
    ],
)
def test_a_plan_goes_up_by_the_same_each_day_and_stays_at_100(day, points):
    assert planned_on(day, start=START, end=END) == points


def test_a_plan_of_one_day_is_due_on_it():
    assert planned_on(START, start=START, end=START) == 100


def test_a_plan_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="2026-09-30"):
        planned_on(START, start=START, end=START - timedelta(days=1))


@pytest.mark.parametrize(
    ("actual", "baseline", "target", "points"),
    [
        (D(150), D(100), D(200), D(50)),
        (D(100), D(100), D(200), D(0)),
        (D(220), D(100), D(200), D(120)),
        (D(90), D(100), D(200), D(-10)),
        # Lower is better: 35 % of the members left, 10 % may; 15 % is four fifths of the way.
        (D("0.15"), D("0.35"), D("0.10"), D(80)),
        (None, D(100), D(200), None),
    ],
)
def test_reached_is_the_part_of_the_way(actual, baseline, target, points):
    assert reached(actual, baseline=baseline, target=target) == points


def test_a_way_of_no_length_is_refused():
    with pytest.raises(ValueError, match="5"):
        reached(D(5), baseline=D(5), target=D(5))


@pytest.mark.parametrize(
    ("gap", "colour"),
    [("-40", GREEN), ("9.99", GREEN), ("9.994", GREEN), ("9.995", YELLOW), ("10", YELLOW), ("19.99", YELLOW),
     ("20", ORANGE), ("29.99", ORANGE), ("30", RED), ("140", RED)],
)  # fmt: skip
def test_a_gap_has_the_colour_of_its_points(gap, colour):
    assert colour_of(D(gap)) == colour


def test_no_data_is_no_gap():
    assert gap_between(D(60), None) is None


def colours(*actuals):
    """The colours of days on which 50 points were planned and so many reached."""
    first = date(2026, 10, 1)
    days = [
        (first + timedelta(days=n), D(50), None if actual is None else D(actual)) for n, actual in enumerate(actuals)
    ]
    return [standing.colour for standing in course(days)]


def test_the_ratchet_on_a_series_worked_by_hand():
    """Rises at once; one better day changes nothing, the second falls, to the worse of the two."""
    assert colours(45, 39, 29, 19, 35, 35, 35, 45, 31, 45, 45) == [
        GREEN,  # 5 behind
        YELLOW,  # 11
        ORANGE,  # 21
        RED,  # 31
        RED,  # 15: the first better day
        YELLOW,  # 15: the second
        YELLOW,
        YELLOW,  # 5: the first better day
        YELLOW,  # 19: not better after all
        YELLOW,  # 5: the first better day once more
        GREEN,  # 5: the second
    ]


def test_two_better_days_of_different_colours_fall_to_the_worse():
    assert colours(10, 35, 48, 48) == [RED, RED, YELLOW, GREEN]


def test_a_day_without_data_keeps_the_colour_and_is_no_better_day():
    assert colours(10, 48, None, None, 48) == [RED, RED, RED, RED, GREEN]


def test_what_is_serious_counts_from_the_first_of_the_days_that_reach_until_now():
    days = [date(2026, 10, n) for n in range(1, 6)]

    def since(*colours):
        standings = [Standing(day, D(50), None, colour) for day, colour in zip(days, colours, strict=False)]
        return serious_since(standings)

    assert since(RED, GREEN, ORANGE, RED, ORANGE) == days[2]
    assert since(ORANGE, RED) == days[0]
    assert since(RED, RED, YELLOW) is None
    assert since() is None


@given(held=COLOURS, yesterday=COLOURS, today=COLOURS)
def test_the_colour_is_never_better_than_the_day(held, yesterday, today):
    assert ratchet(held, yesterday=yesterday, today=today).rank >= today.rank


@given(held=COLOURS, yesterday=COLOURS, today=COLOURS)
def test_it_falls_only_after_two_better_days(held, yesterday, today):
    after = ratchet(held, yesterday=yesterday, today=today)

    assert after.rank >= held.rank or (yesterday.rank < held.rank and today.rank < held.rank)


@given(st.decimals(-10_000, 10_000, places=3), st.decimals(-10_000, 10_000, places=3))
def test_baseline_is_nothing_and_target_is_all(baseline, target):
    if baseline != target:
        assert reached(baseline, baseline=baseline, target=target) == 0
        assert reached(target, baseline=baseline, target=target) == 100


@given(st.integers(1, 900), st.integers(0, 900))
def test_a_plan_never_goes_back(length, n):
    end, day = START + timedelta(days=length), START + timedelta(days=n)

    assert planned_on(day, start=START, end=end) <= planned_on(day + timedelta(days=1), start=START, end=end)
    # A later last day promises less on every day: that is why the plan follows the first one.
    assert planned_on(day, start=START, end=end) >= planned_on(day, start=START, end=end + timedelta(days=30))
