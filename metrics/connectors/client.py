"""One call to the platform of a kind of channel, which says in its answer whether it refuses; without a token."""

from metrics.connectors import hosts
from metrics.connectors.errors import CallFailed, refused
from teamops.lib import http
from teamops.lib.http import LARGEST, SILENCE, WHOLE, Answer

__all__ = ["Answer", "Client"]


class Client(http.Client):
    """Speaks with the platform of one kind of channel."""

    failed = CallFailed

    def __init__(self, kind: str, *, silence: float = SILENCE, whole: float = WHOLE, largest: int = LARGEST) -> None:
        super().__init__(hosts.SETTINGS[kind], silence=silence, whole=whole, largest=largest)
        self.kind = kind

    def understood(self, status: int, content: bytes) -> Answer:
        """An answer's object, if it is one and no error. Raise ``CallFailed``."""
        answer = super().understood(status, content)
        errcode = answer.get("errcode", 0)
        if not isinstance(errcode, int):
            raise CallFailed("not_json")
        if errcode:
            raise refused(errcode, str(answer.get("errmsg", "")))
        return answer
