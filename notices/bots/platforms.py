"""What the three platforms' group bots take: where, signed how, in which form, and how much of it."""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext as _

from notices.models import GroupBot
from teamops.lib import http
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.http import Answer

KEY = re.compile(r"^[A-Za-z0-9_-]{16,128}$")
Kind = GroupBot.Kind


@dataclass(frozen=True, slots=True)
class Call:
    """What is posted. ``logged`` stands for the path in the log."""

    path: str
    query: dict[str, str]
    body: Answer
    logged: str


@dataclass(frozen=True, slots=True)
class Platform:
    """A kind of bot. ``a_minute`` and ``a_run``: so many messages a minute, and so many in one go."""

    setting: str
    hosts: tuple[str, ...]
    path: str
    # The parameter of the address that is the key; without one it is the last part of the path.
    parameter: str
    signs: bool
    a_minute: int
    a_run: int
    # The bytes that a message's text may have.
    longest: int
    call: Callable[[str, str, str, str, datetime], Call]


def wecom(key: str, _signing: str, title: str, text: str, _at: datetime) -> Call:
    body = {"msgtype": "markdown", "markdown": {"content": f"**{title}**\n{text}"}}
    return Call("/cgi-bin/webhook/send", {"key": key}, body, "")


def feishu(key: str, signing: str, title: str, text: str, at: datetime) -> Call:
    card = {
        "header": {"title": {"tag": "plain_text", "content": title}},
        "elements": [{"tag": "markdown", "content": text}],
    }
    body: Answer = {"msg_type": "interactive", "card": card}
    if signing:
        timestamp = str(int(at.timestamp()))
        body |= {"timestamp": timestamp, "sign": feishu_sign(timestamp, signing)}
    return Call(f"/open-apis/bot/v2/hook/{key}", {}, body, "/open-apis/bot/v2/hook/…")


def dingtalk(key: str, signing: str, title: str, text: str, at: datetime) -> Call:
    body = {"msgtype": "markdown", "markdown": {"title": title, "text": f"#### {title}\n\n{text}"}}
    query = {"access_token": key}
    if signing:
        timestamp = str(int(at.timestamp() * 1000))
        query |= {"timestamp": timestamp, "sign": dingtalk_sign(timestamp, signing)}
    return Call("/robot/send", query, body, "")


def feishu_sign(timestamp: str, secret: str) -> str:
    """Timestamp (seconds) and secret are the key, the message is empty."""
    return _base64(hmac.new(f"{timestamp}\n{secret}".encode(), b"", hashlib.sha256).digest())


def dingtalk_sign(timestamp: str, secret: str) -> str:
    """The secret is the key; timestamp (milliseconds) and secret are the message. The address quotes it."""
    return _base64(hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest())


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode()


PLATFORMS: Mapping[str, Platform] = {
    Kind.WECOM: Platform(
        setting="WECOM_BOT_BASE",
        hosts=("qyapi.weixin.qq.com",),
        path="/cgi-bin/webhook/send",
        parameter="key",
        signs=False,
        a_minute=20,
        a_run=20,
        longest=4000,
        call=wecom,
    ),
    # 100 a minute, and no more than 5 within a second.
    Kind.FEISHU: Platform(
        setting="FEISHU_BASE",
        hosts=("open.feishu.cn", "open.larksuite.com"),
        path="/open-apis/bot/v2/hook/",
        parameter="",
        signs=True,
        a_minute=100,
        a_run=5,
        longest=16_000,
        call=feishu,
    ),
    # Whoever goes over 20 a minute is shut out for ten minutes.
    Kind.DINGTALK: Platform(
        setting="DINGTALK_BASE",
        hosts=("oapi.dingtalk.com",),
        path="/robot/send",
        parameter="access_token",
        signs=True,
        a_minute=20,
        a_run=20,
        longest=16_000,
        call=dingtalk,
    ),
}


def key_of(kind: str, webhook: str) -> str:
    """The secret part of a webhook's address as it was copied. Raise ``NotAllowedNow`` if it is no such address."""
    platform, parts = PLATFORMS[kind], urlsplit(webhook.strip())
    ours = urlsplit(http.base(platform.setting)).hostname
    if parts.scheme not in ("http", "https") or parts.hostname not in (*platform.hosts, ours):
        raise NotAllowedNow(
            _("This is no webhook address of %(kind)s. It begins with https://%(host)s%(path)s.")
            % {"kind": Kind(kind).label, "host": platform.hosts[0], "path": platform.path}
        )
    if platform.parameter:
        key = parse_qs(parts.query).get(platform.parameter, [""])[0]
    else:
        key = parts.path.removeprefix(platform.path)
    if not parts.path.startswith(platform.path) or not KEY.match(key):
        raise NotAllowedNow(_("The address isn't whole: copy it again from the group's bot."))
    return key


def cut(text: str, longest: int) -> str:
    """At most so many bytes, ending with a whole line."""
    if len(text.encode()) <= longest:
        return text
    kept = text.encode()[: longest - 4].decode(errors="ignore")
    return f"{kept.rpartition(chr(10))[0] or kept}\n…"


def check() -> None:
    """Nonsense in the settings stops the start."""
    for platform in PLATFORMS.values():
        http.base(platform.setting)
