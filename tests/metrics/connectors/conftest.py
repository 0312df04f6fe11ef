"""The two platforms as a server beside the tests, channels to connect, and what came over the connections."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from metrics.connectors import pull as pulling
from metrics.models import Channel, Connection, Point
from teamops.lib.secrets import Secret
from tests.metrics import wechat_server
from tests.metrics.conftest import NOW, make_channel
from tests.metrics.wechat_server import Platform

TODAY = date(2026, 11, 23)
YESTERDAY = date(2026, 11, 22)
A_WEEK_BEFORE = date(2026, 11, 16)


@pytest.fixture
def platform(settings) -> Iterator[Platform]:
    with wechat_server.running(TODAY) as running:
        settings.WECHAT_API_BASE = settings.WECOM_API_BASE = running.base
        yield running


def connect(channel: Channel, *, since_on: date = A_WEEK_BEFORE, **fields) -> Connection:
    """A confirmed connection with the credentials that the server knows."""
    is_wecom = channel.kind == Channel.Kind.WECOM
    given = (wechat_server.CORP_ID, wechat_server.CORP_SECRET) if is_wecom else (
        wechat_server.APP_ID, wechat_server.SECRET,
    )  # fmt: skip
    fields = {"app_id": given[0], "secret": Secret.of(given[1]), "state": Connection.State.ACTIVE} | fields
    return Connection.objects.create(channel=channel, since_on=since_on, **fields)


@pytest.fixture
def account_connection(account, platform) -> Connection:
    return connect(account)


@pytest.fixture
def wecom(team) -> Channel:
    return make_channel(team, "企业微信", Channel.Kind.WECOM)


@pytest.fixture
def wecom_connection(wecom, platform) -> Connection:
    return connect(wecom)


@pytest.fixture
def mini_connection(team, platform) -> Connection:
    return connect(make_channel(team, "小程序", Channel.Kind.MINI_PROGRAM))


@pytest.fixture
def pull() -> Callable[..., Connection]:
    """``pull(connection)`` fetches, and hands the connection back as it stands then."""

    def fetched(connection: Connection, *, at: datetime = NOW) -> Connection:
        pulling.pull(Connection.objects.for_pull().get(pk=connection.pk), at=at)
        return Connection.objects.for_pull().get(pk=connection.pk)

    return fetched


def values(subject, code: str) -> dict[date, Decimal]:
    return dict(Point.objects.filter(subject=subject, metric__code=code).values_list("day", "value"))


def week(value: object, *, last: date = YESTERDAY) -> dict[date, object]:
    """The same for each of seven days."""
    return {last - timedelta(days=n): value for n in range(7)}
