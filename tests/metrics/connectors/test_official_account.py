"""What comes from 公众号: right numbers under the right codes, within each span, leading back to the call."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from metrics.connectors import session
from metrics.imports import intake
from metrics.models import ImportBatch, Point, PulledDay, Restatement, Subject
from metrics.services import files, imports
from tests.metrics.conftest import NOW
from tests.metrics.connectors.conftest import TODAY, YESTERDAY, connect, values, week

pytestmark = pytest.mark.django_db


def test_followers_are_summed_over_their_sources(account, account_connection, pull):
    pull(account_connection)

    new = values(account.subject, "oa.followers_new")
    assert new == {YESTERDAY - timedelta(days=n): YESTERDAY.day - n + 10 for n in range(7)}
    assert values(account.subject, "oa.followers_lost") == week(2)
    assert set(values(account.subject, "oa.followers_total")) == set(week(0))


def test_the_day_s_reading_comes_under_its_codes(account, account_connection, pull):
    pull(account_connection)

    codes = {"readers": 500, "sharers": 20, "wows": 5, "likes": 9, "comments": 3, "favourites": 4, "published": 1}
    assert {code: values(account.subject, f"oa.{code}")[YESTERDAY] for code in codes} == codes


def test_an_article_s_newest_totals_are_filed_under_its_publishing_day(account, account_connection, pull):
    pull(account_connection)

    article = Subject.objects.get(kind=Subject.Kind.CONTENT)
    monday = date(2026, 11, 16)
    assert (article.name, article.published_on) == ("护肤周报 2026-11-16", monday)
    # Seven days of totals to date: the last one stands, they aren't added up.
    assert values(article, "oa.readers") == {monday: 700}
    assert values(article, "oa.new_from_reading") == {monday: 6}
    # 420 readers from the message, which are 42 % of those it was delivered to.
    assert values(article, "oa.delivered") == {monday: 1000}


def test_no_call_asks_for_more_days_than_its_interface_gives(account, platform, pull):
    connection = pull(connect(account, since_on=TODAY - timedelta(days=60)))

    assert connection.error == ""
    assert len(platform.calls("getusersummary")) == 9  # 60 days, seven at a time
    assert len(platform.calls("getbizsummary")) == 2
    assert len(platform.calls("getarticletotaldetail")) == 60
    assert len(values(account.subject, "oa.followers_new")) == 60
    # In the file they stand in their order, whichever were asked for first.
    table = intake.table(files.content(ImportBatch.objects.get(layout="getusersummary")))
    days = [table.cells_of(row)[0] for row, _cells in table.parts[0].rows]
    assert days == sorted(days)


def test_days_before_the_interfaces_began_are_not_asked_for(account, platform, pull):
    pull(connect(account, since_on=date(2025, 10, 20)))

    assert min(body["begin_date"] for body in platform.calls("getbizsummary")) == "2025-11-01"
    assert min(body["begin_date"] for body in platform.calls("getusersummary")) == "2025-10-20"


def test_a_number_leads_to_the_call_and_its_raw_answer(account, account_connection, pull):
    pull(account_connection)

    point = Point.objects.get(subject=account.subject, metric__code="oa.followers_new", day=YESTERDAY)
    assert point.batch.file_name == "getusersummary 2026-11-16…22"
    kept = json.loads(files.content(point.batch))
    assert kept["calls"][0]["request"] == {"begin_date": "2026-11-16", "end_date": "2026-11-22"}
    assert {"ref_date": "2026-11-22", "user_source": 30, "new_user": 10, "cancel_user": 0} in (
        kept["calls"][0]["answer"]["list"]
    )
    table = intake.table(files.content(point.batch))
    assert table.cells_of(point.row) == ["2026-11-22", "32", "2"]


def test_the_watermark_moves_to_the_last_day_that_came(account, account_connection, pull):
    pull(account_connection)

    account.refresh_from_db()
    assert account.watermark == YESTERDAY


def test_fetching_twice_writes_nothing_new(account_connection, pull, standing):
    pull(account_connection)
    before, batches = standing(), ImportBatch.objects.count()

    pull(account_connection, at=NOW + timedelta(hours=1))

    assert standing() == before
    assert ImportBatch.objects.count() == batches


def test_a_day_is_asked_for_again_while_the_platform_may_correct_it(account, account_connection, platform, pull):
    pull(account_connection)
    platform.today = TODAY + timedelta(days=1)
    platform.ready_through = TODAY
    platform.answers["getusersummary"] = lambda body: {
        "list": [{"ref_date": body["begin_date"], "user_source": 0, "new_user": 99, "cancel_user": 2}]
    }

    pull(account_connection, at=NOW + timedelta(days=1))

    assert platform.calls("getusersummary")[-1] == {"begin_date": "2026-11-21", "end_date": "2026-11-23"}
    corrected = date(2026, 11, 21)
    assert values(account.subject, "oa.followers_new")[corrected] == 99
    assert Restatement.objects.get(subject=account.subject, metric__code="oa.followers_new", day=corrected).value == 31


def test_what_is_not_ready_is_a_state_and_no_error(account, account_connection, platform, pull):
    platform.ready_through = YESTERDAY - timedelta(days=1)

    connection = pull(account_connection)

    assert connection.error == ""
    assert connection.next_try_at == NOW + timedelta(hours=1)
    assert set(values(account.subject, "oa.followers_new")) == set(week(0)) - {YESTERDAY}
    states = PulledDay.objects.filter(interface="getusersummary", day=YESTERDAY).values_list("state", flat=True)
    assert list(states) == [PulledDay.State.NOT_READY]

    platform.ready_through = YESTERDAY
    connection = pull(account_connection, at=NOW + timedelta(hours=1))

    assert connection.next_try_at is None
    assert values(account.subject, "oa.followers_new")[YESTERDAY] == 32


def test_an_answer_that_is_delayed_is_not_ready(account, account_connection, platform, pull):
    platform.answers["getbizsummary"] = lambda _body: {"list": [], "is_delay": True}

    connection = pull(account_connection)

    assert connection.error == ""
    assert values(account.subject, "oa.readers") == {}
    assert PulledDay.objects.filter(interface="getbizsummary", state=PulledDay.State.NOT_READY).count() == 7
    assert len(platform.calls("getbizsummary")) == 4  # it doesn't feel its way back through all days


def test_what_a_run_cannot_finish_the_next_ones_do(account, platform, pull, monkeypatch):
    monkeypatch.setattr(session, "MOST_CALLS", 25)
    connection = connect(account, since_on=TODAY - timedelta(days=40))
    connection = pull(connection)
    ends = [connection.next_try_at]

    while connection.next_try_at and len(ends) < 9:
        connection = pull(connection, at=connection.next_try_at)
        ends.append(connection.next_try_at)

    assert len(ends) == 3  # 6 + 6 + 2 + 40 calls
    assert connection.error == ""
    assert len(platform.calls("getarticletotaldetail")) == 40
    assert not connection.days.outstanding().exists()


def test_before_eight_yesterday_is_not_asked_for(account_connection, platform, pull):
    pull(account_connection, at=NOW.replace(hour=7, minute=59))

    assert max(body["end_date"] for body in platform.calls("getusersummary")) == "2026-11-21"


def test_a_day_that_said_nothing_is_no_zero(account, account_connection, platform, pull):
    platform.answers["getusersummary"] = lambda _body: {"list": []}

    connection = pull(account_connection)

    assert connection.error == ""
    assert values(account.subject, "oa.followers_new") == {}
    assert set(PulledDay.objects.filter(interface="getusersummary").values_list("state", flat=True)) == {"empty"}


def test_the_documentation_s_own_examples_are_read(account, account_connection, platform, pull):
    """The examples of the documentation, with the day moved to one that is asked for."""
    platform.answers["getusercumulate"] = lambda body: {
        "list": [{"ref_date": body["begin_date"], "cumulate_user": 1217056}]
    }
    platform.answers["getarticletotaldetail"] = lambda body: {
        "list": [{
            "ref_date": body["begin_date"], "msgid": f"2247490098_{body['begin_date']}", "publish_type": 0,
            "detail_list": [{
                "stat_date": body["begin_date"], "read_user": 4123,
                "read_user_source": [{"user_count": 4123, "scene_desc": "全部"}], "share_user": 366,
                "zaikan_user": 191, "like_user": 386, "comment_count": 33, "collection_user": 233,
                "praise_money": 361, "read_subscribe_user": 327, "read_delivery_rate": 0.0271002,
                "read_finish_rate": 0.6304348, "read_avg_activetime": 1.0588236,
                "read_jump_position": [{"position": 1, "rate": 0.5304147}],
            }],
        }],
        "is_delay": False,
    }  # fmt: skip

    connection = pull(account_connection)

    assert connection.error == ""
    assert values(account.subject, "oa.followers_total")[date(2026, 11, 16)] == Decimal(1217056)
    articles = Subject.objects.filter(kind=Subject.Kind.CONTENT)
    assert articles.count() == 7
    assert values(articles.first(), "oa.readers").popitem()[1] == 4123
    assert values(articles.first(), "oa.delivered") == {}  # nobody said how many opened it from the message


def test_a_fetch_can_be_undone_like_a_file(account, account_connection, pull):
    pull(account_connection)
    batch = ImportBatch.objects.get(layout="getusersummary")

    imports.undo(batch, by=None, at=NOW)

    assert values(account.subject, "oa.followers_new") == {}
    assert values(account.subject, "oa.readers") != {}


@pytest.mark.parametrize(
    "answer",
    [
        {"list": "none"},
        {},
        {"list": [{"ref_date": "2026-11-22", "detail": 7}]},
        {"list": [{"ref_date": "yesterday", "detail": {"read_user": 1}}]},
        {"list": [{"ref_date": "2026-11-22", "detail": {"read_user": "many"}}]},
        {"list": [7]},
    ],
)
def test_an_answer_of_another_shape_is_said_and_stores_nothing(answer, account, account_connection, platform, pull):
    platform.answers["getbizsummary"] = lambda _body: answer

    connection = pull(account_connection)

    assert (connection.error, connection.error_arguments) == ("odd_answer", {"interface": "getbizsummary"})
    assert values(account.subject, "oa.readers") == {}
    assert values(account.subject, "oa.followers_new") != {}  # what came before it stays
