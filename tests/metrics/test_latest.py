"""The newest values of a metric on its page: content is one line a channel, with a course."""

from datetime import date
from decimal import Decimal

import pytest

from metrics.latest import latest
from metrics.models import Metric, Point
from tests.building import make_content, put

pytestmark = pytest.mark.django_db


def newest(code, team):
    return latest(Metric.objects.with_terms().get(code=code), team)


def test_a_channels_content_is_one_course_by_the_day_of_publishing(team, account, videos):
    for name, day, reads in (("一", 3, 100), ("二", 3, 40), ("三", 9, 60)):
        put(make_content(account, name, published_on=date(2026, 10, day)), "oa.reads", {date(2026, 10, day): reads})
    put(make_content(videos, "四"), "oa.reads", {date(2026, 9, 30): 5})
    put(account.subject, "oa.reads", {date(2026, 10, 9): 7})

    found = newest("oa.reads", team)

    assert [(one.subject, one.is_content) for one in found.courses] == [
        (account.subject, False),
        (account.subject, True),
        (videos.subject, True),
    ]
    content = found.courses[1]
    assert [(one.day.day, one.value) for one in content.days if one.value is not None] == [(3, 140), (9, 60)]
    assert (content.month, content.last.day, found.more) == (200, date(2026, 10, 9), 0)


def test_a_rate_of_content_is_of_all_that_was_published_that_day(team, account):
    for name, sharers, readers in (("一", 10, 100), ("二", 20, 300)):
        item = make_content(account, name)
        put(item, "oa.sharers", {date(2026, 10, 5): sharers})
        put(item, "oa.readers", {date(2026, 10, 5): readers})

    (course,) = newest("oa.share_rate", team).courses

    assert (course.last.value, course.month) == (Decimal("0.075"), Decimal("0.075"))


def test_a_day_leads_to_its_row_only_where_it_is_one_number(team, account):
    for name, day in (("一", 3), ("二", 3), ("三", 9)):
        put(make_content(account, name, published_on=date(2026, 10, day)), "oa.reads", {date(2026, 10, day): 1})
    Point.objects.update(row=7)

    (course,) = newest("oa.reads", team).courses

    assert [one.row for one in course.days if one.value is not None] == [None, 7]


def test_up_to_a_day_nothing_later_is_looked_at(team, account):
    put(account.subject, "oa.followers_new", {date(2026, 10, 5): 3, date(2026, 11, 2): 9})

    found = latest(Metric.objects.with_terms().get(code="oa.followers_new"), team, until=date(2026, 11, 1))

    assert (found.through, found.courses[0].month) == (date(2026, 10, 5), 3)
