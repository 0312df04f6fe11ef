"""The dots of a month's totals, and their names: nothing lies on anything else."""

from decimal import Decimal as D
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from kpis.drawing import AXIS, MOST_NAMES, spots_of, spread

XS = st.lists(st.decimals(2, 98, places=2), min_size=2, max_size=MOST_NAMES).map(sorted)


def named(*totals: str) -> dict[str, bool]:
    drawn = spread([(total, D(total), False) for total in totals])
    return {dot.name: dot.name_y is not None for dot in drawn.dots}


def test_three_totals_side_by_side_all_keep_their_names():
    assert all(named("59.48", "61.92", "74.88", "76.28", "77.80", "85.16", "90.33", "97.93", "101.25").values())


def test_a_crowd_is_dots_without_names():
    totals = [f"{50 + n}" for n in range(MOST_NAMES + 1)]

    assert not any(named(*totals).values())
    assert all(named(*totals[::4]).values())


def test_ten_equal_totals_are_ten_dots():
    assert len(named(*(f"80.0{n}" for n in range(10)))) == 10


@given(XS)
def test_a_name_covers_neither_a_dot_nor_another_name(xs):
    spots = spots_of(xs, is_named=True)

    for one, other in combinations(spots, 2):
        if one.name_y is not None:
            assert not any(one.boxes[1].meets(box) for box in other.boxes)
        if other.name_y is not None:
            assert not any(other.boxes[1].meets(box) for box in one.boxes)
    assert all(box.bottom <= AXIS and box.right <= 100 for spot in spots for box in spot.boxes)
    assert [spot.x for spot in spots] == xs
