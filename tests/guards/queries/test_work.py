"""The work: its lists, an item with its later parts, the records behind a process number."""

import pytest

from tests.guards.queries.counting import SIGN_IN, check
from tests.guards.queries.pages import ITEMS, RECORDS, WORK

pytestmark = pytest.mark.django_db

MOST_FOR_RECORDS = 10


@pytest.mark.parametrize("name", WORK)
def test_a_page_asks_equally_often_for_many_rows(name, measured, frame):
    check(measured[name], around=frame)


@pytest.mark.parametrize("name", ITEMS)
def test_an_item_asks_equally_often_for_a_long_trail(name, measured, frame):
    check(measured[f"{name}'s page"], around=frame)


@pytest.mark.parametrize(("name", "part"), [(name, part) for name, parts in ITEMS.items() for part in parts])
def test_a_later_part_of_an_item_asks_equally_often(name, part, measured):
    check(measured[f"{name}'s {part}"], around=SIGN_IN)


@pytest.mark.parametrize("name", RECORDS)
def test_what_a_number_counted_is_listed_with_as_many_queries_for_many_records(name, measured, frame):
    check(measured[name], around=frame, most=MOST_FOR_RECORDS)
