"""Scorecards and templates, goals, targets and awards."""

import pytest

from tests.guards.queries.counting import check
from tests.guards.queries.pages import AWARDS, CARDS, GOAL, GOALS, OPEN_LINE, PRINT, TARGETS

pytestmark = pytest.mark.django_db

# A month's targets: templates with their KPIs, holders, what was said, last month's lines, who confirmed, questions.
MOST_FOR_TARGETS = 14
# A month's awards: which are given, what each reads (metrics with their formulas), the candidates' numbers, whose work
# it is, who was picked.
MOST_FOR_AWARDS = 26
MOST_FOR_OPEN_LINE = 14
# A goal with its course, what was agreed, its milestones, notes and parts.
MOST_FOR_GOAL = 12


@pytest.mark.parametrize("name", CARDS | GOALS)
def test_a_page_asks_equally_often_for_many_rows(name, measured, frame):
    check(measured[name], around=frame)


def test_the_printed_card_asks_equally_often_for_many_kpis(measured, frame):
    check(measured[PRINT], around=frame)


def test_an_open_line_asks_equally_often_for_many_points(measured, frame):
    check(measured[OPEN_LINE], around=frame, most=MOST_FOR_OPEN_LINE)


def test_a_goal_asks_equally_often_for_many_moves_and_parts(measured, frame):
    check(measured[GOAL], around=frame, most=MOST_FOR_GOAL)


@pytest.mark.parametrize("name", TARGETS)
def test_a_months_targets_ask_equally_often_for_many_holders(name, measured, frame):
    check(measured[name], around=frame, most=MOST_FOR_TARGETS)


@pytest.mark.parametrize("name", AWARDS)
def test_awards_ask_equally_often_for_many_candidates_and_picks(name, measured, frame):
    check(measured[name], around=frame, most=MOST_FOR_AWARDS)
