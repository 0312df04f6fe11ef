"""数据完整率: the data points due and there, made each night for whoever holds the analyst's role."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metrics.collect import collect
from metrics.data_points import DUE, THERE, data_points
from metrics.imports.as_of import BEIJING
from metrics.models import Channel, Point
from teamops.lib.months import Span
from tests.building import each_day, hold, make_channel, put

pytestmark = pytest.mark.django_db

SPAN = Span(date(2026, 10, 1), date(2026, 10, 21))
NIGHT = datetime(2026, 10, 22, 6, 10, tzinfo=BEIJING)
MORNING = datetime(2026, 10, 22, 9, 15, tzinfo=BEIJING)


@pytest.fixture
def channels(team) -> list[Channel]:
    """An official account whose 7th and 21st lack, and a shop whose days are all there."""
    account = make_channel(team, watermark=date(2026, 10, 20))
    put(account.subject, "oa.followers_new", each_day(date(2026, 10, 1), date(2026, 10, 20), 1))
    shop = make_channel(team, "有赞", Channel.Kind.SHOP, watermark=date(2026, 10, 21))
    put(shop.subject, "shop.orders", each_day(date(2026, 10, 1), date(2026, 10, 21), 0))
    Point.objects.filter(subject=account.subject_id, day=date(2026, 10, 7)).delete()
    return [account, shop]


def made(team, *, at=MORNING) -> dict[tuple[str, int], Decimal]:
    return {(one.metric, one.day.day): one.value for one in data_points(team, SPAN, at)}


def test_each_day_has_what_was_due_and_what_is_there(team, analyst, channels):
    hold(analyst, "data_analyst")

    found = made(team)

    assert (found[DUE, 6], found[THERE, 6]) == (2, 2)
    assert (found[DUE, 7], found[THERE, 7]) == (2, 1)


def test_what_isnt_due_in_the_night_is_in_the_morning(team, analyst, channels):
    hold(analyst, "data_analyst")

    assert (made(team, at=NIGHT)[DUE, 21], made(team, at=NIGHT)[THERE, 21]) == (1, 1)
    assert (made(team)[DUE, 21], made(team)[THERE, 21]) == (2, 1)


def test_an_analyst_answers_on_the_days_of_the_role(team, analyst, member, channels):
    hold(analyst, "data_analyst", from_on=date(2026, 10, 5), until_on=date(2026, 10, 6))
    hold(member, "copywriter")

    points = list(data_points(team, SPAN, MORNING))

    assert {(one.member, one.day.day) for one in points} == {(analyst.pk, 5), (analyst.pk, 6)}


def test_without_an_analyst_nothing_is_made(team, member, channels):
    hold(member, "copywriter")
    assert made(team) == {}


def test_another_team_s_channels_do_not_count(team, analyst, outsider, channels):
    hold(outsider, "data_analyst")
    assert list(data_points(outsider.team, SPAN, MORNING)) == []


def test_the_night_writes_them_and_late_data_raise_them(team, analyst, channels):
    hold(analyst, "data_analyst")
    collect(team, SPAN, at=MORNING)
    there = Point.objects.filter(subject__member=analyst, metric__code=THERE)
    assert there.get(day=date(2026, 10, 7)).value == 1

    put(channels[0].subject, "oa.followers_new", {date(2026, 10, 7): 3})
    collect(team, SPAN, at=MORNING)

    assert there.get(day=date(2026, 10, 7)).value == 2
    assert Point.objects.filter(subject__member=analyst, metric__code=DUE).count() == 21


def test_a_night_asks_equally_often_for_any_number_of_channels(team, analyst, channels):
    hold(analyst, "data_analyst")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            made(team)
        return len(asked)

    few = queries()
    for number in range(20):
        put(make_channel(team, f"群 {number}", Channel.Kind.GROUP).subject, "group.spoke", {date(2026, 10, 1): number})

    assert queries() == few
