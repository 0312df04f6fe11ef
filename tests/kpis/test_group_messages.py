"""What the upper rooms say in groups: the night's summary and goals that turn red, once, without anyone's score."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kpis import summary
from kpis.goals import courses
from notices.models import GroupMessage, Notice
from tests.building import each_day, make_bot, make_channel, make_goal, put

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 11, 23, 9, 15, tzinfo=ZoneInfo("Asia/Shanghai"))
YESTERDAY = date(2026, 11, 22)


def test_the_summary_is_said_once_for_a_day(team):
    make_bot(team)
    make_channel(team, watermark=date(2026, 11, 20))
    for _time in range(2):
        summary.post(team, day=YESTERDAY, at=MORNING)

    message = GroupMessage.objects.get()
    assert "溪屿护肤" in message.title
    assert "公众号" in message.text
    assert f"/t/{team.slug}/" in message.text


def test_the_summary_is_said_in_the_bots_language(team):
    make_bot(team, language="en")
    summary.post(team, day=YESTERDAY, at=MORNING)

    assert "No goal is far behind." in GroupMessage.objects.get().text


def test_nothing_is_said_on_a_day_off(team):
    make_bot(team)

    assert summary.post(team, day=date(2026, 11, 27), at=MORNING + timedelta(days=5)) == 0


def test_a_goal_that_turns_red_is_said_once(member):
    bot = make_bot(member.team)
    channel = make_channel(member.team)
    goal = make_goal(member)
    days = goal.start_on + timedelta(days=120)
    put(channel.subject, "oa.followers_new", each_day(goal.start_on, days, 1))
    for _time in range(2):
        courses.update(member.team, through=days, at=MORNING)
    goal.refresh_from_db()

    assert goal.colour == "red"
    assert goal.name in bot.messages.get(topic="red").text
    assert Notice.objects.filter(kind=Notice.Kind.GOAL_RED, member=member).count() == 1
