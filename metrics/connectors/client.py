"""One call over HTTP: to a listed host, without redirects, with an end to its time and size; without a token."""

import json
import logging
from time import monotonic
from typing import Any

import requests

from metrics.connectors import hosts
from metrics.connectors.errors import CallFailed, refused

logger = logging.getLogger(__name__)

# Seconds: to connect, between two pieces of an answer, for all of it.
CONNECT, SILENCE, WHOLE = 5.0, 15.0, 30.0
MEGABYTE = 1024 * 1024
LARGEST = 8 * MEGABYTE
PIECE = 65_536

Answer = dict[str, Any]


class NoLogin(requests.auth.AuthBase):
    """Keeps requests from looking for a password in ~/.netrc."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class Client:
    """Speaks with the platform of one kind of channel. ``whole``: seconds for an answer; ``largest``: its bytes."""

    def __init__(self, kind: str, *, silence: float = SILENCE, whole: float = WHOLE, largest: int = LARGEST) -> None:
        self.kind = kind
        self.silence, self.whole, self.largest = silence, whole, largest
        self._session = requests.Session()
        self._session.auth = NoLogin()

    def call(self, method: str, path: str, *, query: dict[str, str], body: Answer | None = None) -> Answer:
        """The answer's object. Raise ``CallFailed``: requests' own errors hold addresses with secrets, and end here."""
        began = monotonic()
        try:
            with self._session.request(
                method,
                hosts.address(self.kind, path),
                params=query,
                data=None if body is None else json.dumps(body, ensure_ascii=False).encode(),
                headers={"Content-Type": "application/json", "Accept": "application/json"},
                timeout=(CONNECT, self.silence),
                allow_redirects=False,
                stream=True,
            ) as response:
                answer = understood(response.status_code, self._content(response, until=began + self.whole))
        except requests.Timeout:
            raise CallFailed("timeout") from None
        except requests.RequestException:
            raise CallFailed("unreachable") from None
        finally:
            logger.info("%s %s took %.1f s", method, path, monotonic() - began)
        return answer

    def _content(self, response: requests.Response, *, until: float) -> bytes:
        content = bytearray()
        for piece in response.iter_content(PIECE):
            content += piece
            if len(content) > self.largest:
                raise CallFailed("too_large", limit=self.largest // MEGABYTE)
            if monotonic() > until:
                raise CallFailed("timeout")
        return bytes(content)


def understood(status: int, content: bytes) -> Answer:
    """An answer's object, if it is one and no error. Raise ``CallFailed``."""
    if 300 <= status < 400:  # noqa: PLR2004 - HTTP's redirects
        raise CallFailed("redirect")
    if status != requests.codes.ok:
        raise CallFailed("http_status", status=status)
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        raise CallFailed("not_json") from None
    if not isinstance(answer, dict):
        raise CallFailed("not_json")
    errcode = answer.get("errcode", 0)
    if not isinstance(errcode, int):
        raise CallFailed("not_json")
    if errcode:
        raise refused(errcode, str(answer.get("errmsg", "")))
    return answer
