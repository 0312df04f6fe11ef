"""What SQLite can't do by itself: sum decimals exactly (it sums them as floats)."""

from decimal import Context, Decimal
from sqlite3 import Connection
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, DecimalField
from django.db.models.sql.compiler import SQLCompiler

# As many digits as SQLite's 8-byte floats keep.
FLOAT_DIGITS = Context(prec=15)


class ExactDecimal(DecimalField):  # type: ignore[type-arg]
    """A decimal computed by the database: PostgreSQL gives a Decimal, SQLite our aggregate's text."""

    def get_internal_type(self) -> str:
        # SQLite's own converter of decimals expects a float.
        return "ExactDecimal"

    def get_db_converters(self, connection: BaseDatabaseWrapper) -> list[Any]:
        return [] if connection.vendor == "postgresql" else [self.from_db_value]

    def from_db_value(self, value: Decimal | str | None, *_: Any) -> Decimal | None:
        return None if value is None else Decimal(value)


class ExactSum(Aggregate):
    """``SUM`` without rounding on either database; ``None`` where there is nothing to sum.

    ``Point.objects.values("metric").annotate(total=ExactSum("value"))``. Neither order nor filter by it: on SQLite it
    is text.
    """

    function = "SUM"
    name = "ExactSum"
    output_field = ExactDecimal(max_digits=40, decimal_places=12)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="exact_sum", **extra)


class _Sum:
    """The aggregate as sqlite3 wants it: ``step`` a row, ``finalize`` a group."""

    def __init__(self) -> None:
        self.total: Decimal | None = None

    def step(self, value: str | float | None) -> None:
        if value is None:
            return
        number = FLOAT_DIGITS.create_decimal_from_float(value) if isinstance(value, float) else Decimal(value)
        self.total = number if self.total is None else self.total + number

    def finalize(self) -> str | None:
        return None if self.total is None else str(self.total)


def teach(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Receiver of ``connection_created``: register the aggregate with each new SQLite connection."""
    if connection.vendor == "sqlite":
        opened: Connection = connection.connection
        opened.create_aggregate("exact_sum", 1, _Sum)  # type: ignore[arg-type]
