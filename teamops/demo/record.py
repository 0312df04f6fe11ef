"""What the demo's people did by the product's own doors stands in their audit trail, when and by whom they did it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from auditlog.context import auditlog_disabled, set_actor
from auditlog.models import LogEntry
from django.db.models import Max

from roles import audit
from roles.models import Member


@contextmanager
def on_record(by: Member, *, at: datetime) -> Iterator[None]:
    """Audit what is done in here as ``by``'s, at that moment of the story. What isn't done in here isn't audited."""
    newest = LogEntry.objects.aggregate(newest=Max("pk"))["newest"] or 0
    token = auditlog_disabled.set(False)
    try:
        with set_actor(by.person):
            yield
    finally:
        auditlog_disabled.reset(token)
    audit.entries(by.team).order_by().filter(pk__gt=newest).update(timestamp=at)
