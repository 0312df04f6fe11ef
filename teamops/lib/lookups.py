"""Lookups of keys: ``among`` takes many at once, which PostgreSQL gets as one array instead of thousands of parameters;
``exact`` finds nothing under a key that no row can have, as a key of a row itself does."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import ForeignKey, IntegerField, Lookup
from django.db.models.fields.related import ForeignObject
from django.db.models.fields.related_lookups import RelatedExact

LARGEST = 2**63 - 1


class Among(Lookup):  # type: ignore[type-arg]
    """``member__among=[3, 5, 8]``: as ``in``, for keys that are whole numbers. Never for rows that refer to others."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[int]:
        return [int(key) for key in self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, list(self.rhs)]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """SQLite has no arrays: whole numbers need no parameters, of which it takes only so many."""
        column, params = self.process_lhs(compiler, connection)
        keys = ", ".join(map(str, self.rhs)) or "NULL"
        return f"{column} IN ({keys})", list(params)


class ExactKey(RelatedExact):
    """What refers to another row, by that row's key. SQLite refuses to take a number of more than 64 bits."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        if isinstance(self.rhs, int) and abs(self.rhs) > LARGEST:
            raise EmptyResultSet
        return super().as_sql(compiler, connection)


def register() -> None:
    """Make them known to keys and to what refers to them."""
    ForeignObject.register_lookup(ExactKey)
    IntegerField.register_lookup(Among)
    ForeignKey.register_lookup(Among)
