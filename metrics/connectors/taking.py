"""Lets the answers of calls in as a file: kept as they came, compared, written and undone like any other import."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from metrics.connectors.errors import CallFailed
from metrics.connectors.interface import Interface
from metrics.imports import values
from metrics.imports.as_of import beijing_day
from metrics.imports.calls import Call, kept
from metrics.imports.calls.base import Made
from metrics.imports.intake import Refused
from metrics.imports.unreadable import Unreadable
from metrics.models import Connection, ImportBatch
from metrics.services import files, imports
from teamops.lib.months import Span


def days_of(call: Call, made: Sequence[Made], *, at: datetime) -> set[date]:
    """The days about which the answers say something. Raise ``CallFailed`` if they don't look as documented."""
    content = kept.pack(call.name, made, asked_at=at)
    try:
        table = kept.table(content)
    except Unreadable:
        raise CallFailed("odd_answer", interface=call.name) from None
    place = table.parts[0].places.get("ref_date")
    if place is None:
        if table.parts[0].rows:
            raise CallFailed("odd_answer", interface=call.name)
        return set()
    found = set()
    for _number, cells in table.parts[0].rows:
        try:
            found.add(values.day(cells[place], today=beijing_day(at)))
        except values.Invalid:
            raise CallFailed("odd_answer", interface=call.name) from None
    return found


@transaction.atomic
def take_in(
    connection: Connection, interface: Interface, made: Sequence[Made], span: Span, *, at: datetime
) -> ImportBatch | None:
    """Write what is new or differs; ``None`` if all of it is there already. Raise ``CallFailed`` if none can be taken.

    The platform's word is taken for a total that fell: it counts again each night.
    """
    channel = (connection.groups if interface.is_about_groups else None) or connection.channel
    try:
        batch = imports.preview(
            connection.team,
            kept.pack(interface.name, made, asked_at=at),
            name=file_name(interface.name, span),
            channel=channel,
            as_of=beijing_day(at),
            by=None,
            at=at,
        )
    except Refused:
        raise CallFailed("odd_answer", interface=interface.name) from None
    falls = batch.rejected_rows.filter(reason="total_fell").exists()
    if batch.rows_to_write or falls:
        return imports.confirm(batch, by=None, at=at, accept_falls=True)
    if batch.rows_rejected and not batch.rows_same:
        raise CallFailed("odd_answer", interface=interface.name)
    files.drop(batch)
    batch.delete()
    return None


def file_name(interface: str, span: Span) -> str:
    """``getusersummary 2026-11-01…07``"""
    if span.length == 1:
        return f"{interface} {span.first:%Y-%m-%d}"
    same_month = (span.first.year, span.first.month) == (span.last.year, span.last.month)
    return f"{interface} {span.first:%Y-%m-%d}…{span.last:{'%d' if same_month else '%Y-%m-%d'}}"
