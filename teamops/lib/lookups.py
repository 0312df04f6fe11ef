"""``among``: a lookup for many keys at once, which PostgreSQL gets as one array instead of thousands of parameters."""

from typing import Any

from django.db.models import ForeignKey, IntegerField, Lookup


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


def register() -> None:
    """Make ``among`` known to keys and to what refers to them."""
    IntegerField.register_lookup(Among)
    ForeignKey.register_lookup(Among)
