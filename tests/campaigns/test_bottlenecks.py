"""Bottlenecks: how long items stood at each stage in a month, and how often they came back."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from campaigns.bottlenecks import of_month
from campaigns.durations import percentile
from campaigns.models import Stage, Workflow
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


class TestTheScaleOfTheBars:
    """Everything left its topic within four working hours, its creation within one."""

    @pytest.fixture
    def page(self, two_topics, team, member, browse):
        """Draws the page with this limit of the topic; no other stage has one."""

        def draw(hours: int | None) -> str:
            Stage.objects.update(hours=None)
            Stage.objects.filter(workflow__in=Workflow.objects.current(team), code="topic").update(hours=hours)
            return (
                browse(member)
                .get(reverse("campaigns:bottlenecks", args=["brook"]), {"month": "2026-11"})
                .content.decode()
            )

        return draw

    def test_a_limit_within_the_bars_is_a_tick_on_them(self, page):
        drawn = page(3)
        assert drawn.count('<line class="tg" x1="78.95%"') == 2  # 3 of 3.8 hours; in the table and on the phone
        assert "far" not in drawn

    def test_a_limit_a_little_beyond_widens_the_scale(self, page):
        drawn = page(7)
        assert drawn.count('<line class="tg" x1="100.00%"') == 2
        assert '<rect class="tr" x="0" y="4" width="54.29%"' in drawn  # 3.8 of 7 hours

    def test_a_limit_far_beyond_is_an_arrow_with_its_number(self, page):
        drawn = page(60)
        assert drawn.count('class="far" x="100%" dx="-9" y="11" text-anchor="end">60</text>') == 2
        assert '<rect class="tr" x="0" y="4" width="80.00%"' in drawn
        assert "<line" not in drawn

    def test_without_limits_the_longest_bar_fills_it(self, page):
        drawn = page(None)
        assert '<rect class="tr" x="0" y="4" width="100.00%"' in drawn
        assert "far" not in drawn
