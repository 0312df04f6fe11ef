"""Who is in the team, what ran for it and what it was told."""

import pytest

from tests.guards.queries.counting import check
from tests.guards.queries.pages import PEOPLE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", PEOPLE)
def test_a_page_asks_equally_often_for_many_rows(name, measured, frame):
    check(measured[name], around=frame)
