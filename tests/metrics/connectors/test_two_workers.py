"""Two workers at once, on PostgreSQL: a token is fetched by one of them, the other takes it."""

import pytest

from metrics.connectors import session
from metrics.models import AccessToken, Connection
from tests.metrics.conftest import NOW
from tests.metrics.test_concurrency import at_once
from tests.metrics.wechat_server import Slow

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def ask(connection):
    """A call of a worker's own session."""
    row = Connection.objects.for_pull().get(pk=connection.pk)
    body = {"begin_date": "2026-11-22", "end_date": "2026-11-22"}
    return lambda: session.of(row, at=NOW).post("/datacube/getusercumulate", body)["list"]


def test_two_workers_fetch_one_token(account_connection, platform):
    platform.faults["stable_token"] = [Slow(0.3)]  # long enough for the other to come

    answers = at_once(ask(account_connection), ask(account_connection))

    assert [len(answer) for answer in answers] == [1, 1]
    assert len(platform.calls("stable_token")) == 1


def test_two_whose_token_ended_force_one_refresh(account_connection, platform):
    ask(account_connection)()
    platform.expire_tokens()
    platform.faults["stable_token"] = [Slow(0.3)]

    answers = at_once(ask(account_connection), ask(account_connection))

    assert [len(answer) for answer in answers] == [1, 1]
    assert platform.forced == 1
    assert AccessToken.objects.get().value.reveal() == "token-2"
