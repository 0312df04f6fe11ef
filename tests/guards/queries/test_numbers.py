"""Channels, imports, content, the dictionary, and where a number comes from."""

import pytest

from tests.guards.queries.counting import check
from tests.guards.queries.pages import LINEAGE, NUMBERS

pytestmark = pytest.mark.django_db

MOST_FOR_LINEAGE = 22


@pytest.mark.parametrize("name", NUMBERS)
def test_a_page_asks_equally_often_for_many_rows(name, measured, frame):
    check(measured[name], around=frame)


@pytest.mark.parametrize("name", LINEAGE)
def test_a_page_of_lineage_asks_equally_often_for_many_cards(name, measured, frame):
    check(measured[name], around=frame, most=MOST_FOR_LINEAGE)
