"""Many rows at once: staged by COPY (PostgreSQL) or executemany (SQLite), then only what differs is written."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOBase
from itertools import chain, count, islice
from typing import Any

from django.db import connection, models

Row = Sequence[Any]
Values = Sequence[Any] | Mapping[str, Any]

CHUNK_ROWS = 2_000
READ_AT_ONCE = 65_536
NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_names = count()


@dataclass(frozen=True)
class Keep:
    """What rows that differ said before the day on which they last did: ``{field: the field that keeps it}``.

    ``day`` is the field of that day, one of those that are touched. A second change on the same day changes nothing.
    """

    day: str
    fields: Mapping[str, str]

    def assignments(self, model: type[models.Model]) -> Iterator[str]:
        table, (day,) = quoted(model._meta.db_table), columns(model, [self.day])
        for now, was in zip(columns(model, self.fields), columns(model, self.fields.values()), strict=True):
            is_first = f"{table}.{day} {differs_from()} excluded.{day}"
            yield f"{was} = CASE WHEN {is_first} THEN {table}.{now} ELSE {table}.{was} END"


def upsert_differing(
    model: type[models.Model],
    rows: Iterable[Row],
    *,
    key: Sequence[str],
    update: Sequence[str],
    touch: Sequence[str] = (),
    insert: Sequence[str] = (),
    keep: Keep | None = None,
) -> int:
    """Insert the rows whose ``key`` is new, update those that differ; say how many were written.

    ``rows`` are sequences of values in the order ``[*key, *update, *touch, *insert]`` (names of fields; foreign keys by
    their primary key). ``touch`` fields are written with a row that differs elsewhere, and never compared: when it was
    computed, say. ``insert`` fields are given to new rows and never compared or changed. ``key`` must be a unique
    constraint without a condition, and come once among the rows; a row without a difference isn't touched.
    A field left out needs a database default, or is the automatic primary key. ``keep`` says what a row that differs
    keeps of what it said before. Call it in a transaction.

        upsert_differing(Scorecard, rows, key=["member", "month"], update=["total"], touch=["computed_at"])
    """
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return 0
    with staged(model, [*key, *update, *touch, *insert], chain([first], rows), joined=len(key)) as stage:
        return upsert_staged(model, stage, key=key, update=update, touch=touch, insert=insert, keep=keep)


def upsert_staged(
    model: type[models.Model],
    stage: str,
    *,
    key: Sequence[str],
    update: Sequence[str],
    touch: Sequence[str] = (),
    insert: Sequence[str] = (),
    keep: Keep | None = None,
) -> int:
    """As ``upsert_differing``, from a table that is already staged."""
    keys, updates, touched, inserts = (columns(model, names) for names in (key, update, touch, insert))
    table = quoted(model._meta.db_table)
    names = [*keys, *updates, *touched, *inserts]
    every, picked = ", ".join(names), ", ".join(f"s.{name}" for name in names)
    same_key = " AND ".join(f"old.{name} = s.{name}" for name in keys)
    changed = " OR ".join(f"old.{name} {differs_from()} s.{name}" for name in updates) or "1 = 0"
    order = ", ".join(f"s.{name}" for name in keys)
    assigned = [f"{name} = excluded.{name}" for name in [*updates, *touched]]
    assignments = ", ".join([*assigned, *(keep.assignments(model) if keep else ())])
    settle = f"DO UPDATE SET {assignments}" if assignments else "DO NOTHING"
    # The join first: ON CONFLICT alone would lock, and so dirty, every row that is the same.
    return execute(
        f"INSERT INTO {table} ({every}) SELECT {picked} FROM {stage} s LEFT JOIN {table} old ON {same_key} "  # noqa: S608
        f"WHERE old.{keys[0]} IS NULL OR {changed} ORDER BY {order} "
        f"ON CONFLICT ({', '.join(keys)}) {settle}"
    )


@contextmanager
def staged(
    model: type[models.Model], fields: Sequence[str], rows: Iterable[Row], *, joined: int | None = None
) -> Iterator[str]:
    """A temporary table with these fields of the model, filled with ``rows``; yields its name, drops it after.

    It is going to be joined by its first ``joined`` fields, without a number by any.
    """
    stage = quoted(f"staged_{model._meta.db_table}_{next(_names)}")
    names = columns(model, fields)
    table = quoted(model._meta.db_table)
    execute(f"CREATE TEMPORARY TABLE {stage} AS SELECT {', '.join(names)} FROM {table} WHERE 1 = 0")  # noqa: S608
    try:
        _fill(stage, [model._meta.get_field(name) for name in fields], rows)  # type: ignore[misc]
        if connection.vendor == "postgresql":
            # The planner knows nothing of a new temporary table and would loop over it row by row.
            execute(f"ANALYZE {stage} ({', '.join(names[:joined])})")
        yield stage
    except BaseException:
        if not connection.in_atomic_block or connection.vendor == "sqlite":
            execute(f"DROP TABLE IF EXISTS {stage}")
        raise
    execute(f"DROP TABLE {stage}")


def _fill(stage: str, fields: Sequence["models.Field[Any, Any]"], rows: Iterable[Row]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.copy_expert(f"COPY {stage} FROM STDIN", _CopyText(fields, rows), READ_AT_ONCE)
            return
        places = ", ".join(["%s"] * len(fields))
        adapt = [_adapter(field) for field in fields]
        cursor.executemany(
            f"INSERT INTO {stage} VALUES ({places})",  # noqa: S608
            [[to_db(value) for to_db, value in zip(adapt, row, strict=True)] for row in rows],
        )


def _adapter(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    """How SQLite gets a value: through the field, but for the plain ones."""
    if isinstance(field, models.ForeignKey):
        return _adapter(field.target_field)
    if isinstance(field, models.IntegerField | models.CharField | models.TextField):
        return lambda value: value
    return lambda value: field.get_db_prep_save(value, connection)


class _CopyText(TextIOBase):
    """Rows in COPY's text format, made as they are read: a million rows never stand in memory as text."""

    def __init__(self, fields: Sequence["models.Field[Any, Any]"], rows: Iterable[Row]) -> None:
        self._rows = iter(rows)
        self._formats = [_formatter(field) for field in fields]
        self._is_plain = all(written is str for written in self._formats)
        self._left = ""

    def read(self, size: int | None = -1) -> str:
        wanted = size if size is not None and size >= 0 else None
        while wanted is None or len(self._left) < wanted:
            lines = self._lines()
            if not lines:
                break
            self._left += lines
        text, self._left = (self._left, "") if wanted is None else (self._left[:wanted], self._left[wanted:])
        return text

    def _lines(self) -> str:
        rows = islice(self._rows, CHUNK_ROWS)
        if self._is_plain:  # numbers and days: nothing to escape, and the text of None can't be anything else
            text = "\n".join(["\t".join(map(str, row)) for row in rows])
            return text.replace("None", NULL) + "\n" if text else ""
        formats = self._formats
        lines = [
            "\t".join([NULL if value is None else written(value) for written, value in zip(formats, row, strict=True)])
            for row in rows
        ]
        return "\n".join([*lines, ""]) if lines else ""


def _formatter(field: "models.Field[Any, Any]") -> Callable[[Any], str]:
    """How COPY gets a value that isn't ``None``."""
    if isinstance(field, models.ForeignKey):
        return _formatter(field.target_field)
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, cls=field.encoder, ensure_ascii=False).translate(_ESCAPES)
    if isinstance(field, models.CharField | models.TextField):
        return lambda value: str(value).translate(_ESCAPES)
    return str


def columns(model: type[models.Model], names: Iterable[str]) -> list[str]:
    """The quoted columns of these fields."""
    return [quoted(str(model._meta.get_field(name).column)) for name in names]  # type: ignore[union-attr]


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def differs_from() -> str:
    """The comparison for which two nulls are equal."""
    return "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"


def execute(sql: str, values: Values = ()) -> int:
    """Run a statement; say how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        touched: int = cursor.rowcount
    return max(touched, 0)


def fetch(sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
    """Run a query; all its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
