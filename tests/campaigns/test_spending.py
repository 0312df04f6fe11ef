"""The arithmetic of budgets."""

from decimal import Decimal as D

import pytest

from campaigns.spending import Standing, added_by, still_committed


@pytest.mark.parametrize(
    ("used", "warning", "is_over"),
    [
        ("0", 0, False),
        ("79.99", 0, False),
        ("80", 80, False),
        ("99.99", 80, False),
        ("100", 100, False),
        ("100.01", 100, True),
    ],
)
def test_people_are_warned_at_80_and_100_percent_and_more_than_100_is_over(used, warning, is_over):
    standing = Standing(planned=D(100), spent=D(used))

    assert (standing.warning, standing.is_over) == (warning, is_over)


def test_a_third_is_not_rounded_up_to_a_warning():
    assert Standing(planned=D("0.03"), spent=D("0.02")).warning == 0
    assert Standing(planned=D("333.33"), spent=D("266.66")).warning == 0
    assert Standing(planned=D("333.35"), spent=D("266.68")).warning == 80


def test_what_is_committed_is_used_as_what_is_spent():
    standing = Standing(planned=D(100), committed=D(50), spent=D("30.01"))

    assert (standing.used, standing.left, standing.warning) == (D("80.01"), D("19.99"), 80)


def test_without_a_plan_anything_is_over():
    assert Standing().warning == 0
    assert Standing(spent=D("0.01")).is_over
    assert Standing(spent=D("0.01")).percent is None


@pytest.mark.parametrize(("amount", "spent", "left"), [(100, 0, 100), (100, 40, 60), (100, 100, 0), (100, 130, 0)])
def test_what_is_spent_on_a_commitment_leaves_it(amount, spent, left):
    assert still_committed(D(amount), D(spent)) == left


@pytest.mark.parametrize(("amount", "left", "more"), [(100, 0, 100), (100, 100, 0), (60, 100, 0), (130, 100, 30)])
def test_a_spend_adds_what_was_not_committed_before(amount, left, more):
    assert added_by(D(amount), left_of_commitment=D(left)) == more
