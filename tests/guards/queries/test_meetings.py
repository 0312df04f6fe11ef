"""Stand-ups, blockers and meetings."""

import pytest

from tests.guards.queries.counting import check
from tests.guards.queries.pages import MEETING, MEETINGS

pytestmark = pytest.mark.django_db

# A meeting asks each section of its agenda: the weekly one has eight.
MOST_FOR_MEETING = 40


@pytest.mark.parametrize("name", MEETINGS)
def test_a_page_asks_equally_often_for_many_rows(name, measured, frame):
    check(measured[name], around=frame)


def test_a_meeting_asks_equally_often_for_a_long_agenda(measured, frame):
    check(measured[MEETING], around=frame, most=MOST_FOR_MEETING)
