"""TeamOps' own sheet: a day, a subject, a metric, a value, for all that has no export."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from metrics.imports import values
from metrics.imports.layouts.base import Block, Column, Entry, KnownMetric, Layout, Named, Row, layout

# Units whose numbers may lie below zero: a net promoter score, a refund, an index.
MAY_BE_NEGATIVE = frozenset({"score", "yuan", "number"})
PERCENT = "percent"
# Units that are counted: a number of these that somebody has rounded says something all the same.
COUNTED = frozenset({"people", "times", "pieces"})


def read(row: Row) -> Iterator[Entry]:
    day = row.day("day")
    subject = row.text("subject")
    if not subject:
        row.reject("subject", "no_subject")
    metric = known_metric(row)
    value = read_value(row, metric) if metric else None
    if metric and value is None and not row.problems:
        row.reject("value", "no_value")
    if day is not None and subject and metric and value is not None:
        yield row.entry(named(subject, row.header("subject")), metric.code, day, value)


@lru_cache(maxsize=10_000)
def named(subject: str, column: str) -> Named:
    """One object a name, however many rows of a long sheet say it."""
    return Named(subject, column)


def known_metric(row: Row) -> KnownMetric | None:
    written = row.text("metric")
    found = row.around.metrics.get(values.plain(written), [])
    if not written:
        row.reject("metric", "no_metric")
    elif not found:
        row.reject("metric", "unknown_metric")
    elif len(found) > 1:
        row.reject("metric", "ambiguous_metric", codes="、".join(metric.code for metric in found))
    elif found[0].is_derived:
        row.reject("metric", "derived_metric")
    else:
        return found[0]
    return None


def read_value(row: Row, metric: KnownMetric) -> Decimal | None:
    """A value in the metric's unit; a percentage as the part of one that is kept."""
    if metric.unit == PERCENT:
        return row.read("value", values.rate)
    value = row.read("value", lambda cell: values.number(cell, may_be_rounded=metric.unit in COUNTED))
    if value is not None and value < 0 and metric.unit not in MAY_BE_NEGATIVE:
        row.reject("value", "negative")
    return value


OWN_SHEET = layout(
    Layout(
        code="own_sheet",
        label=_("TeamOps' own sheet"),
        origin=_("TeamOps"),
        channel_kinds=frozenset(),
        blocks=(
            Block(
                columns=(
                    Column("day", ("日期", "Date")),
                    Column("subject", ("对象", "Subject")),
                    Column("metric", ("指标", "Metric")),
                    Column("value", ("数值", "Value")),
                ),
                read=read,
            ),
        ),
        needs_channel=False,
        tells_left_out=True,
    )
)
