"""Claiming what is due, signing what became of it. Of several workers who try, one gets a row."""

from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID, uuid4

from django.db.models import F, QuerySet

from notices.models import Delivery
from notices.models.deliveries import BACK_OFF, MOST_ATTEMPTS, DeliveryQuerySet

Row = TypeVar("Row", bound=Delivery)
State = Delivery.State


def claim(rows: DeliveryQuerySet[Row], *, at: datetime) -> UUID | None:
    """Claim these due rows, in one statement that asks only for columns of their own. ``None`` if none was left."""
    mark = uuid4()
    taken = rows.filter(state__in=Delivery.OPEN).update(
        state=State.CLAIMED, claim=mark, claimed_at=at, attempts=F("attempts") + 1
    )
    return mark if taken else None


def take_over(rows: DeliveryQuerySet[Row], *, at: datetime) -> bool:
    """Claim once more, under their old mark, rows that a dead worker left lying."""
    return bool(rows.left_lying(at=at).update(claimed_at=at, attempts=F("attempts") + 1))


def sign_sent(rows: QuerySet[Row], *, at: datetime) -> None:
    rows.filter(state=State.CLAIMED).update(state=State.SENT, sent_at=at, error="", error_arguments={})


def sign_failed(
    rows: QuerySet[Row], *, error: str, arguments: dict[str, str | int], at: datetime, wait: timedelta | None = None
) -> None:
    """They are tried again after their back-off, or after ``wait``; after the last attempt they are given up."""
    claimed = rows.filter(state=State.CLAIMED)
    why = {"error": error, "error_arguments": arguments}
    claimed.filter(attempts__gte=MOST_ATTEMPTS).update(state=State.GIVEN_UP, **why)
    for attempts, back_off in enumerate(BACK_OFF, start=1):
        tried = claimed.filter(attempts=attempts)
        tried.update(state=State.FAILED, next_at=at + max(back_off, wait or back_off), **why)


def give_up(rows: QuerySet[Row], *, error: str, arguments: dict[str, str | int] | None = None) -> int:
    return rows.update(state=State.GIVEN_UP, error=error, error_arguments=arguments or {})
