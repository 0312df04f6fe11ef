"""A rejected row says of which day it is, where that can be read, so that a missing day can lead to it."""

from datetime import date

import pytest

from metrics.models import Channel
from tests.metrics.conftest import days, make_channel
from tests.metrics.order_files import paid, youzan

pytestmark = pytest.mark.django_db


def rejected_days(batch) -> list[date | None]:
    return list(batch.rejected_rows.values_list("day", flat=True))


def test_a_row_with_a_bad_number_is_of_its_day(account, bring_in):
    batch = bring_in(days(("2026-10-21", 5, 1, 104), ("2026-10-22", "10O", 1, 104, 0)), account)

    assert rejected_days(batch) == [date(2026, 10, 22)]


def test_a_row_whose_day_cannot_be_read_is_of_none(account, bring_in):
    batch = bring_in(days(("2026-10-21", 5, 1, 104), ("2026-13-22", 5, 1, 104)), account)

    assert rejected_days(batch) == [None]


def test_of_an_order_file_the_day_is_kept_with_what_is_left_of_it(team, bring_in):
    shop = make_channel(team, "有赞", Channel.Kind.SHOP)

    batch = bring_in(youzan(paid(1, 1, "1"), paid(2, 3, "12O.50")), shop)

    assert rejected_days(batch) == [date(2026, 10, 3)]
