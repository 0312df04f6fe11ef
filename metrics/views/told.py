"""What pages say of attribution beside what it is: its history, and the signed months that a change leaves alone."""

from collections.abc import Iterable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from metrics.models import Attribution, Subject
from roles import audit

ENTRIES = 20


def attribution_history(subject: Subject) -> list[audit.Line]:
    """Who changed when who answers for it, the newest first."""
    return [audit.line(entry) for entry in audit.entries_about(Attribution, subject.pk)[:ENTRIES]]


def tell_signed(request: HttpRequest, months: Iterable[date]) -> None:
    """Say which months are signed: nothing of them changes."""
    if words := _(", ").join(f"{month:%Y-%m}" for month in months):
        told = _("Signed already: %(months)s. Those scorecards stay as they are; reopen one to have it follow.")
        messages.warning(request, told % {"months": words})
