"""What a bot's refusal means: wait, slow down, or somebody must do something; and each in the reader's language."""

import re
from collections.abc import Mapping
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notices.models import GroupBot
from teamops.lib import http

BUSY, LIMIT = "busy", "limit"
Kind = GroupBot.Kind

# By kind and code. One that isn't here needs a person: asking again wouldn't help.
MEANINGS: Mapping[str, str] = {
    "wecom:-1": BUSY,
    "wecom:45009": LIMIT,
    "wecom:45033": LIMIT,
    "feishu:11232": LIMIT,
    "feishu:11233": LIMIT,
    "feishu:11247": LIMIT,
    "dingtalk:-1": BUSY,
    "dingtalk:130101": LIMIT,
    "dingtalk:410100": LIMIT,
}
# Our own codes, for answers that weren't any.
PASSING = frozenset({"timeout", "unreachable", "not_json", "too_large"})
# How long a bot rests that was told to slow down. DingTalk shuts it out for ten minutes.
RESTS: Mapping[str, timedelta] = {
    Kind.WECOM: timedelta(minutes=1),
    Kind.FEISHU: timedelta(minutes=1),
    Kind.DINGTALK: timedelta(minutes=10),
}
LONGEST = 120
SERVER_ERROR, UNAVAILABLE, TOO_MANY = 500, 503, 429
# Ids and links at the end of a platform's own words say nothing to anybody.
_TAIL = re.compile(r"[,;]?\s*(rid|hint|more info at)\b.*", re.IGNORECASE | re.DOTALL)


class PostFailed(http.CallFailed):
    """A message that the platform didn't take, or of which nobody knows whether it did."""

    kind = ""

    @property
    def meaning(self) -> str:
        """``BUSY``, ``LIMIT``; empty if a person must do something."""
        if self.code == "http_status":
            status = int(self.arguments["status"])
            return LIMIT if status == TOO_MANY else BUSY if status >= SERVER_ERROR else ""
        if self.code in PASSING:
            return BUSY
        return MEANINGS.get(f"{self.kind}:{self.code}", "")

    @property
    def is_unsure(self) -> bool:
        """Whether the message may stand in the group all the same."""
        if self.code == "http_status":
            return int(self.arguments["status"]) >= SERVER_ERROR and self.arguments["status"] != UNAVAILABLE
        return self.may_have_arrived or self.code == "too_large"


def refused(kind: str, code: int, said: str) -> PostFailed:
    failed = PostFailed(str(code), errcode=code, errmsg=_TAIL.sub("", said)[:LONGEST])
    failed.kind = kind
    return failed


ADDRESS_GONE = _("The address leads to no bot any more: it was removed from the group, or its address renewed.")
COPY_AGAIN = _("Add a bot to the group, copy its address, and enter it here.")
SLOWER = _("Too many messages: the rest waits and follows by itself.")

SENTENCES: Mapping[str, tuple[Promise, Promise | str]] = {
    "timeout": (_("The platform didn't answer in time."), ""),
    "unreachable": (_("The platform can't be reached from this server."), ""),
    "redirect": (
        _("The answer wanted to lead to another address, which is never followed."),
        _("Ask whoever runs the server: a proxy in between, or a wrong base address in the settings."),
    ),
    "http_status": (_("The platform answered with HTTP %(status)s."), ""),
    "not_json": (_("The answer wasn't what the platform sends, but a page or a damaged text."), ""),
    "too_large": (_("The answer was larger than %(limit)s MB and was dropped."), ""),
    "unsure": (
        _("Nobody knows whether it arrived: the worker stopped, or the platform fell silent."),
        _("Look into the group. It isn't sent by itself again, so that nothing stands there twice."),
    ),
    "too_late": (_("Its time was over before it could be sent."), ""),
    "silent": (_("The worker stopped without a word, several times."), ""),
    "not_in_use": (_("The bot isn't in use any more."), ""),
    "secret_unreadable": (
        _("The stored secret can't be read any more: FIELD_KEY of the server has changed."),
        _("Enter the address again."),
    ),
    "wecom:93000": (ADDRESS_GONE, COPY_AGAIN),
    "wecom:45009": (SLOWER, ""),
    "wecom:45033": (SLOWER, ""),
    "wecom:-1": (_("The platform is busy."), ""),
    "feishu:19001": (ADDRESS_GONE, COPY_AGAIN),
    "feishu:19021": (
        _("The signature doesn't fit: the secret is wrong, or the server's clock is off by more than an hour."),
        _("Copy the secret again: group settings → bots → 安全设置 → 签名校验."),
    ),
    "feishu:19022": (
        _("The bot lets only listed addresses in, and this server's isn't one."),
        _("Add the server's address in the bot's 安全设置, or take that rule away."),
    ),
    "feishu:19024": (
        _("The bot takes only messages with certain keywords."),
        _("Take the keywords away in the bot's 安全设置 and use 签名校验 instead."),
    ),
    "feishu:11232": (SLOWER, ""),
    "feishu:11233": (SLOWER, ""),
    "feishu:11247": (SLOWER, ""),
    "dingtalk:300001": (ADDRESS_GONE, COPY_AGAIN),
    "dingtalk:400101": (ADDRESS_GONE, COPY_AGAIN),
    "dingtalk:400102": (_("The bot was switched off in its group."), _("Switch it on there, then send a trial.")),
    "dingtalk:400013": (_("The group was dissolved."), _("Delete this bot, or enter that of another group.")),
    "dingtalk:310000": (
        _("The bot's safety rules refused the message: %(errmsg)s"),
        _("Choose 加签 in the bot's 安全设置, copy its secret here, and take keywords and address lists away."),
    ),
    "dingtalk:130101": (SLOWER, ""),
    "dingtalk:410100": (SLOWER, ""),
    "dingtalk:-1": (_("The platform is busy."), ""),
}
OTHER = (
    _("The platform answered with error %(errcode)s: %(errmsg)s"),
    _("Look the number up in the platform's documentation, then send a trial."),
)


def explain(kind: str, code: str, arguments: Mapping[str, object]) -> str:
    """What went wrong and what to do, in the reader's language; empty if nothing did."""
    if not code:
        return ""
    what, advice = SENTENCES.get(f"{kind}:{code}") or SENTENCES.get(code) or OTHER
    told = {"errcode": code, "errmsg": "", "status": "", "limit": ""} | dict(arguments)
    return " ".join(str(part) % told for part in (what, advice) if part)
