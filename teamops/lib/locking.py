"""Locking a row that is loaded together with what it points to."""

from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


def locked_row(rows: models.QuerySet[Row], key: int) -> Row:
    """The row as it is now, locked. Raise ``DoesNotExist`` if it is gone.

    It is locked by itself and then loaded: PostgreSQL doesn't find a row that is locked in a join, if whoever came
    first has let it point to another one meanwhile (an action's owner, say).
    """
    rows.model._base_manager.select_for_update().only("pk").get(pk=key)
    return rows.get(pk=key)
