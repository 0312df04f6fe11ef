"""Bottlenecks: how long items stood at each stage in a month, and how often they came back."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from campaigns.bottlenecks import of_month
from campaigns.durations import percentile
from campaigns.models import Workflow
from campaigns.services import stages
from tests.campaigns.conftest import go, moment, start
from tests.campaigns.words.conftest import fresh

D = Decimal
NOVEMBER = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("values", "part", "expected"),
    [
        ([], "0.5", None),
        (["4"], "0.9", "4"),
        (["1", "3"], "0.5", "2"),
        (["5", "1", "3"], "0.5", "3"),
        (["0", "10"], "0.9", "9.0"),
        ([str(n) for n in range(11)], "0.9", "9"),
    ],
)
def test_a_percentile_lies_between_its_neighbours(values, part, expected):
    found = percentile([D(value) for value in values], D(part))
    assert found == (None if expected is None else D(expected))


def rows(team, month=NOVEMBER):
    return {row.stage.code: row for row in of_month(team, Workflow.objects.current(team).get(code="content"), month)}


@pytest.fixture
def two_topics(planner, writer, team):
    """One left its topic after two working hours, one after four; that one was sent back and left it again."""
    quick, slow = (start(planner, title=title, at=moment("10:00")) for title in ("快", "慢"))
    go(quick, "create", by=planner, at=moment("12:00"))
    slow = go(slow, "create", by=planner, at=moment("14:00"))
    topic = slow.workflow.stages.get(code="topic")
    stages.send_back(slow, to=topic, by=planner, at=moment("15:00"), reason="读者不清楚")
    go(fresh(slow), "create", by=planner, at=moment("15:00", "2026-12-01"))


def test_median_and_rework_are_of_what_left_in_the_month(two_topics, team):
    topic = rows(team)["topic"]
    assert (topic.count, topic.median, topic.again, topic.rework) == (2, D(3), 0, D(0))
    december = rows(team, date(2026, 12, 1))["topic"]
    assert (december.count, december.again, december.rework) == (1, 1, D(100))
    assert december.late == 1
    assert rows(team)["create"].back == 1
    assert rows(team)["publish"].median is None


def test_each_number_opens_the_items_behind_it(two_topics, member, browse):
    page = browse(member).get(reverse("campaigns:bottlenecks", args=["brook"]), {"month": "2026-11"}).content.decode()
    path = reverse("campaigns:bottlenecks-stays", args=["brook", "create"])
    assert path in page
    behind = browse(member).get(path, {"month": "2026-11", "show": "back"}).content.decode()
    assert "慢" in behind
    assert "快" not in behind


@pytest.mark.parametrize("asked", [{"workflow": "nothing"}, {"month": "2026-13"}])
def test_what_isnt_there_is_said_so(asked, member, browse):
    assert browse(member).get(reverse("campaigns:bottlenecks", args=["brook"]), asked).status_code == 404


def test_another_teams_items_dont_count(two_topics, other_team):
    assert all(row.count == 0 for row in rows(other_team).values())


def test_the_stage_of_an_older_version_stays_in_the_picture(two_topics, team):
    newer = Workflow.objects.create(team=team, code="content", version=2, name="新内容", name_en="New")
    newer.stages.create(position=1, code="draft", name="写稿", role=rows(team)["topic"].stage.role)
    assert list(rows(team)) == ["draft", "topic", "create"]
