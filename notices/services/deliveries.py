"""Everything that is on its way: whether something is due, and sending it."""

from datetime import datetime

from notices.models import GroupMessage, Mail
from notices.services import mailing, posting
from notices.services.mailing import Clock


def are_due(*, at: datetime) -> bool:
    """Whether there is something to send, or something that a dead worker left."""
    rows = (Mail.objects, GroupMessage.objects)
    return any(some.due(at=at).exists() or some.left_lying(at=at).exists() for some in rows)


def send_due(*, clock: Clock) -> None:
    """Send what is due. Each row is claimed for itself: what one of them meets doesn't hold up the others."""
    mailing.send_due(clock=clock)
    posting.send_due(clock=clock)
