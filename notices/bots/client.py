"""Posting one message to a group. Both ways of saying no, the HTTP status and a code in the answer, are a refusal."""

from datetime import datetime

from notices.bots.platforms import PLATFORMS, cut
from notices.bots.refusals import PostFailed, refused
from notices.models import GroupBot
from teamops.lib import http
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.http import Answer

# Seconds; a group's message isn't worth more.
SILENCE, WHOLE = 8.0, 12.0
LARGEST = 64 * 1024


class BotClient(http.Client):
    failed = PostFailed

    def __init__(self, kind: str, *, silence: float = SILENCE, whole: float = WHOLE) -> None:
        super().__init__(PLATFORMS[kind].setting, silence=silence, whole=whole, largest=LARGEST)
        self.kind = kind

    def understood(self, status: int, content: bytes) -> Answer:
        """An answer that says it was posted. Raise ``PostFailed``."""
        answer = super().understood(status, content)
        code = next((answer[name] for name in ("errcode", "code", "StatusCode") if name in answer), None)
        if not isinstance(code, int):
            raise self._unanswered("not_json")
        if code:
            raise refused(self.kind, code, str(answer.get("errmsg") or answer.get("msg") or ""))
        return answer

    def _unanswered(self, code: str, *, never_left: bool = False) -> http.CallFailed:
        failed = super()._unanswered(code, never_left=never_left)
        failed.kind = self.kind  # type: ignore[attr-defined]
        return failed


def post(bot: GroupBot, title: str, text: str, *, at: datetime, client: BotClient) -> None:
    """Raise ``PostFailed``."""
    platform = PLATFORMS[bot.kind]
    try:
        key, signing = bot.key.reveal(), bot.signing.reveal()
    except NotAllowedNow:
        raise PostFailed("secret_unreadable") from None
    call = platform.call(key, signing, title, cut(text, platform.longest - len(title.encode())), at)
    client.call("POST", call.path, query=call.query, body=call.body, logged=call.logged)
