"""All numbers of a previewed file that differ from what stands, of which the preview shows the first."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from metrics import store
from metrics.imports.intake import Dictionary
from metrics.models import ImportBatch
from metrics.services import imports, readings
from metrics.store import Difference
from teamops.lib.exceptions import NotAllowedNow


class Differences(NamedTuple):
    """What it would replace, and what it would leave as it is."""

    replaced: list[Difference]
    left: list[Difference]


def of(batch: ImportBatch, *, at: datetime) -> Differences:
    """Read the file again and compare it, without a limit. Nothing is written.

    Raise ``NotAllowedNow`` if it is no preview any more: then nothing of it differs.
    """
    if not batch.is_preview:
        raise NotAllowedNow(_("Only a preview can be compared with what stands."))
    dictionary = Dictionary.of(batch.team)
    reading = readings.again(batch, dictionary=dictionary, at=at)
    with transaction.atomic(), imports.compared(batch, reading, dictionary) as (_resolution, smaller):
        return Differences(store.replaced(), [*store.left(), *smaller])
