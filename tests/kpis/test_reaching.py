"""The scoring rule backwards: what one KPI alone would have to come to. Worked out by hand."""

from decimal import Decimal

import pytest

from kpis.reaching import Barrier, Standing, needed

D = Decimal


def standing(actual, *, zero_at="0", target="100", cap="120", weight="20", step="1", **edges) -> Standing:
    numbers = (D(one) for one in (actual, zero_at, target, cap, weight, step))
    return Standing(*numbers, **{name: D(value) for name, value in edges.items()})


def test_a_rate_between_zero_and_target():
    # 28.5 % between 10 % and 35 % scores 74; 3.6 points of weight 20 are 18 of score: 92, which is 33 %.
    found = needed(standing("0.285", zero_at="0.10", target="0.35", step="0.001"), D("3.6"))

    assert found == (D("0.330"), None, D("9.2"))  # (120 − 74) × 20 ÷ 100


def test_lower_is_better():
    # 15 % between 35 % (0) and 10 % (100) scores 80; 2 points of weight 20 are 10 of score: 90, which is 12.5 %.
    found = needed(standing("0.15", zero_at="0.35", target="0.10", step="0.001", lowest="0"), D(2))

    assert found.actual == D("0.125")


@pytest.mark.parametrize(
    ("zero_at", "target", "rounded"),
    [("0", "300", 201), ("300", "0", 99)],  # 200.1 → 201 people; 99.9 → 99
)
def test_it_is_rounded_to_where_it_is_enough(zero_at, target, rounded):
    line = standing("150", zero_at=zero_at, target=target, weight="100")

    found = needed(line, D("16.7"))

    assert found.actual == rounded
    assert line.score_of(found.actual) - line.score_of(line.actual) >= D("16.7")


def test_what_lies_below_zero_has_to_come_up_to_it_first():
    # 5 % is below the zero of 10 % and scores 0; 10 points of weight 20 are a score of 50, which is 22.5 %.
    assert needed(standing("0.05", zero_at="0.10", target="0.35", step="0.001"), D(10)).actual == D("0.225")


def test_the_cap_stands_in_the_way():
    # A score of 110 of weight 20 has 10 of score left: 2 points.
    assert needed(standing("110"), D("2.01")) == (None, Barrier.CAP, D(2))
    assert needed(standing("110"), D(2)).actual == 120


def test_what_is_at_its_cap_gives_nothing_more():
    assert needed(standing("150"), D("0.01")) == (None, Barrier.CAP, 0)


def test_a_rate_has_no_more_than_all():
    # 95 % wanted, 90 % reached: 94.74 of score; all of it is 105.26, so 2.11 points of weight 20 at the most.
    line = standing("0.90", target="0.95", step="0.001", highest="1")

    found = needed(line, D(3))

    assert (found.actual, found.barrier, round(found.most, 2)) == (None, Barrier.EDGE, D("2.11"))
    assert needed(line, D(2)).actual == D("0.995")


def test_a_loss_has_no_less_than_none():
    # Zero at 3 violations, target 1: 1 scores 100, none would score 150 and so the cap of 120.
    line = standing("1", zero_at="3", target="1", cap="200", lowest="0")

    assert needed(line, D(10)).actual == 0
    assert needed(line, D(11)).barrier == Barrier.EDGE


def test_more_than_it_has_by_a_small_weight_is_refused():
    with pytest.raises(ValueError, match="weighs nothing"):
        needed(standing("1", weight="0"), D(1))
