"""The calendar feed: strict iCalendar, Chinese, Beijing's time, changed and cancelled events; secret, renewable."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.test import Client
from icalendar import Calendar

from kpis.models import Goal
from notices import events
from notices.events import Event
from notices.models import CalendarFeed
from notices.services import feeds
from tests.building import make_goal

pytestmark = pytest.mark.django_db

BEIJING = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=BEIJING)


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def meetings():
    """Meetings as an upper room would give them; taken away again."""
    held: list[Event] = []
    events.events("trial")(lambda _team, _span: held)
    yield held
    del events._sources["trial"]


def read(member, reach="team"):
    feed = CalendarFeed.objects.filter(member=member, reach=reach).first() or feeds.renew(member, reach, at=NOW)
    return Client().get(f"/calendar/{feed.token.reveal()}.ics")


def parsed(response):
    """Read as the strict parser reads: not one property may be wrong."""
    assert response.status_code == 200
    found = Calendar.from_ical(response.content)
    assert [part.errors for part in found.walk() if part.errors] == []
    return found


def by_uid(response):
    return {str(one["UID"]): one for one in parsed(response).walk("VEVENT")}


def meeting(**changed):
    start = datetime(2026, 12, 1, 15, 0, tzinfo=BEIJING)
    return Event(
        **{"key": "meeting-1", "title": "周复盘", "starts": start, "ends": start + timedelta(hours=1)} | changed
    )


def test_a_meeting_stands_in_beijings_time_with_its_zone_and_in_chinese(member, meetings):
    meetings.append(meeting())
    found = parsed(read(member))
    one = by_uid(read(member))["meeting-1.brook@teamops"]

    assert str(one["SUMMARY"]) == "周复盘"
    assert one["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert one.decoded("DTSTART") == datetime(2026, 12, 1, 15, 0, tzinfo=BEIJING)
    assert [str(zone["TZID"]) for zone in found.walk("VTIMEZONE")] == ["Asia/Shanghai"]


def test_a_change_raises_the_sequence_and_keeps_the_uid(member, meetings):
    meetings.append(meeting())
    assert by_uid(read(member))["meeting-1.brook@teamops"]["SEQUENCE"] == 0
    assert by_uid(read(member))["meeting-1.brook@teamops"]["SEQUENCE"] == 0
    meetings[:] = [meeting(title="周复盘（改期）", starts=datetime(2026, 12, 2, 15, 0, tzinfo=BEIJING), ends=None)]

    assert by_uid(read(member))["meeting-1.brook@teamops"]["SEQUENCE"] == 1


@pytest.mark.parametrize("left", [[], [meeting(is_cancelled=True)]])
def test_what_was_cancelled_or_is_no_more_is_said_to_be_cancelled(left, member, meetings):
    meetings.append(meeting())
    read(member)
    meetings[:] = left

    one = by_uid(read(member))["meeting-1.brook@teamops"]
    assert (str(one["STATUS"]), one["SEQUENCE"], str(one["SUMMARY"])) == ("CANCELLED", 1, "周复盘")
    assert by_uid(read(member))["meeting-1.brook@teamops"]["SEQUENCE"] == 1


def test_deadlines_are_whole_days_ones_own_or_the_teams(member, other_member):
    goal = make_goal(member)
    goal.milestones.create(name="手册", due_on=goal.end_on, promised_on=goal.end_on)

    mine, others, team = by_uid(read(member, "mine")), by_uid(read(other_member, "mine")), by_uid(read(member))
    end = mine[f"goal-{goal.pk}.brook@teamops"]
    assert end.decoded("DTSTART") == goal.end_on == date(2027, 3, 31)
    assert goal.name in str(end["SUMMARY"])
    assert not [uid for uid in others if uid.startswith(("goal", "milestone"))]
    assert set(others) < set(team) == set(mine)
    assert [uid for uid in others if uid.startswith("self-review")]


def test_a_draft_is_in_no_calendar(member):
    make_goal(member, state=Goal.State.DRAFT, approved_at=None, approved_by=None)

    assert not [uid for uid in by_uid(read(member)) if uid.startswith("goal")]


def test_renewed_the_old_address_opens_nothing(member):
    old = feeds.renew(member, "mine", at=NOW).token.reveal()
    feeds.renew(member, "mine", at=NOW)

    assert Client().get(f"/calendar/{old}.ics").status_code == 404
    assert read(member, "mine").status_code == 200


def test_whoever_left_reads_no_calendar(member):
    read(member)
    member.person.is_active = False
    member.person.save()

    assert read(member).status_code == 404


def test_the_address_is_stored_hashed_and_encrypted(member):
    feed = feeds.renew(member, "mine", at=NOW)

    assert feed.token.reveal() not in feed.token.sealed + feed.digest


def test_too_many_readings_within_a_minute_are_asked_to_wait(member):
    answers = [read(member).status_code for _reading in range(21)]

    assert answers == [200] * 20 + [429]
    assert {Client().get(f"/calendar/{n}.ics").status_code for n in range(60)} == {404}
    assert Client().get("/calendar/x.ics").status_code == 429


def test_a_feed_asks_equally_often_for_many_events(member, meetings, django_assert_num_queries):
    counts = []
    for many in (2, 22):
        meetings[:] = [meeting(key=f"meeting-{n}") for n in range(many)]
        feed = CalendarFeed.objects.filter(member=member).first() or feeds.renew(member, "team", at=NOW)
        feeds.entries(feed, at=NOW)
        with django_assert_num_queries(13) as asked:
            feeds.entries(feed, at=NOW)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_page_makes_shows_and_renews_the_address(member, browse):
    client, address = browse(member), f"/t/{member.team.slug}/notices/calendar/"
    assert b".ics" not in client.get(address).content
    assert "旧地址" not in client.post(f"{address}mine/renew/", follow=True).content.decode()
    assert CalendarFeed.objects.get().token.reveal().encode() in client.get(address).content
    assert "旧地址" in client.post(f"{address}mine/renew/", follow=True).content.decode()
    assert client.post(f"{address}nobodys/renew/").status_code == 404


def test_behind_a_proxy_who_guesses_keeps_nobody_else_out(db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def guess(token, *, forwarded):
        return Client().get(f"/calendar/{token}.ics", headers={"X-Forwarded-For": forwarded}).status_code

    assert {guess(n, forwarded="203.0.113.7") for n in range(60)} == {404}
    assert guess("x", forwarded="203.0.113.7") == 429
    assert guess("x", forwarded="198.51.100.9, 203.0.113.7") == 429
    assert guess("x", forwarded="198.51.100.9") == 404
