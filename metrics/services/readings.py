"""What an import's file says, each time it is asked: from the file, or from the counts kept in its place."""

import hashlib
from datetime import datetime

from django.utils.translation import gettext as _

from metrics.imports import as_of, intake, remains
from metrics.imports.intake import Dictionary
from metrics.imports.layouts import LAYOUTS
from metrics.imports.reading import Progress, Reading
from metrics.models import ImportBatch
from metrics.services import files, mapped_layouts
from teamops.lib.exceptions import NotAllowedNow


def batch_of(reading: Reading, content: bytes, *, name: str) -> ImportBatch:
    """A batch that says what the file is, and not yet whose; it isn't stored."""
    return ImportBatch(
        layout=reading.layout.code,
        container=reading.container,
        window_days=reading.layout.window_days,
        file_name=name[-255:],
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )


def keep(batch: ImportBatch, content: bytes, reading: Reading) -> str:
    """Store the file, or, of one that holds customers, its counts alone; returns the name of what is stored."""
    return files.keep(batch, content if reading.layout.keeps_file else remains.dump(reading))


def as_it_came(batch: ImportBatch) -> bytes:
    """The bytes of the file. Raise ``NotAllowedNow`` if it is gone, or was never kept."""
    if is_without_file(batch):
        raise NotAllowedNow(_("The file isn't kept: it held customers' data, of which only the counts stay."))
    return files.content(batch)


def again(batch: ImportBatch, *, dictionary: Dictionary, at: datetime, progress: Progress | None = None) -> Reading:
    """Raise ``NotAllowedNow`` if nothing is kept any more, ``Refused`` if the file can't be read now."""
    content = files.content(batch)
    if is_without_file(batch):
        return remains.load(content)
    return intake.read(
        content,
        dictionary=dictionary,
        today=as_of.beijing_day(at),
        as_of=batch.as_of,
        layouts=mapped_layouts.of_batch(batch),
        progress=progress,
    )


def is_without_file(batch: ImportBatch) -> bool:
    """Whether the file held customers, so that only its counts are kept."""
    layout = LAYOUTS.get(batch.layout)
    return layout is not None and not layout.keeps_file
