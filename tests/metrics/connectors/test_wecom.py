"""What comes from 企业微信 and 小程序: each member's own numbers, the groups' days, who is who."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from metrics.connectors import session
from metrics.imports.as_of import BEIJING
from metrics.models import Attribution, ImportBatch, Subject, WecomUser
from metrics.services import connections, files, wecom_users
from teamops.lib.exceptions import NotAllowedNow
from tests.conftest import make_member
from tests.metrics.conftest import NOW
from tests.metrics.connectors.conftest import TODAY, YESTERDAY, connect, values, week

pytestmark = pytest.mark.django_db

SUNDAY, FRIDAY = YESTERDAY, date(2026, 11, 20)


@pytest.fixture
def zhang(team):
    return make_member(team, "zhangsan")


@pytest.fixture
def lisi(team):
    """Another username than in WeCom, the same name."""
    member = make_member(team, "li.four")
    member.person.name = "李四"
    member.person.save()
    return member


def subject_of(member) -> Subject:
    return Subject.objects.get(member=member)


def test_people_are_joined_by_username_or_by_name(wecom_connection, zhang, lisi, platform, pull):
    platform.users["wangwu"] = "王五"

    pull(wecom_connection)

    found = dict(wecom_connection.users.values_list("userid", "member"))
    assert found == {"zhangsan": zhang.pk, "lisi": lisi.pk, "wangwu": None}


def test_each_member_is_asked_for_alone(wecom_connection, zhang, lisi, platform, pull):
    pull(wecom_connection)

    assert [body["userid"] for body in platform.calls("get_user_behavior_data")] == [["lisi"], ["zhangsan"]]
    assert values(subject_of(zhang), "wecom.chats")[FRIDAY] == 20


def test_the_numbers_come_under_their_codes_in_beijing_s_days(wecom_connection, zhang, platform, pull):
    pull(wecom_connection)

    mine = subject_of(zhang)
    assert values(mine, "wecom.new_customers") == week(1)
    assert values(mine, "wecom.replied_chats")[FRIDAY] == Decimal("12.05")
    assert values(mine, "wecom.reply_minutes")[FRIDAY] == 12
    first = platform.calls("get_user_behavior_data")[0]["start_time"]
    assert datetime.fromtimestamp(first, tz=BEIJING) == datetime(2026, 11, 16, tzinfo=BEIJING)


def test_without_chats_there_is_no_reply_and_no_zero(wecom_connection, zhang, pull):
    pull(wecom_connection)

    mine = subject_of(zhang)
    assert values(mine, "wecom.chats")[SUNDAY] == 0
    assert SUNDAY not in values(mine, "wecom.reply_minutes")
    assert SUNDAY not in values(mine, "wecom.replied_chats")


def test_the_groups_days_are_filed_under_the_channel_that_was_chosen(wecom, groups, platform, pull):
    pull(connect(wecom, groups=groups))

    assert values(groups.subject, "group.members") == week(800)
    assert values(groups.subject, "group.spoke") == week(160)
    assert values(wecom.subject, "group.members") == {}


def test_without_one_they_stand_under_the_connection_s_own(wecom, wecom_connection, pull):
    pull(wecom_connection)

    assert values(wecom.subject, "group.count") == week(12)


def test_spans_are_cut_at_thirty_days_and_end_where_wecom_forgets(wecom, zhang, platform, pull):
    connection = pull(connect(wecom, since_on=TODAY - timedelta(days=400)))

    bodies = platform.calls("statistic_group_by_day")
    assert connection.error == ""
    assert len(bodies) == 6
    oldest = min(body["day_begin_time"] for body in bodies)
    assert datetime.fromtimestamp(oldest, tz=BEIJING).date() == TODAY - timedelta(days=180)


def test_somebody_who_is_joined_later_gets_the_days_before(wecom_connection, platform, pull, team):
    pull(wecom_connection)
    late = make_member(team, "late")
    user = WecomUser.objects.get(userid="lisi")

    wecom_users.join(wecom_connection, {user.pk: late}, at=NOW)
    pull(wecom_connection, at=NOW + timedelta(minutes=5))

    assert values(subject_of(late), "wecom.new_customers") == week(1)


def test_a_fetched_day_is_answered_and_stays_so_while_it_is_asked_for_again(wecom_connection, zhang, pull, team):
    pull(wecom_connection)
    answered = wecom_connection.days.of_interfaces(["get_user_behavior_data"]).answered()
    assert set(answered.values_list("answered_at", flat=True)) == {NOW}
    (joined,) = wecom_connection.users.joined()
    assert joined.joined_at == NOW

    user = WecomUser.objects.get(userid="lisi")
    wecom_users.join(wecom_connection, {user.pk: make_member(team, "late")}, at=NOW + timedelta(minutes=1))
    assert set(answered.values_list("state", "answered_at")) == {("wanted", NOW)}

    later = NOW + timedelta(minutes=5)
    pull(wecom_connection, at=later)
    assert set(answered.values_list("state", "answered_at")) == {("ready", later)}


def test_what_somebody_decided_is_not_joined_by_itself_again(wecom_connection, zhang, pull):
    pull(wecom_connection)
    user = WecomUser.objects.get(userid="zhangsan")

    wecom_users.join(wecom_connection, {user.pk: None}, at=NOW)
    pull(wecom_connection, at=NOW + timedelta(hours=1))

    user.refresh_from_db()
    assert (user.member, user.is_decided) == (None, True)


def test_two_userids_cannot_be_one_member(wecom_connection, zhang, pull):
    pull(wecom_connection)
    rows = {user.pk: zhang for user in wecom_connection.users.all()}

    with pytest.raises(NotAllowedNow):
        wecom_users.join(wecom_connection, rows, at=NOW)


def test_two_userids_can_change_places(wecom_connection, zhang, lisi, pull):
    pull(wecom_connection)
    rows = {user.userid: user for user in wecom_connection.users.all()}

    wecom_users.join(wecom_connection, {rows["zhangsan"].pk: lisi, rows["lisi"].pk: zhang}, at=NOW)

    assert dict(wecom_connection.users.values_list("userid", "member")) == {"zhangsan": lisi.pk, "lisi": zhang.pk}


def test_without_the_right_to_names_the_userids_do(wecom_connection, platform, zhang):
    platform.faults["list"] = [{"errcode": 60011, "errmsg": "no privilege to access/modify contact/party/agent"}]

    assert connections.read_users(wecom_connection, at=NOW) == 2
    assert list(wecom_connection.users.values_list("userid", "name", "member")) == [
        ("lisi", "", None),
        ("zhangsan", "", zhang.pk),
    ]


def test_nothing_else_about_people_is_kept(wecom_connection, zhang, platform, pull):
    """WeCom tells mobile numbers and addresses with the names."""
    pull(wecom_connection)

    kept = b"".join(files.content(batch) for batch in ImportBatch.objects.all())
    stored = str(list(WecomUser.objects.values())).encode()
    assert b"zhangsan" in kept
    assert b"15723333333" not in kept + stored
    assert b"example.com" not in kept + stored
    assert "张三".encode() not in kept


def test_another_team_s_members_are_never_joined(wecom_connection, other_team, platform):
    make_member(other_team, "zhangsan")

    wecom_users.read(wecom_connection, session.of(wecom_connection, at=NOW), at=NOW)

    assert wecom_connection.users.joined().count() == 0
    assert Attribution.objects.count() == 0


def test_a_mini_program_is_asked_day_by_day(mini_connection, platform, pull):
    connection = pull(mini_connection)

    subject = connection.channel.subject
    assert {(one["begin_date"], one["end_date"]) for one in platform.calls("getweanalysisappiddailyvisittrend")} == {
        (f"{day:%Y%m%d}", f"{day:%Y%m%d}") for day in week(0)
    }
    expected = {"users": 3910, "sharers": 38, "sessions": 1425, "visits": 4723, "visitors": 555, "new_visitors": 54}
    assert {code: values(subject, f"mini.{code}") for code in expected} == {
        code: week(value) for code, value in expected.items()
    }


def test_the_examples_with_fewer_fields_are_read(wecom_connection, zhang, platform, pull):
    """Older answers lack the last three counts: no point, and no zero."""
    at = int(datetime(2026, 11, 20, tzinfo=BEIJING).timestamp())
    row = {"stat_time": at, "chat_cnt": 100, "message_cnt": 80, "reply_percentage": 60.25, "avg_reply_time": 1}
    platform.answers["get_user_behavior_data"] = lambda _body: {
        "errcode": 0, "errmsg": "ok", "behavior_data": [row],
    }  # fmt: skip

    pull(wecom_connection)

    mine = subject_of(zhang)
    assert values(mine, "wecom.replied_chats") == {FRIDAY: Decimal("60.25")}
    assert values(mine, "wecom.new_customers") == {}
