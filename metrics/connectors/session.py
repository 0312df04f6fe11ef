"""Calls with a token: let in once, and once more if the token was refused; never a third time."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Any

from metrics.connectors import token
from metrics.connectors.client import Answer, Client
from metrics.connectors.errors import TOKEN, CallFailed
from metrics.connectors.token import Credentials
from metrics.models import Connection
from teamops.lib.exceptions import NotAllowedNow

# A run has 14 minutes, for all connections of a team.
MOST_CALLS, MOST_SECONDS = 400, 200.0


class Session:
    """What the connectors speak through. ``get_token(failed)``: a token, another one than the ``failed`` one."""

    def __init__(self, client: Client, get_token: Callable[[str], str]) -> None:
        self._client = client
        self._get_token = get_token
        self._began = monotonic()
        self._calls = 0

    @property
    def is_spent(self) -> bool:
        """Whether it has spoken as much as one run may; what is left follows in the next."""
        return self._calls >= MOST_CALLS or monotonic() - self._began > MOST_SECONDS

    def post(self, path: str, body: Answer) -> Answer:
        return self._ask("POST", path, {}, body)

    def get(self, path: str, **query: Any) -> Answer:
        return self._ask("GET", path, {name: str(value) for name, value in query.items()}, None)

    def _ask(self, method: str, path: str, query: dict[str, str], body: Answer | None) -> Answer:
        """Raise ``CallFailed``."""
        self._calls += 1
        let_in = self._get_token("")
        try:
            return self._client.call(method, path, query=query | {"access_token": let_in}, body=body)
        except CallFailed as failed:
            if failed.meaning != TOKEN:
                raise
        return self._client.call(method, path, query=query | {"access_token": self._get_token(let_in)}, body=body)


def trial(credentials: Credentials) -> Session:
    """A session for credentials that aren't stored. Its token is forgotten with it."""
    client = Client(credentials.kind)
    held: dict[str, str] = {}

    def get_token(failed: str) -> str:
        if failed or not held:
            held["value"] = token.value_of(token.fetch(client, credentials, force=bool(failed)))
        return held["value"]

    return Session(client, get_token)


def of(connection: Connection, *, at: datetime) -> Session:
    """A session of a connection. Raise ``CallFailed`` if its secret can't be read any more."""
    try:
        credentials = Credentials(connection.kind, connection.app_id, connection.secret.reveal())
    except NotAllowedNow:
        raise CallFailed("secret_unreadable") from None
    client = Client(connection.kind)

    def ask(force: bool) -> Answer:  # noqa: FBT001 - called by token.current alone
        return token.fetch(client, credentials, force=force)

    return Session(client, lambda failed: token.current(connection, ask, at=at, failed=failed))
