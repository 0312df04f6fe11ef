"""The scoring rule against cases worked by hand, and against its own laws."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.scoring import Wanted, blend, prorated, score, settle, shown, stored, total_of

HALVES = {"process": D(40), "result": D(60)}

# name, actual, zero_at, target, cap, the score that a person works out on paper
SCORES = [
    ("on target", D("0.95"), D(0), D("0.95"), D(120), D(100)),
    ("at zero", D(0), D(0), D("0.95"), D(120), D(0)),
    ("half way", D("50"), D(0), D("100"), D(120), D(50)),
    ("between zero_at 50 % and target 95 %: 41.4 of 45", D("0.914"), D("0.5"), D("0.95"), D(120), D(92)),
    ("over target, under the cap", D("110"), D(0), D("100"), D(120), D(110)),
    ("over the cap", D("150"), D(0), D("100"), D(120), D(120)),
    ("exactly at the cap", D("120"), D(0), D("100"), D(120), D(120)),
    ("another cap", D("150"), D(0), D("100"), D(100), D(100)),
    ("below zero_at", D("0.3"), D("0.5"), D("0.95"), D(120), D(0)),
    ("a negative number", D("-40"), D(0), D("100"), D(120), D(0)),
    ("lower is better: 15 % left of 35 % to 10 %", D("0.15"), D("0.35"), D("0.10"), D(120), D(80)),
    ("lower is better, on target", D("0.10"), D("0.35"), D("0.10"), D(120), D(100)),
    ("lower is better, better than target", D("0.05"), D("0.35"), D("0.10"), D(120), D(120)),
    ("lower is better, a little better", D("0.09"), D("0.35"), D("0.10"), D(120), D(104)),
    ("lower is better, worse than zero_at", D("0.40"), D("0.35"), D("0.10"), D(120), D(0)),
    ("nothing is best: no violation", D(0), D(3), D(0), D(120), D(100)),
    ("nothing is best: one of three", D(1), D(3), D(0), D(120), D("66.666667")),
    ("a target below nothing", D("-10"), D("-30"), D("10"), D(120), D(50)),
    ("a third stays a third", D(1), D(0), D(3), D(120), D("33.333333")),
    ("no data", None, D(0), D("100"), D(120), None),
]


@pytest.mark.parametrize(
    ("actual", "zero_at", "target", "cap", "expected"), [case[1:] for case in SCORES], ids=[case[0] for case in SCORES]
)
def test_a_score_is_what_a_person_works_out(actual, zero_at, target, cap, expected):
    assert stored(score(actual, zero_at=zero_at, target=target, cap=cap)) == expected


def test_a_target_that_is_its_zero_is_refused():
    with pytest.raises(ValueError, match="must differ"):
        score(D(1), zero_at=D(5), target=D(5))


def kpi(half, weight, actual, *, target=D(100), zero_at=D(0), cap=D(120)):
    return Wanted(half, D(weight), zero_at, target, cap), None if actual is None else D(actual)


def settled(kpis, *, weights):
    return settle([wanted for wanted, _actual in kpis], [actual for _wanted, actual in kpis], weights=weights)


def test_a_whole_card_of_the_reference():
    """The six lines of a user operator: 13.50 + 13.20 + 9.20 = 35.90 and 16.40 + 14.80 + 16.30 = 47.50."""
    card = settled(
        [
            kpi("process", 15, D("0.225"), target=D("0.25")),
            kpi("process", 15, D("0.132"), target=D("0.15")),
            kpi("process", 10, D("0.914"), target=D("0.95"), zero_at=D("0.5")),
            kpi("result", 20, D("0.446"), target=D("0.50"), zero_at=D("0.2")),
            kpi("result", 20, D("0.285"), target=D("0.35"), zero_at=D("0.1")),
            kpi("result", 20, D("0.0815"), target=D("0.10")),
        ],
        weights=HALVES,
    )

    assert [shown(line.points) for line in card.lines] == [
        D("13.50"),
        D("13.20"),
        D("9.20"),
        D("16.40"),
        D("14.80"),
        D("16.30"),
    ]
    assert shown(card.halves["process"]) == D("35.90")
    assert shown(card.halves["result"]) == D("47.50")
    assert shown(card.total) == D("83.40")


def test_a_kpi_without_data_gives_its_weight_to_the_others_in_proportion():
    """Weights 10, 10, 20: without the last, 10 and 10 become 20 and 20; 50 and 100 of them earn 10 + 20."""
    card = settled(
        [kpi("process", 10, 50), kpi("process", 10, 100), kpi("process", 20, None), kpi("result", 60, 100)],
        weights=HALVES,
    )

    assert [line.weight for line in card.lines] == [20, 20, 0, 60]
    assert [line.points for line in card.lines] == [10, 20, None, 60]
    assert card.halves == {"process": 30, "result": 60}
    assert card.total == 90


def test_uneven_weights_are_raised_in_proportion():
    """15 and 10 of 40 remain: 24 and 16. 80 and 60 of them earn 19.20 + 9.60."""
    card = settled(
        [kpi("process", 15, 80), kpi("process", 10, 60), kpi("process", 15, None), kpi("result", 60, 0)], weights=HALVES
    )

    assert [line.weight for line in card.lines] == [24, 16, 0, 60]
    assert shown(card.halves["process"]) == D("28.80")
    assert shown(card.total) == D("28.80")


def test_a_half_without_any_data_leaves_the_total_empty_and_keeps_the_other_half():
    card = settled([kpi("process", 40, 80), kpi("result", 30, None), kpi("result", 30, None)], weights=HALVES)

    assert card.halves == {"process": 32, "result": None}
    assert card.total is None


def test_a_score_of_zero_is_data():
    card = settled([kpi("process", 40, 0), kpi("result", 60, 100)], weights=HALVES)

    assert card.halves["process"] == 0
    assert card.total == 60


def test_the_cap_applies_before_the_weights():
    card = settled([kpi("process", 20, 500), kpi("process", 20, 0), kpi("result", 60, 100)], weights=HALVES)

    assert card.halves["process"] == 24


def test_another_split_of_the_halves():
    card = settled([kpi("process", 50, 80), kpi("result", 50, 90)], weights={"process": D(50), "result": D(50)})

    assert card.total == 85


HALF_CENTS = [
    (D("83.405"), D("83.41")),
    (D("83.395"), D("83.40")),
    (D("0.005"), D("0.01")),
    (D("-0.005"), D("-0.01")),
    (D("2.675"), D("2.68")),
    (D("83.4049999999999999999999999"), D("83.40")),
    (D("83.333333333333"), D("83.33")),
    (D("66.666666666667"), D("66.67")),
    (D("-0.001"), D("0.00")),
]


@pytest.mark.parametrize(("exact", "expected"), HALF_CENTS)
def test_a_half_cent_goes_up(exact, expected):
    assert shown(exact) == expected


def test_a_half_cent_made_of_thirds_goes_up():
    """Three thirds of 0.005 are 0.005: with rounded thirds they would fall short of it and go down."""
    wanted = [kpi("process", 40, 0), *(kpi("result", 20, D("0.025"), target=D(300)) for _ in range(3))]

    assert shown(settled(wanted, weights=HALVES).halves["result"]) == D("0.01")


def test_lines_keep_six_places():
    assert stored(D("66.6666665")) == D("66.666667")


def test_a_target_shrinks_to_the_days_held():
    assert prorated(D(210), held=10, of=21) == 100


def test_parts_are_blended_by_share_and_days():
    """60 % for 20 days and 40 % for 31: 1200 and 1240."""
    assert stored(blend([(D(80), D(60 * 20)), (D(50), D(40 * 31))])) == D("64.754098")  # 158,000 ÷ 2,440


def test_a_part_with_an_empty_half_empties_the_whole():
    assert blend([(D(80), D(1)), (None, D(1))]) is None


amounts = st.decimals(min_value=-1000, max_value=1000, places=4, allow_nan=False, allow_infinity=False)
scales = st.tuples(amounts, amounts).filter(lambda pair: pair[0] != pair[1])


@given(scale=scales, actual=amounts, step=st.decimals(min_value=0, max_value=500, places=4))
def test_moving_towards_the_target_never_lowers_a_score(scale, actual, step):
    zero_at, target = scale
    nearer = actual + step if target > zero_at else actual - step

    assert score(nearer, zero_at=zero_at, target=target) >= score(actual, zero_at=zero_at, target=target)


@given(scale=scales, actual=amounts)
def test_a_score_is_between_zero_and_the_cap(scale, actual):
    zero_at, target = scale

    assert 0 <= score(actual, zero_at=zero_at, target=target) <= 120


actuals = st.lists(st.none() | st.integers(min_value=-50, max_value=300), min_size=1, max_size=5)


@given(process=actuals, result=actuals)
def test_the_lines_add_up_to_the_halves_and_the_halves_to_the_total(process, result):
    wanted = [kpi("process", D(40) / 8, actual) for actual in process] + [
        kpi("result", D(60) / 8, actual) for actual in result
    ]

    card = settled(wanted, weights=HALVES)

    for half, weight in HALVES.items():
        lines = [
            line
            for (one, _actual), line in zip(wanted, card.lines, strict=True)
            if one.half == half and line.points is not None
        ]
        if lines:
            assert total_of([line.points for line in lines]) == card.halves[half]
            assert stored(total_of([line.weight for line in lines])) == weight
        else:
            assert card.halves[half] is None
    if None not in card.halves.values():
        assert card.total == total_of(card.halves.values())
