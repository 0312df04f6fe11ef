"""What pages say beside what happened: the history of attribution, and the signed months that a change leaves alone."""

from collections.abc import Iterable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from metrics import closed
from metrics.closed import Signed
from metrics.models import Attribution, ImportBatch, Subject
from roles import audit
from teamops.lib.months import Span
from teamops.lib.tags.numbers import whole_number

ENTRIES = 20


def attribution_history(subject: Subject) -> list[audit.Line]:
    """Who changed when who answers for it, the newest first."""
    return [audit.line(entry) for entry in audit.entries_about(Attribution, subject.pk)[:ENTRIES]]


def imported(batch: ImportBatch) -> str:
    words = ngettext("%(rows)s row imported", "%(rows)s rows imported", batch.rows_to_write)
    return words % {"rows": whole_number(batch.rows_to_write)}


def signed_months(batch: ImportBatch) -> list[date]:
    """The months with signed cards among the days of an import: these cards stay as they are."""
    if batch.first_day is None or batch.last_day is None:
        return []
    return closed.months(batch.team, None, Span(batch.first_day, batch.last_day))


def signed_cards(batch: ImportBatch) -> list[Signed]:
    """By month, whose signed cards this import can't change."""
    if batch.first_day is None or batch.last_day is None:
        return []
    return closed.named(batch.team, Span(batch.first_day, batch.last_day))


def tell_signed(request: HttpRequest, months: Iterable[date]) -> None:
    """Say which months are signed: nothing of them changes."""
    if words := _(", ").join(f"{month:%Y-%m}" for month in months):
        told = _("Signed already: %(months)s. Those scorecards stay as they are; reopen one to have it follow.")
        messages.warning(request, told % {"months": words})
