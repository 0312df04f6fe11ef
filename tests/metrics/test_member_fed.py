"""The completeness of a WeCom channel whose numbers come one call a member."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from metrics.completeness import State, completeness
from metrics.gaps import forgotten_soon, to_fill
from metrics.imports.as_of import BEIJING
from metrics.models import Channel, Connection, ImportBatch, PulledDay, Subject, WecomUser
from metrics.services import wecom_users
from teamops.lib.months import Span
from teamops.lib.secrets import Secret
from tests.building import each_day, make_batch, make_channel, put
from tests.conftest import make_member

pytestmark = pytest.mark.django_db

OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31))
AFTER = datetime(2026, 11, 2, 12, 0, tzinfo=BEIJING)
ASKED = datetime(2026, 11, 1, 8, 15, tzinfo=BEIJING)
BEHAVIOUR = "get_user_behavior_data"
FULL, PART, GAP, _WAIT, BEFORE, _OVER = State


def october(day: int) -> date:
    return date(2026, 10, day)


@pytest.fixture
def wecom(team) -> Channel:
    """An import of the 1st of October named it; none of its numbers is its own."""
    channel = make_channel(team, "企业微信", Channel.Kind.WECOM, watermark=october(31))
    make_batch(team, channel, state=ImportBatch.State.IMPORTED, first_day=october(1), through_on=october(31))
    return channel


@pytest.fixture
def connected(wecom) -> Connection:
    return Connection.objects.create(
        channel=wecom, app_id="ww1", secret=Secret.of("s"), since_on=october(1), state=Connection.State.ACTIVE
    )


def answer(connection: Connection, first: int, last: int, state: str = PulledDay.State.READY, **fields) -> None:
    fields = {"asked_at": ASKED, "answered_at": ASKED} | fields
    PulledDay.objects.bulk_create(
        PulledDay(connection=connection, interface=BEHAVIOUR, day=october(day), state=state, **fields)
        for day in range(first, last + 1)
    )


@pytest.fixture
def join(team, connected):
    """``join(username)`` is a member of the team since January, joined to a userid of that name."""

    def joined(username: str, **fields):
        member = make_member(team, username, joined_on=date(2026, 1, 1))
        WecomUser.objects.create(connection=connected, userid=username, member=member, **fields)
        return member

    return joined


def row(channel: Channel):
    return completeness([Channel.objects.get(pk=channel.pk)], OCTOBER, at=AFTER)[channel.pk]


def states(channel: Channel) -> dict[int, str]:
    return {cell.day.day: cell.state for cell in row(channel).cells}


def test_a_day_that_no_call_was_answered_for_is_a_gap_and_one_without_rows_is_not(wecom, connected, join):
    join("zhang")
    answer(connected, 5, 9)
    answer(connected, 10, 10, PulledDay.State.EMPTY)
    answer(connected, 11, 11, PulledDay.State.FAILED, answered_at=None)
    answer(connected, 12, 12, PulledDay.State.GONE, answered_at=None)

    found = states(wecom)

    assert [found[day] for day in (5, 9, 10, 11, 12, 13, 31)] == [FULL, FULL, FULL, GAP, GAP, GAP, GAP]


def test_who_was_joined_after_the_answer_lacks_while_the_others_do_not(wecom, connected, join):
    join("zhang")
    late = join("late", joined_at=ASKED + timedelta(minutes=1))
    answer(connected, 5, 31)

    cell = row(wecom).cells[6]

    assert (cell.state, cell.present, cell.expected, cell.missing_members) == (PART, 1, 2, (late.pk,))


def test_a_member_s_number_that_came_by_a_file_is_there(team, wecom, connected, join):
    late = join("late", joined_at=ASKED + timedelta(minutes=1))
    answer(connected, 5, 31)
    subject = Subject.objects.create(team=team, kind=Subject.Kind.MEMBER, name="late", member=late)
    put(subject, "wecom.chats", each_day(october(7), october(7), 0))

    assert (states(wecom)[7], states(wecom)[8]) == (FULL, GAP)


def test_nobody_owes_a_day_before_they_came_or_after_they_left(wecom, connected, join):
    join("zhang")
    short = join("short", joined_at=ASKED + timedelta(minutes=1))
    short.joined_on, short.left_on = october(10), october(12)
    short.save()
    answer(connected, 5, 31)

    found = states(wecom)

    assert [found[day] for day in (9, 10, 11, 12)] == [FULL, PART, PART, FULL]


def test_a_day_asked_for_again_stays_there_for_whom_it_was_answered(team, wecom, connected, join):
    join("zhang")
    answer(connected, 5, 31)
    late = make_member(team, "late", joined_on=date(2026, 1, 1))
    user = WecomUser.objects.create(connection=connected, userid="late")

    wecom_users.join(connected, {user.pk: late}, at=AFTER)

    assert set(connected.days.values_list("state", flat=True)) == {PulledDay.State.WANTED}
    assert row(wecom).cells[6].missing_members == (late.pk,)


def test_a_userid_that_is_nobody_and_a_connection_nobody_confirmed_owe_nothing(wecom, connected, join):
    WecomUser.objects.create(connection=connected, userid="stranger")
    assert set(states(wecom).values()) == {FULL}

    join("zhang")
    answer(connected, 5, 6)
    Connection.objects.update(state=Connection.State.PROPOSED)
    assert set(states(wecom).values()) == {FULL}


def test_the_channel_s_own_numbers_and_its_members_are_counted_together(wecom, connected, join):
    put(wecom.subject, "wecom.chats", each_day(october(1), october(31), 900))
    zhang = join("zhang")
    answer(connected, 5, 9)

    cells = row(wecom).cells

    assert [cells[day - 1].state for day in (4, 5, 10)] == [FULL, FULL, PART]
    assert (cells[9].present, cells[9].expected, cells[9].missing_members) == (1, 2, (zhang.pk,))


def test_what_to_fill_in_names_the_members(wecom, connected, join):
    join("zhang")
    late = join("late", joined_at=ASKED + timedelta(minutes=1))
    answer(connected, 5, 31)

    (todo,) = to_fill([row(wecom)])

    assert (todo.gaps, todo.part, todo.members) == ([], [Span(october(5), october(31))], [late.pk])


def test_the_pages_and_the_interface_name_who_lacks(analyst, wecom, connected, join, browse):
    join("zhang")
    late = join("late", joined_at=ASKED + timedelta(minutes=1))
    answer(connected, 5, 31)
    client = browse(analyst)

    grid = client.get(reverse("metrics:completeness", args=["brook"]), {"month": "2026-10"}).content.decode()
    day = client.get(reverse("metrics:completeness-day", args=["brook", wecom.pk, "2026-10-07"]))
    told = client.get(reverse("api-channels-completeness", args=[wecom.pk]), {"month": "2026-10"}).json()

    name = late.person.name
    assert f"企业微信 10-07 部分 50%，缺客户联系数据（{name}）" in grid
    assert reverse("metrics:connections-detail", args=["brook", connected.pk]) in grid
    assert (day.context["absent"], day.context["lacks"]) == ([name], 1)
    assert (told["days"][6]["present"], told["days"][6]["missing_members"]) == (1, ["late"])


def test_it_asks_equally_often_for_one_and_twenty_members(wecom, connected, join):
    def queries() -> int:
        with CaptureQueriesContext(database) as asked:
            row(wecom)
        return len(asked)

    answer(connected, 5, 31)
    join("first")
    few = queries()
    for number in range(20):
        join(f"member{number}")
    assert queries() == few


def test_what_was_forgotten_when_somebody_was_joined_is_never_to_be_had_and_no_gap(
    analyst, wecom, connected, join, browse
):
    """180 days before the joining WeCom's memory begins; the days before it are neither due nor missing."""
    join("zhang")
    late = join("late", joined_at=datetime(2027, 4, 8, 9, 0, tzinfo=BEIJING))
    answer(connected, 5, 31)

    cells = row(wecom).cells

    assert [(cells[day - 1].state, cells[day - 1].forgotten_members) for day in (9, 10)] == [
        (FULL, (late.pk,)),
        (PART, ()),
    ]
    assert (cells[8].present, cells[8].expected, cells[9].missing_members) == (1, 1, (late.pk,))
    client = browse(analyst)
    grid = client.get(reverse("metrics:completeness", args=["brook"]), {"month": "2026-10"}).content.decode()
    day = client.get(reverse("metrics:completeness-day", args=["brook", wecom.pk, "2026-10-09"]))
    told = client.get(reverse("api-channels-completeness", args=[wecom.pk]), {"month": "2026-10"}).json()
    assert f"企业微信 10-09 完整；取不到了：{late.person.name}" in grid
    assert "取不到的" in day.content.decode()
    assert (told["days"][8]["forgotten_members"], told["days"][8]["missing_members"]) == (["late"], [])


def test_a_forgotten_day_that_came_by_a_file_is_there(team, wecom, connected, join):
    join("zhang")
    late = join("late", joined_at=datetime(2027, 4, 8, 9, 0, tzinfo=BEIJING))
    answer(connected, 5, 31)
    subject = Subject.objects.create(team=team, kind=Subject.Kind.MEMBER, name="late", member=late)
    put(subject, "wecom.chats", each_day(october(7), october(7), 3))

    cells = row(wecom).cells
    assert (cells[6].forgotten_members, cells[7].forgotten_members) == ((), (late.pk,))


def test_days_of_single_members_that_are_about_to_be_forgotten_are_announced(wecom, connected, join):
    """The others' numbers of the day are there; those of who was joined late can still be fetched, for some days."""
    join("zhang")
    late = join("late", joined_at=ASKED + timedelta(minutes=1))
    answer(connected, 5, 31)
    at = datetime(2027, 4, 25, 12, 0, tzinfo=BEIJING)  # 180 days after the 27th of October
    rows = list(completeness([Channel.objects.get(pk=wecom.pk)], OCTOBER, at=at).values())

    found = [(one.day, one.days_left, one.members) for one in forgotten_soon(rows, at=at) if late.pk in one.members]

    assert found[:2] == [(october(27), 1, [late.pk]), (october(28), 2, [late.pk])]
    # From November on nobody was asked about at all.
    assert [len(members) for _day, _left, members in found] == [1] * 5 + [2] * 2


def test_what_only_a_sheet_brings_is_not_said_to_be_fetched(analyst, browse, wecom, connected, join):
    """The channel's own numbers came with a sheet; its connection tells those of members alone."""
    join("zhang")
    answer(connected, 1, 31)
    put(wecom.subject, "wecom.chats", each_day(october(1), october(9), 5))
    put(wecom.subject, "wecom.chats", each_day(october(11), october(31), 5))
    assert states(wecom)[10] == PART
    client = browse(analyst)
    tenth = reverse("metrics:completeness-day", args=["brook", wecom.pk, "2026-10-10"])

    grid = client.get(reverse("metrics:completeness", args=["brook"]), {"month": "2026-10"}).content.decode()
    day = client.get(tenth).content.decode()

    to_fetch = reverse("metrics:connections-detail", args=["brook", connected.pk])
    for page in (grid, day):
        assert to_fetch not in page
        assert "TeamOps 表格" in page
        assert "企业微信接口（客户联系统计）" not in page

    answers = PulledDay.objects.filter(connection=connected, day=october(10))
    answers.update(state=PulledDay.State.FAILED, answered_at=None)
    assert to_fetch in client.get(tenth).content.decode()
