"""The frame around every page, the home page, and what is a person's own."""

import pytest

from tests.guards.queries.counting import check
from tests.guards.queries.pages import FRAME, HOME, PERSONAL_PAGES

pytestmark = pytest.mark.django_db

# What the frame asks on every page: the session, the person, the member with their level, the person's teams, unread
# notices, the data clock, the working days.
MOST_FOR_FRAME = 9
# It says something of everything: the stand-up with its open blockers and who could own a new one, the team, the cards,
# the targets that wait, the work that does and what its words ask for, the yeses and blockers that hold the team up,
# the numbers that changed.
MOST_FOR_HOME = 26


def test_the_frame_asks_little(measured):
    assert len(measured[FRAME][0]) <= MOST_FOR_FRAME, "\n".join(measured[FRAME][0])


def test_the_home_page_asks_equally_often_for_many_rows(measured, frame):
    check(measured[HOME], around=frame, most=MOST_FOR_HOME)


@pytest.mark.parametrize("name", PERSONAL_PAGES)
def test_a_personal_page_asks_equally_often_for_many_rows(name, measured, frame):
    check(measured[name], around=frame)
