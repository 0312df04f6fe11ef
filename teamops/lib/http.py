"""One call over HTTP out of the house: to a listed host, without redirects, with an end to its time and size.

A host is listed by standing in a setting: each client has the name of one, and speaks with what is below it alone.
"""

import json
import logging
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from urllib3.exceptions import NewConnectionError

logger = logging.getLogger(__name__)

# Seconds: to connect, between two pieces of an answer, for all of it.
CONNECT, SILENCE, WHOLE = 5.0, 15.0, 30.0
MEGABYTE = 1024 * 1024
LARGEST = 8 * MEGABYTE
PIECE = 65_536

Answer = dict[str, Any]


class CallFailed(Exception):  # noqa: N818 - a code and its arguments, for a sentence
    """A call without a usable answer: a code for a sentence, and its arguments. Holds no secret and no address."""

    # Whether the other side may have done what it was asked for all the same.
    may_have_arrived = False

    def __init__(self, code: str, **arguments: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.arguments = arguments


class NoLogin(requests.auth.AuthBase):
    """Keeps requests from looking for a password in ~/.netrc."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class Client:
    """Speaks with the host of one setting. ``whole``: seconds for an answer; ``largest``: its bytes."""

    failed: type[CallFailed] = CallFailed

    def __init__(self, setting: str, *, silence: float = SILENCE, whole: float = WHOLE, largest: int = LARGEST) -> None:
        self.setting = setting
        self.silence, self.whole, self.largest = silence, whole, largest
        self._session = requests.Session()
        self._session.auth = NoLogin()

    def call(
        self, method: str, path: str, *, query: dict[str, str], body: Answer | None = None, logged: str = ""
    ) -> Answer:
        """The answer's object. Raise ``CallFailed``: requests' own errors hold addresses with secrets, and end here.

        ``logged`` stands in the log for a path that is a secret itself.
        """
        began = monotonic()
        try:
            with self._session.request(
                method,
                address(self.setting, path),
                params=query,
                data=None if body is None else json.dumps(body, ensure_ascii=False).encode(),
                headers={"Content-Type": "application/json", "Accept": "application/json"},
                timeout=(CONNECT, self.silence),
                allow_redirects=False,
                stream=True,
            ) as response:
                answer = self.understood(response.status_code, self._content(response, until=began + self.whole))
        except requests.Timeout as error:
            raise self._unanswered("timeout", never_left=isinstance(error, requests.ConnectTimeout)) from None
        except requests.RequestException as error:
            raise self._unanswered("unreachable", never_left=never_left(error)) from None
        finally:
            logger.info("%s %s took %.1f s", method, logged or path, monotonic() - began)
        return answer

    def understood(self, status: int, content: bytes) -> Answer:
        """An answer's object, if it is one. Raise ``CallFailed``."""
        if 300 <= status < 400:  # noqa: PLR2004 - HTTP's redirects
            raise self.failed("redirect")
        if status != requests.codes.ok:
            raise self.failed("http_status", status=status)
        try:
            answer = json.loads(content)
        except (ValueError, RecursionError):
            raise self._unanswered("not_json") from None
        if not isinstance(answer, dict):
            raise self._unanswered("not_json")
        return answer

    def _content(self, response: requests.Response, *, until: float) -> bytes:
        content = bytearray()
        for piece in response.iter_content(PIECE):
            content += piece
            if len(content) > self.largest:
                raise self.failed("too_large", limit=self.largest // MEGABYTE)
            if monotonic() > until:
                raise self._unanswered("timeout")
        return bytes(content)

    def _unanswered(self, code: str, *, never_left: bool = False) -> CallFailed:
        failed = self.failed(code)
        failed.may_have_arrived = not never_left
        return failed


def never_left(error: requests.RequestException) -> bool:
    """Whether no connection came about, so that the other side can't have heard anything."""
    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", None), NewConnectionError)


def base(setting: str) -> str:
    """The base address that a setting holds. Raise ``ImproperlyConfigured`` if it is none."""
    held: str = getattr(settings, setting)
    parts = urlsplit(held)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        msg = f"{setting} must be an address such as https://host, without a query or a user."
        raise ImproperlyConfigured(msg)
    return held.rstrip("/")


def address(setting: str, path: str) -> str:
    """A path below the base. Raise ``ValueError`` for one that would lead elsewhere."""
    whole = base(setting) + path
    below = urlsplit(whole)
    is_below = path.startswith("/") and not path.startswith("//") and ".." not in path
    if not is_below or below.netloc != urlsplit(base(setting)).netloc or below.query or below.fragment:
        raise ValueError(path)
    return whole
