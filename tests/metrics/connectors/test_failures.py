"""What goes wrong on the way: each becomes a state with a sentence, nothing is half stored, no secret gets out."""

import logging
import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from metrics.connectors import hosts
from metrics.connectors.client import Client
from metrics.connectors.errors import MEANINGS, CallFailed
from metrics.connectors.sentences import SENTENCES, explain
from metrics.models import AccessToken, Point
from teamops.lib import http
from tests.metrics import wechat_server as server
from tests.metrics.conftest import NOW
from tests.metrics.connectors.conftest import connect, values
from tests.metrics.wechat_server import Html, Moved, Raw, Slow, Status

pytestmark = pytest.mark.django_db

# The table of error codes, as documented.
CODES = [
    -1, 40001, 40013, 40014, 42001, 40164, 41001, 45009, 45011, 48001, 50002, 61500, 61501, 61502, 61503, 89503,
    45033, 48002, 60011, 60020, 60111, 81013, 84061, 301002, 600018, 45002, 81017,
]  # fmt: skip


def test_a_token_that_ended_is_replaced_once(account, account_connection, platform, pull):
    ended = {"errcode": 42001, "errmsg": "access_token expired rid: 1-2-3"}
    platform.faults["getusercumulate"] = [ended]

    connection = pull(account_connection)

    assert connection.error == ""
    assert (platform.issued, platform.forced) == (2, 1)
    assert len(values(account.subject, "oa.followers_total")) == 7


def test_no_refresh_is_forced_without_need(account_connection, platform, pull):
    pull(account_connection)
    platform.today += timedelta(days=1)
    platform.ready_through += timedelta(days=1)
    pull(account_connection, at=NOW + timedelta(days=1))

    bodies = platform.calls("stable_token")
    assert len(bodies) == 2
    assert [body["force_refresh"] for body in bodies] == [False, False]


def test_a_kept_token_is_used_until_shortly_before_its_end(account_connection, platform, pull):
    pull(account_connection)
    account_connection.days.all().delete()
    pull(account_connection, at=NOW + timedelta(minutes=110))

    assert len(platform.calls("getusersummary")) == 2
    assert len(platform.calls("stable_token")) == 1


def test_a_token_that_is_refused_twice_is_an_error_and_no_loop(account_connection, platform, pull):
    refused = {"errcode": 40001, "errmsg": "invalid credential, access_token is invalid or not latest"}
    platform.faults["getusersummary"] = [refused] * 5

    connection = pull(account_connection)

    assert connection.error == "40001"
    assert len(platform.calls("getusersummary")) == 2


def test_the_address_to_allow_stands_in_the_sentence(account_connection, platform, pull):
    platform.faults["stable_token"] = [server.NOT_ALLOWED_FROM_HERE]

    connection = pull(account_connection)

    said = explain(connection.error, connection.error_arguments, kind="official_account")
    assert connection.error_arguments["address"] == "203.0.113.7"
    assert "203.0.113.7" in said.what
    assert "203.0.113.7" in said.advice
    # Somebody has to do something: it is tried again the next morning, or when they say so.
    assert connection.next_try_at == (NOW + timedelta(days=1)).replace(hour=8, minute=15)


def test_of_wecom_too(wecom_connection, platform, pull):
    platform.faults["gettoken"] = [server.WECOM_NOT_ALLOWED_FROM_HERE]

    connection = pull(wecom_connection)

    assert (connection.error, connection.error_arguments["address"]) == ("60020", "203.0.113.8")


def test_a_busy_platform_is_asked_again_soon_and_later_and_later(account, account_connection, platform, pull):
    platform.faults["getusersummary"] = [server.BUSY, server.BUSY]

    connection = pull(account_connection)
    assert (connection.error, connection.next_try_at) == ("-1", NOW + timedelta(minutes=2))
    connection = pull(account_connection, at=NOW + timedelta(minutes=2))
    assert (connection.failures, connection.next_try_at) == (2, NOW + timedelta(minutes=12))
    connection = pull(account_connection, at=NOW + timedelta(minutes=12))

    assert (connection.error, connection.failures, connection.next_try_at) == ("", 0, None)
    assert len(values(account.subject, "oa.followers_new")) == 7


def test_a_used_up_quota_waits_for_midnight_and_keeps_what_came(account, account_connection, platform, pull):
    platform.faults["getusercumulate"] = [{"errcode": 45009, "errmsg": "reach max api daily quota limit rid: 1"}]

    connection = pull(account_connection)

    assert connection.error == "45009"
    assert connection.next_try_at == (NOW + timedelta(days=1)).replace(hour=0, minute=20)
    assert len(values(account.subject, "oa.followers_new")) == 7


def test_within_one_interface_too_what_came_is_kept(account, account_connection, platform, pull):
    """Articles are asked for day by day, the newest first: the third day fails, two are there."""
    right = platform.datacube
    asked = []

    def third_fails(body):
        asked.append(body)
        return server.BUSY if len(asked) == 3 else right("getarticletotaldetail", body)

    platform.answers["getarticletotaldetail"] = third_fails

    connection = pull(account_connection)

    assert connection.error == "-1"
    states = dict(connection.days.of_interfaces(["getarticletotaldetail"]).values_list("day", "state"))
    assert [states[day] for day in sorted(states)] == ["failed", "empty", "empty"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Status(500), "http_status"),
        (Status(502), "http_status"),
        (Html("<html><body>Login to the proxy</body></html>"), "not_json"),
        (Raw(b'{"list": [{"ref_da'), "not_json"),
        (Raw(b"[1, 2]"), "not_json"),
        (Raw(b"[" * 100_000), "not_json"),
        (Raw(b""), "not_json"),
        (Raw(b'{"errcode": "many", "errmsg": 7}'), "not_json"),
        ({"list": [{"ref_date": ["2026-11-22"], "new_user": 1, "cancel_user": 0}]}, "odd_answer"),
        ({"errcode": 45011, "errmsg": "api minute-quota reach limit"}, "45011"),
        ({"errcode": 48001, "errmsg": "api unauthorized rid: 1"}, "48001"),
        ({"errcode": 61501, "errmsg": "date range error"}, "61501"),
        ({"errcode": 7_777_777, "errmsg": "something new rid: 1-2"}, "7777777"),
    ],
)
def test_an_answer_that_is_none_is_a_state_with_a_sentence(fault, code, account, account_connection, platform, pull):
    platform.faults["getusersummary"] = [fault]

    connection = pull(account_connection)

    assert connection.error == code
    assert connection.next_try_at > NOW
    assert Point.objects.count() == 0
    said = str(explain(connection.error, connection.error_arguments))
    assert "%(" not in said
    assert "rid" not in said


def test_days_that_the_platform_has_no_more_are_let_go_and_the_others_come(account, platform, pull):
    """It refuses whole spans in which one day is too old; that is no error that comes back each day."""
    right, oldest = platform.datacube, "2026-10-01"
    platform.answers["getusersummary"] = lambda body: (
        right("getusersummary", body)
        if body["begin_date"] >= oldest
        else {"errcode": 61501, "errmsg": "date range error"}
    )

    connection = pull(connect(account, since_on=date(2026, 9, 1)))

    assert connection.error == ""
    states = connection.days.of_interfaces(["getusersummary"]).values_list("state", flat=True)
    assert {"ready", "gone"} == set(states)
    assert min(values(account.subject, "oa.followers_new")) >= date(2026, 10, 1)
    calls = len(platform.calls("getusersummary"))
    pull(connection, at=NOW + timedelta(minutes=9))
    assert len(platform.calls("getusersummary")) == calls


def test_a_redirect_is_refused_and_never_followed(account_connection, platform, pull):
    platform.faults["getusersummary"] = [Moved(f"{platform.base}/datacube/elsewhere")]

    assert pull(account_connection).error == "redirect"
    assert platform.calls("elsewhere") == []


def test_a_huge_answer_is_cut_off(platform):
    platform.faults["stable_token"] = [Raw(b" " * 3_000_000)]

    with pytest.raises(CallFailed) as failed:
        Client("official_account", largest=1_000_000).call("POST", "/cgi-bin/stable_token", query={}, body={})

    assert failed.value.code == "too_large"


def test_a_silent_platform_is_left_in_time(platform):
    platform.faults["stable_token"] = [Slow(1.0)]

    with pytest.raises(CallFailed) as failed:
        Client("official_account", silence=0.1).call("POST", "/cgi-bin/stable_token", query={}, body={})

    assert failed.value.code == "timeout"


def test_nobody_at_the_address_is_a_state(settings, account_connection, pull):
    settings.WECHAT_API_BASE = "http://127.0.0.1:9"

    connection = pull(account_connection)

    assert (connection.error, connection.next_try_at) == ("unreachable", NOW + timedelta(minutes=2))


@pytest.mark.parametrize("path", ["//evil.example/x", "@evil.example/x", "/../x", "/x?y=1", "x"])
def test_no_path_leads_to_another_host(path):
    with pytest.raises(ValueError, match=re.escape(path)):
        hosts.address("official_account", path)


@pytest.mark.parametrize(
    "base", ["", "ftp://x", "https://", "https://user:pw@host", "api.weixin.qq.com", "https://h?x"]
)
def test_nonsense_for_a_base_address_stops_the_start(base, settings):
    settings.WECOM_API_BASE = base

    with pytest.raises(ImproperlyConfigured):
        hosts.check()


def test_each_documented_code_has_a_sentence_of_its_own():
    assert [code for code in CODES if str(code) not in SENTENCES] == []
    assert [code for code in MEANINGS if str(code) not in SENTENCES] == []


@pytest.mark.parametrize("code", SENTENCES)
def test_each_sentence_says_what_to_do(code):
    kind, _colon, bare = code.rpartition(":")
    told = {"address": "203.0.113.7", "status": 500, "limit": 8, "interface": "x", "errcode": bare, "errmsg": "x"}

    said = explain(bare, told, kind=kind)

    assert said.what
    assert said.advice
    assert "%" not in str(said)


@pytest.mark.parametrize("fault", [None, Status(500), Slow(0), server.NOT_ALLOWED_FROM_HERE, Raw(b"{")])
def test_no_secret_and_no_token_is_logged_or_stored_bare(fault, wecom_connection, platform, pull, caplog, settings):
    """Not at any level, in no traceback: the platforms want both in the address."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(logging.INFO)  # as the settings say
    platform.faults["get_follow_user_list"] = [fault] if fault is not None else []

    connection = pull(wecom_connection)
    settings.WECOM_API_BASE = "http://127.0.0.1:9"
    pull(wecom_connection, at=NOW + timedelta(days=1))

    secrets = [server.CORP_SECRET, "token-1"]
    rows = [str(vars(connection)), str(AccessToken.objects.values()), repr(connection.secret), str(connection.secret)]
    assert [one for one in secrets if one in caplog.text or any(one in row for row in rows)] == []


def test_the_settings_keep_urllib3_from_writing_addresses(settings):
    assert settings.LOGGING["loggers"]["urllib3"]["level"] == "INFO"


def test_an_error_of_requests_is_not_chained(platform, settings):
    settings.WECHAT_API_BASE = "http://127.0.0.1:9"

    with pytest.raises(CallFailed) as failed:
        Client("official_account").call("GET", "/cgi-bin/x", query={"access_token": "token-1"})

    assert failed.value.__cause__ is None
    assert failed.value.__suppress_context__


def test_a_lost_field_key_is_said(account_connection, pull, settings):
    settings.FIELD_KEY = "another-key-" + "z" * 40

    assert pull(account_connection).error == "secret_unreadable"


def test_the_client_gives_up_a_dripping_answer(platform, monkeypatch):
    """Each piece comes in time, all of them don't."""
    platform.faults["stable_token"] = [Raw(b" " * 500_000)]
    monkeypatch.setattr(http, "PIECE", 1_000)

    with pytest.raises(CallFailed) as failed:
        Client("official_account", whole=0.0).call("POST", "/cgi-bin/stable_token", query={}, body={})

    assert failed.value.code == "timeout"
