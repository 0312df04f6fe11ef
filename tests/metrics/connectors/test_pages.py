"""The pages of connections: entering and confirming credentials, how they stand, which days to fetch, who is who."""

import json
from datetime import date, timedelta
from urllib.parse import unquote

import pytest
import time_machine
from auditlog.models import LogEntry
from django.urls import reverse

from jobs.models import JobRun
from metrics.models import AccessToken, Connection, ImportBatch, Point, PulledDay, WecomUser
from tests.conftest import make_member
from tests.metrics import wechat_server as server
from tests.metrics.conftest import NOW
from tests.metrics.connectors.conftest import TODAY, connect, values

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def queued(monkeypatch):
    """Runs stay in the queue: what they do is tested with the jobs."""
    monkeypatch.setattr("jobs.tasks.wake", lambda scope: None)


def address(name: str, *args: object) -> str:
    return reverse(f"metrics:connections{name}", args=["brook", *args])


TYPED = {"app_id": server.APP_ID, "secret": server.SECRET, "since_on": "2026-10-24"}


def test_credentials_are_tried_out_and_stored_encrypted(browse, manager, other_manager, account, platform):
    answer = browse(manager).post(address("-edit", account.pk), TYPED)

    connection = Connection.objects.get(channel=account)
    assert answer.url == address("-detail", connection.pk)
    assert connection.secret.reveal() == server.SECRET
    assert server.SECRET not in connection.secret.sealed
    assert len(platform.calls("getusercumulate")) == 1
    assert connection.is_proposed


def test_what_the_platform_refuses_is_not_stored_and_stays_in_the_form(browse, manager, account, platform):
    platform.faults["stable_token"] = [server.NOT_ALLOWED_FROM_HERE]

    answer = browse(manager).post(address("-edit", account.pk), TYPED)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "203.0.113.7" in page
    assert f'value="{server.SECRET}"' in page  # the back end shows it once only
    assert "no-store" in answer["Cache-Control"]
    assert not Connection.objects.exists()


def test_what_was_not_stored_is_not_said_to_be_tried_again(browse, manager, account, platform):
    platform.faults["stable_token"] = [server.BUSY] * 3

    page = browse(manager).post(address("-edit", account.pk), TYPED).content.decode()

    assert "什么都没有保存。过几分钟再试" in page
    assert "自动" not in page


def test_a_wrong_secret_is_said(browse, manager, account, platform):
    answer = browse(manager).post(address("-edit", account.pk), TYPED | {"secret": "wrong"})

    assert answer.status_code == 422
    assert "AppSecret" in answer.context["form"].non_field_errors()[0]


def test_numbers_that_are_not_ready_yet_say_nothing_against_the_credentials(browse, manager, account, platform):
    platform.faults["getusercumulate"] = [server.NOT_READY]

    browse(manager).post(address("-edit", account.pk), TYPED)

    assert Connection.objects.get().channel == account


def test_the_secret_is_never_shown_again(browse, manager, owner, account, platform):
    connection = connect(account, proposed_by=manager)
    client = browse(manager)

    pages = [client.get(address(name, *args)).content.decode() for name, *args in (
        ("",), ("-detail", connection.pk), ("-edit", account.pk),
    )]  # fmt: skip

    assert not any(server.SECRET in page for page in pages)
    assert f"••••{server.SECRET[-4:]}" in pages[1]


def test_changing_only_the_day_asks_nobody_and_keeps_the_secret(browse, manager, other_manager, account, platform):
    connection = connect(account, proposed_by=manager)

    browse(manager).post(address("-edit", account.pk), TYPED | {"secret": "", "since_on": "2026-11-01"})

    connection.refresh_from_db()
    assert platform.asked == []
    assert connection.since_on == date(2026, 11, 1)
    assert connection.is_active
    assert connection.secret.reveal() == server.SECRET


def test_new_credentials_wait_for_a_second_person_again(browse, manager, other_manager, account, platform):
    connect(account, proposed_by=other_manager, app_id="wxanother")

    browse(manager).post(address("-edit", account.pk), TYPED)

    assert Connection.objects.get().is_proposed


def test_who_entered_them_cannot_confirm_them(browse, manager, other_manager, account, platform, queued):
    connection = connect(account, state="proposed", proposed_by=manager)

    answer = browse(manager).post(address("-confirm", connection.pk), follow=True)

    connection.refresh_from_db()
    assert connection.is_proposed
    assert address("-confirm", connection.pk) not in answer.content.decode()


def test_somebody_else_confirms_and_the_fetching_begins(browse, manager, other_manager, account, platform, queued):
    connection = connect(account, state="proposed", proposed_by=manager)

    browse(other_manager).post(address("-confirm", connection.pk))

    connection.refresh_from_db()
    assert (connection.is_active, connection.confirmed_by) == (True, other_manager)
    assert JobRun.objects.get(name="pull").scope == "brook"


def test_who_stands_alone_may_use_them_at_once(browse, owner, lead, account, platform):
    browse(owner).post(address("-edit", account.pk), TYPED)

    connection = Connection.objects.get()
    assert (connection.is_active, connection.confirmed_by) == (True, owner)


@pytest.mark.parametrize("day", ["2026-11-23", "2026-05-01"])
def test_days_out_of_reach_are_refused(day, browse, manager, account, platform):
    answer = browse(manager).post(address("-edit", account.pk), TYPED | {"since_on": day})

    assert answer.status_code == 422
    assert platform.asked == []


def test_the_trail_names_the_change_and_not_the_secret(browse, manager, account, platform):
    browse(manager).post(address("-edit", account.pk), TYPED)

    told = str(list(LogEntry.objects.filter(content_type__model="connection").values_list("changes", flat=True)))
    assert server.APP_ID in told
    assert server.SECRET not in told
    assert server.SECRET[-4:] not in told


def test_the_list_says_in_words_what_is_wrong(browse, analyst, account, wecom, platform, pull):
    platform.faults["stable_token"] = [server.NOT_ALLOWED_FROM_HERE]
    pull(connect(account))

    page = browse(analyst).get(address("")).content.decode()

    assert "203.0.113.7" in page
    assert "企业微信" in page


@pytest.mark.parametrize(
    ("fault", "word"),
    [(None, "well"), (server.BUSY, "later"), (server.NOT_ALLOWED_FROM_HERE, "trouble"), (server.NOT_READY, "waiting")],
)
def test_a_page_shows_how_it_stands(fault, word, browse, analyst, account, platform, pull):
    platform.faults["getusersummary"] = [fault] if fault else []
    connection = pull(connect(account, since_on=TODAY - timedelta(days=1)))

    answer = browse(analyst).get(address("-detail", connection.pk))

    assert answer.context["standing"].word == word


def test_days_that_will_soon_be_forgotten_are_announced(browse, analyst, wecom, platform):
    connection = connect(wecom, since_on=TODAY - timedelta(days=175))

    answer = browse(analyst).get(address("-detail", connection.pk))

    assert answer.context["standing"].last_chance == TODAY - timedelta(days=175)
    assert "2026-06-01" in answer.content.decode()


def test_while_something_is_fetched_the_page_asks_for_its_state(browse, analyst, account, platform, queued):
    connection = connect(account)
    client = browse(analyst)
    client.post(address("-fetch", connection.pk))

    page = client.get(address("-detail", connection.pk)).content.decode()
    part = client.get(address("-detail", connection.pk), headers={"hx-request": "true"}).content.decode()

    assert 'hx-trigger="every 3s"' in page
    assert "hx-swap-oob" in part
    assert "<html" not in part


def test_a_span_can_be_fetched_again(browse, analyst, account, platform, pull, queued):
    connection = pull(connect(account, since_on=date(2026, 11, 20)))
    span = {"first": "2026-10-01", "last": "2026-11-30"}

    answer = browse(analyst).post(address("-back-fill", connection.pk), span)
    assert answer.status_code == 302
    assert PulledDay.objects.filter(interface="getusersummary", state="wanted").count() == 53  # through yesterday
    pull(connection)

    assert len(values(account.subject, "oa.followers_new")) == 53


@pytest.mark.parametrize(
    "span", [("2026-11-20", "2026-11-10"), ("2026-01-01", "2026-01-10"), ("2026-11-23", "2026-11-30")]
)
def test_a_span_out_of_reach_is_refused(span, browse, analyst, account, platform):
    connection = connect(account)

    answer = browse(analyst).post(address("-back-fill", connection.pk), {"first": span[0], "last": span[1]})

    assert answer.status_code == 422
    assert not PulledDay.objects.exists()


def test_fetching_now_doesn_t_wait(browse, analyst, account, platform, queued):
    connection = connect(account, next_try_at=NOW + timedelta(hours=9))

    browse(analyst).post(address("-fetch", connection.pk))

    connection.refresh_from_db()
    assert connection.next_try_at is None
    assert JobRun.objects.get(name="pull").is_queued


def test_what_is_not_confirmed_is_not_fetched(browse, analyst, account, platform, queued):
    connection = connect(account, state="proposed")

    browse(analyst).post(address("-fetch", connection.pk))

    assert not JobRun.objects.exists()


def test_a_connection_goes_and_its_numbers_stay(browse, manager, account, platform, pull):
    connection = pull(connect(account))

    browse(manager).post(address("-delete", connection.pk))

    assert not Connection.objects.exists()
    assert not AccessToken.objects.exists()
    assert Point.objects.filter(subject=account.subject).exists()


def test_userids_are_joined_by_hand(browse, analyst, team, wecom, platform, pull):
    late = make_member(team, "late")
    connection = pull(connect(wecom))
    user = WecomUser.objects.get(userid="lisi")
    client = browse(analyst)

    page = client.get(address("-users", connection.pk)).content.decode()
    assert "lisi" in page
    client.post(address("-users", connection.pk), {f"user-{user.pk}": late.pk})

    user.refresh_from_db()
    assert user.member == late


def test_where_nobody_is_joined_the_pages_say_so_and_lead_to_joining(browse, analyst, member, wecom, platform, pull):
    connection = pull(connect(wecom))
    assert not connection.users.joined().exists()
    client = browse(analyst)
    users = address("-users", connection.pk)

    listed = client.get(address("")).content.decode()
    page = client.get(address("-detail", connection.pk))
    behaviour = page.context["standing"].interfaces[0]

    assert page.context["standing"].word == "nobody"
    assert (behaviour.through, behaviour.missing, page.context["standing"].through) == (None, [], None)
    for told in (listed, page.content.decode()):
        assert "还没有成员对应" in told
        assert users in told
    assert users not in browse(member).get(address("-detail", connection.pk)).content.decode()

    connection.users.filter(userid="lisi").update(member=member, joined_at=NOW)
    joined = client.get(address("-detail", connection.pk)).context["standing"]
    assert joined.word != "nobody"
    assert joined.interfaces[0].through is not None


def test_what_is_left_open_stays_open_and_nobody_is_a_decision(browse, analyst, wecom, platform, pull):
    connection = pull(connect(wecom))
    one, other = connection.users.order_by("userid")
    client = browse(analyst)

    client.post(address("-users", connection.pk), {f"user-{one.pk}": "", f"user-{other.pk}": "nobody"})

    assert list(connection.users.order_by("userid").values_list("member", "is_decided")) == [
        (None, False),
        (None, True),
    ]


def test_a_stranger_cannot_be_joined(browse, analyst, outsider, wecom, platform, pull):
    connection = pull(connect(wecom))
    user = WecomUser.objects.get(userid="lisi")

    answer = browse(analyst).post(address("-users", connection.pk), {f"user-{user.pk}": outsider.pk})

    assert answer.status_code == 422
    user.refresh_from_db()
    assert user.member is None


def test_userids_are_read_again_by_hand(browse, analyst, wecom, platform):
    connection = connect(wecom)

    browse(analyst).post(address("-users-read", connection.pk))

    assert connection.users.count() == 2


def test_a_fetch_reads_as_one_among_the_imports(browse, analyst, account, platform, pull):
    pull(connect(account))
    batch = ImportBatch.objects.get(layout="getusersummary")
    client = browse(analyst)

    imports = client.get(reverse("metrics:imports", args=["brook"])).content.decode()
    row = client.get(reverse("metrics:imports-row", args=["brook", batch.pk, 7])).content.decode()
    result = client.get(reverse("metrics:imports-result", args=["brook", batch.pk])).content.decode()

    grid = client.get(reverse("metrics:completeness", args=["brook"])).content.decode()
    day = client.get(reverse("metrics:completeness-day", args=["brook", account.pk, "2026-11-20"])).content.decode()

    assert "新关注与取消关注 2026-11-16…22" in imports
    assert "新关注与取消关注 2026-11-16…22" in day
    saved = client.get(reverse("metrics:imports-file", args=["brook", batch.pk]))
    assert unquote(saved["Content-Disposition"]).endswith("新关注与取消关注 2026-11-16…22.json")
    assert json.loads(saved.content)["interface"] == "getusersummary"
    for page in (imports, row, result, grid, day):
        assert "命令行" not in page
        assert "接口取数" in page
    assert "2026-11-22" in row
    assert "new_user" in row
    assert "&quot;user_source&quot;: 30" in row  # the raw answer, which the row sums up
    assert "公众号" in result
