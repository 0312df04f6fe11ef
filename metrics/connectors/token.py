"""The token that each call needs: kept encrypted, fetched by one worker at a time, forced anew only when it failed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from django.db import connection as database
from django.db import transaction

from metrics.connectors.client import Answer, Client
from metrics.connectors.errors import CallFailed
from metrics.models import AccessToken, Connection
from teamops.lib.secrets import Secret

# A token that ends within this time is fetched anew.
MARGIN = timedelta(minutes=5)
LIFETIME = 7200

_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Credentials:
    """With what a channel's platform lets somebody in. Never printed: ``repr`` would be read in a traceback."""

    kind: str
    app_id: str
    secret: str

    def __repr__(self) -> str:
        return f"<Credentials of {self.app_id}>"


def fetch(client: Client, credentials: Credentials, *, force: bool = False) -> Answer:
    """Ask the platform for a token. Raise ``CallFailed``."""
    if credentials.kind == "wecom":
        asked = {"corpid": credentials.app_id, "corpsecret": credentials.secret}
        return client.call("GET", "/cgi-bin/gettoken", query=asked)
    body = {
        "grant_type": "client_credential",
        "appid": credentials.app_id,
        "secret": credentials.secret,
        "force_refresh": force,
    }
    return client.call("POST", "/cgi-bin/stable_token", query={}, body=body)


def value_of(answer: Answer) -> str:
    """The token in an answer. Raise ``CallFailed``."""
    value = answer.get("access_token")
    if not isinstance(value, str) or not value:
        raise CallFailed("odd_answer", interface="access_token")
    return value


@contextmanager
def alone(connection: Connection) -> Iterator[AccessToken]:
    """The connection's token, for one worker at a time.

    PostgreSQL locks its row. SQLite would lock the whole database for as long as the platform takes, and serves one
    process: there a lock between its threads does.
    """
    AccessToken.objects.get_or_create(connection=connection, defaults={"value": Secret.of("")})
    if database.vendor == "postgresql":
        with transaction.atomic():
            yield AccessToken.objects.select_for_update().get(connection=connection)
    else:
        with _one_at_a_time:
            yield AccessToken.objects.get(connection=connection)


def current(connection: Connection, ask: Callable[[bool], Answer], *, at: datetime, failed: str = "") -> str:
    """A token that should work; ``ask(force)`` gets one. ``failed`` is the one that the platform has just refused.

    If another worker has replaced that one meanwhile, its new one is taken. Raise ``CallFailed``.
    """
    with alone(connection) as token:
        if token.expires_at and token.expires_at > at + MARGIN and (known := token.value.reveal()) != failed:
            return known
        answer = ask(bool(failed))
        value = value_of(answer)
        token.value = Secret.of(value)
        token.expires_at = at + timedelta(seconds=int(answer.get("expires_in", LIFETIME)))
        token.save()
        return value
