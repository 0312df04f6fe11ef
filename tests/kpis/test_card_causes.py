"""What moved a line is named: the import that brought its numbers, or who set another target."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from kpis.models import Scorecard
from kpis.scorecards import recompute
from metrics.models import Metric, Point
from roles.models import Member
from tests.building import attribute, each_day, hold, make_batch, make_channel, make_template, put
from tests.conftest import make_member

KPIS = [
    {"metric": "shop.repurchase_rate", "half": "process", "weight": 40, "target": "0.35", "zero_at": "0.10"},
    {"metric": "oa.followers_net", "half": "result", "weight": 60, "target": "310"},
]


@pytest.fixture
def channel(team, member, last_month):
    channel = make_channel(team, "公众号")
    attribute(channel.subject, member)
    put(channel.subject, "oa.followers_new", each_day(last_month, last_month.replace(day=28), 10))
    put(channel.subject, "shop.repeat_payers", {last_month: 26})
    put(channel.subject, "shop.payers", {last_month: 104})
    make_template(team, "copywriter", KPIS)
    hold(member, "copywriter")
    return channel


def night(member: Member, month, day: int) -> Scorecard:
    at = datetime(2027, 3, day, 6, tzinfo=UTC)
    recompute(member.team, through=Scorecard(month=month).last_day, at=at)
    return Scorecard.objects.get(member=member, month=month)


def imported(channel, code: str, value: int, *, day: int, by: Member, name: str) -> None:
    """A file of that day brings the channel's numbers anew."""
    at = datetime(2027, 3, day, 1, tzinfo=UTC)
    batch = make_batch(channel.subject.team, channel, state="imported", file_name=name, uploaded_by=by, confirmed_at=at)
    points = Point.objects.filter(metric=Metric.objects.get(code=code), subject=channel.subject)
    points.update(value=value, batch=batch, row=2)


def since(browse, member: Member, card: Scorecard):
    return browse(member).get(reverse("kpis:month-card", args=[card.team.slug, card.pk]))


def test_the_import_is_named_with_its_file_who_and_when(channel, member, manager, browse, last_month):
    night(member, last_month, 1)
    imported(channel, "oa.followers_new", 11, day=2, by=manager, name="用户分析.csv")
    imported(channel, "shop.payers", 104, day=1, by=manager, name="旧的.csv")
    card = night(member, last_month, 3)
    shown = since(browse, member, card)
    [moved] = shown.context["since"].moved
    assert [(one.file, one.by) for one in moved.brought] == [("用户分析.csv", str(manager))]
    assert reverse("metrics:imports-points", args=[card.team.slug, moved.brought[0].batch]) in shown.content.decode()


def test_an_import_of_somebody_elses_channel_or_of_long_ago_is_not_named(
    channel, team, member, manager, browse, last_month
):
    other = make_channel(team, "别人的号")
    attribute(other.subject, make_member(team, "colleague"))
    put(other.subject, "oa.followers_new", {last_month: 5})
    night(member, last_month, 1)
    imported(other, "oa.followers_new", 6, day=5, by=manager, name="别人的.csv")
    imported(channel, "oa.followers_new", 11, day=2, by=manager, name="用户分析.csv")
    shown = since(browse, member, night(member, last_month, 5))
    [moved] = shown.context["since"].moved
    assert list(moved.brought) == []
    assert "没有导入带来它" in shown.content.decode()
