"""Thresholds raise risks by themselves."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from campaigns import raising
from campaigns.models import Risk, Threshold
from campaigns.services import risks
from metrics.models import Channel
from notices.models import Notice
from tests.building import attribute, each_day, make_channel, put
from tests.campaigns.conftest import moment

pytestmark = pytest.mark.django_db
FIRST, DAY = date(2026, 10, 1), date(2026, 11, 20)


@pytest.fixture
def group(team, member, lead, manager):
    """A group of 1,000 in which 40 % of the messages are marketing."""
    channel = make_channel(team, "会员群", Channel.Kind.GROUP)
    attribute(channel.subject, member)
    put(channel.subject, "group.messages", each_day(FIRST, DAY, 100))
    put(channel.subject, "group.marketing_messages", each_day(FIRST, DAY, 40))
    return channel.subject


def night(team, on=DAY):
    return raising.look(team, on=on, at=moment("06:10", f"{on + timedelta(days=1)}"))


def marketing(subject, share, first=DAY, last=DAY):
    subject.points.filter(metric__code="group.marketing_messages", day__range=(first, last)).delete()
    put(subject, "group.marketing_messages", each_day(first, last, share))


def test_a_limit_that_is_crossed_raises_one_risk_and_tells_once(team, group, member, lead, manager):
    assert night(team) == 1
    assert night(team) == 0
    assert night(team, DAY + timedelta(days=1)) == 0

    risk = Risk.objects.get()
    assert (risk.subject, risk.owner, risk.value, risk.raised_by) == (group, member, D("0.4"), None)
    assert "营销占比" in risk.title
    told = Notice.objects.filter(kind=Notice.Kind.RISK_RAISED).values_list("member__person__username", flat=True)
    assert sorted(told) == ["lead", "manager", "member"]


@pytest.mark.parametrize(
    ("code", "value", "is_crossed"),
    [
        ("group.marketing_share", "0.30", False),
        ("group.marketing_share", "0.300001", True),
        ("group.leave_rate", "0.10", False),
        ("group.leave_rate", "0.1001", True),
        ("wecom.reply_minutes", "5", False),
        ("wecom.reply_minutes", "5.01", True),
        ("user.satisfaction", "0.85", False),
        ("user.satisfaction", "0.8499", True),
    ],
)
def test_the_limit_itself_is_within(db, code, value, is_crossed):
    assert Threshold.objects.get(metric__code=code, team=None).is_crossed_by(D(value)) is is_crossed


def test_who_left_is_set_against_who_was_there_before(team, lead):
    channel = make_channel(team, "会员群", Channel.Kind.GROUP)
    put(channel.subject, "group.members", {DAY - timedelta(days=30): 100})
    put(channel.subject, "group.left", {DAY - timedelta(days=30): 50, DAY: 11})

    assert night(team) == 1
    assert Risk.objects.get().value == D("0.11")


def test_back_within_the_limit_it_stays_open_until_a_person_closes_it(team, group, member):
    night(team)
    marketing(group, 10, first=DAY - timedelta(days=6))
    night(team)

    risk = Risk.objects.get()
    assert (risk.is_open, risk.value, risk.within_since) == (True, D("0.1"), DAY)
    risks.close(risk, by=member, at=moment("10:00"), reason="群规改了")
    marketing(group, 60, first=DAY - timedelta(days=6))
    assert night(team) == 1


def test_closed_while_still_beyond_it_is_not_raised_again_the_next_night(team, group, member):
    night(team)
    risks.close(Risk.objects.get(), by=member, at=moment("10:00", "2026-11-21"), reason="大促周，知道了")
    put(group, "group.messages", each_day(DAY + timedelta(days=1), DAY + timedelta(days=9), 100))
    put(group, "group.marketing_messages", each_day(DAY + timedelta(days=1), DAY + timedelta(days=9), 40))

    assert night(team, DAY + timedelta(days=1)) == 0
    assert night(team, DAY + timedelta(days=9)) == 1


def test_a_team_changes_a_limit_for_itself_alone(team, other_team, group, lead):
    shipped = Threshold.objects.get(metric__code="group.marketing_share", team=None)
    risks.set_threshold(shipped, by=lead, value=D("0.45"), days=7, is_active=True)

    assert night(team) == 0
    assert Threshold.objects.of(team).get(metric=shipped.metric).value == D("0.45")
    assert Threshold.objects.of(other_team).get(metric=shipped.metric).value == D("0.3")


def test_a_threshold_that_is_switched_off_raises_nothing(team, group, lead):
    shipped = Threshold.objects.get(metric__code="group.marketing_share", team=None)
    risks.set_threshold(shipped, by=lead, value=shipped.value, days=7, is_active=False)

    assert night(team) == 0


def test_a_number_that_is_not_there_raises_nothing(team, lead):
    make_channel(team, "会员群", Channel.Kind.GROUP)

    assert night(team) == 0
