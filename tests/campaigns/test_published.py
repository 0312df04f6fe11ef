"""Published content meets its numbers: by its keys at import, later at night, or by hand."""

from datetime import date, timedelta

import pytest
from django.test import Client

from campaigns.models import Item
from campaigns.published import numbers
from campaigns.services import publishing
from metrics.models import ContentKey, Metric, Point, Restatement, Subject
from teamops.lib.exceptions import NotAllowedNow
from tests.building import make_channel, make_content, put
from tests.campaigns.conftest import AT, go, moment

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)
NIGHT = moment("06:10", "2026-11-30")


@pytest.fixture
def channel(team):
    return make_channel(team)


@pytest.fixture
def published(approved, planner, channel) -> Item:
    """The article, published without an address on Friday 20 November."""
    item = go(approved, "publish", by=planner)
    return publishing.publish(item, by=planner, at=AT, published_at=moment("20:00", "2026-11-20"), channel=channel)


def told(subject: Subject, *totals: tuple[int, int]) -> None:
    """Readers to date as of so many days after publishing; the last stands."""
    metric = Metric.objects.get(code="oa.readers")
    for day, value in totals[:-1]:
        Restatement.objects.create(
            subject=subject, metric=metric, team=subject.team, day=DAY, value=value, as_of=DAY + timedelta(days=day)
        )
    day, value = totals[-1]
    Point.objects.create(
        subject=subject, metric=metric, team=subject.team, day=DAY, value=value, as_of=DAY + timedelta(days=day)
    )


def again(item: Item) -> Item:
    return Item.objects.select_related("subject__joined_to", "run__stage", "team", "owner").get(pk=item.pk)


@pytest.mark.parametrize(
    ("totals", "day_1", "day_7"),
    [
        ([(1, 300)], 300, None),
        ([(0, 100), (1, 300), (2, 400), (7, 900), (8, 950)], 300, 900),
        ([(3, 500), (9, 980)], 500, 980),
        ([(6, 800)], 800, None),
        ([(7, 900)], None, 900),
        ([(13, 990)], None, 990),
        ([(14, 991)], None, None),
        ([(0, 0)], None, None),
        ([(1, 0), (7, 5)], 0, 5),
    ],
)
def test_after_a_day_and_a_week_as_far_as_it_is_known(published, totals, day_1, day_7):
    told(published.subject, *totals)

    row = numbers(again(published)).rows[0]

    assert (row.day_1 and row.day_1.value, row.day_7 and row.day_7.value) == (day_1, day_7)
    assert row.total.value == totals[-1][1]


def test_numbers_that_came_in_under_the_address_are_met_at_night(published, planner, channel):
    imported = make_content(channel, "护肤的三个步骤", published_on=DAY, state="new")
    ContentKey.objects.create(subject=imported, channel=channel, kind="short_address", value="mp.weixin.qq.com/s/a1")
    put(imported, "oa.readers", {DAY: 900})
    assert publishing.look_for_numbers(published.team, at=NIGHT) == 0

    published.content.address = "http://mp.weixin.qq.com/s/a1?scene=27#rd"
    published.content.save()

    assert publishing.look_for_numbers(published.team, at=NIGHT) == 1
    assert again(published).subject == imported
    assert numbers(again(published)).rows[0].total.value == 900
    assert publishing.look_for_numbers(published.team, at=NIGHT) == 0


def test_what_has_numbers_is_left_alone(published, channel):
    told(published.subject, (1, 300))
    imported = make_content(channel, "别的", published_on=DAY)
    ContentKey.objects.create(subject=imported, channel=channel, kind="short_address", value="mp.weixin.qq.com/s/a1")
    published.content.address = "https://mp.weixin.qq.com/s/a1"
    published.content.save()

    assert publishing.look_for_numbers(published.team, at=NIGHT) == 0


def test_joined_by_hand(published, planner, channel):
    imported = make_content(channel, "护肤三步走", published_on=DAY + timedelta(days=1), state="new")
    put(imported, "oa.readers", {DAY + timedelta(days=1): 900})
    client = Client()
    client.force_login(planner.person)
    address = f"/t/{published.team.slug}/items/{published.pk}/"
    assert "护肤三步走" in client.get(f"{address}beside/work/").text

    client.post(f"{address}numbers/", {"subject": imported.pk})

    assert again(published).subject == imported
    assert "900" in client.get(f"{address}beside/work/").text


def test_another_items_numbers_stay_its_own(published, planner, channel, article):
    imported = make_content(channel, "别的", published_on=DAY)
    other = Item.objects.exclude(pk=published.pk).first()
    other = other or Item.objects.create(
        team=published.team, kind="content", workflow=published.workflow, number=99, title="别的", owner=planner,
        made_by=planner,
    )  # fmt: skip
    Item.objects.filter(pk=other.pk).update(subject=imported)

    with pytest.raises(NotAllowedNow, match=other.code):
        publishing.join(again(published), imported, by=planner, at=AT)


def test_numbers_of_another_channel_are_refused(published, planner, team):
    elsewhere = make_content(make_channel(team, "视频号"), "护肤三步", published_on=DAY)

    with pytest.raises(NotAllowedNow):
        publishing.join(again(published), elsewhere, by=planner, at=AT)


def test_a_subject_that_somebody_joined_to_another_leads_there(published, channel, planner):
    imported = make_content(channel, "护肤的三个步骤", published_on=DAY)
    put(imported, "oa.readers", {DAY: 900})
    Subject.objects.filter(pk=published.subject_id).update(state="joined", joined_to=imported)

    assert numbers(again(published)).rows[0].total.value == 900
