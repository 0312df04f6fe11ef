"""What the home page says of the numbers: what changed, and what is owed."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from metrics.models import Channel
from reports import numbers
from tests.building import each_day, make_batch, make_channel, put

pytestmark = pytest.mark.django_db

ADDRESS = "/t/brook/"
A_DAY = timedelta(days=1)
# A Wednesday and the days before it.
DAY = date(2026, 11, 18)
YESTERDAY = DAY - A_DAY


@pytest.fixture
def channel(team) -> Channel:
    channel = make_channel(team)
    Channel.objects.filter(pk=channel.pk).update(watermark=YESTERDAY)
    return channel


def at(day=DAY):
    return timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 9, 0))


def names(lines) -> list[str]:
    return [line.figures.metric["en"] for line in lines]


def test_the_day_that_came_in_stands_beside_the_same_weekday(team, channel):
    put(channel.subject, "oa.readers", {YESTERDAY: 130, YESTERDAY - A_DAY: 5, YESTERDAY - 7 * A_DAY: 100})
    put(channel.subject, "oa.followers_new", {YESTERDAY: 60, YESTERDAY - 7 * A_DAY: 100})

    found = numbers.changed(team, day=DAY)

    assert (found.now.first, found.now.last, found.before.first) == (YESTERDAY, YESTERDAY, YESTERDAY - 7 * A_DAY)
    assert names(found.rises) == ["Readers"]
    assert names(found.falls) == ["Net new followers"]
    assert found.rises[0].url == "/t/brook/data/dictionary/oa.readers/"


def test_on_a_monday_the_weekend_counts_with_friday(team, channel):
    monday = date(2026, 11, 23)
    Channel.objects.update(watermark=monday - A_DAY)

    found = numbers.changed(team, day=monday)

    assert (found.now.first, found.now.last) == (monday - 3 * A_DAY, monday - A_DAY)


def test_where_yesterday_is_not_there_yet_the_last_day_that_is_counts(team, channel):
    last = YESTERDAY - 2 * A_DAY
    Channel.objects.update(watermark=last)

    found = numbers.changed(team, day=DAY)

    assert (found.now.first, found.now.last) == (last, last)


def test_the_biggest_comes_first_and_what_changed_by_less_than_a_tenth_not_at_all(team, channel):
    videos = make_channel(team, kind="video_account", name="视频号").subject
    for subject, code, value in (
        (channel.subject, "oa.readers", 150),
        (videos, "vc.plays", 400),
        (videos, "vc.follows", 109),
    ):
        put(subject, code, {YESTERDAY - 7 * A_DAY: 100, YESTERDAY: value})

    found = numbers.changed(team, day=DAY)

    assert [line.url.split("/")[-2] for line in found.lines] == ["vc.plays", "oa.readers"]


def test_before_the_first_import_nothing_changed(team):
    make_channel(team)

    assert numbers.changed(team, day=DAY) is None


def test_who_leads_sees_what_changed_and_who_imports_what_is_owed(browse, lead, analyst, member, channel):
    yesterday = timezone.localdate() - A_DAY
    put(channel.subject, "oa.readers", each_day(yesterday - 9 * A_DAY, yesterday - 2 * A_DAY, 10))
    batch = make_batch(analyst.team, channel, state="preview")

    pages = {who: browse(who).get(ADDRESS).content.decode() for who in (lead, analyst, member)}

    assert ['id="changed"' in page for page in pages.values()] == [True, False, False]
    assert ['id="data-owed"' in page for page in pages.values()] == [False, True, False]
    assert f"/t/brook/data/imports/{batch.pk}/preview/" in pages[analyst]


def test_owed_are_the_days_of_this_month_and_until_the_7th_of_the_last(analyst, channel):
    put(channel.subject, "oa.readers", each_day(date(2026, 10, 1), date(2026, 10, 28), 10))
    put(channel.subject, "oa.readers", each_day(date(2026, 11, 1), date(2026, 11, 3), 10))

    def owed(day):
        return [
            (one.month, [(run.first, run.last) for run in one.todo.gaps]) for one in numbers.owed(analyst, at=at(day))
        ]

    october = (date(2026, 10, 1), [(date(2026, 10, 29), date(2026, 10, 31))])
    assert owed(date(2026, 11, 5)) == [(date(2026, 11, 1), [(date(2026, 11, 4), date(2026, 11, 4))]), october]
    assert owed(date(2026, 11, 9)) == [(date(2026, 11, 1), [(date(2026, 11, 4), date(2026, 11, 8))])]
