"""Telling somebody something is writing a row; others bring it to them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from notices.models import Notice
from roles.models import Member


def tell(member: Member, kind: str, arguments: dict[str, Any], url: str = "", *, about: str = "") -> None:
    """Let a member know something, in the transaction of what happened.

    With ``about`` (the key of the row that it is about) the same thing is told once, however often this is called.
    """
    tell_all([member], kind, arguments, url, about=about)


def tell_all(
    members: Iterable[Member], kind: str, arguments: dict[str, Any], url: str = "", *, about: str = ""
) -> None:
    """Let several members know the same thing, with one statement."""
    notices = [Notice(member=member, kind=kind, arguments=arguments, url=url, about=about) for member in members]
    Notice.objects.bulk_create(notices, ignore_conflicts=bool(about))


@transaction.atomic
def mark_read(member: Member, *, at: datetime, pks: list[int] | None = None) -> int:
    """Mark these notices of a member as read, or all of them. Return how many were unread."""
    notices = Notice.objects.visible_to(member).unread()
    if pks is not None:
        notices = notices.filter(pk__in=pks)
    return notices.update(read_at=at)
