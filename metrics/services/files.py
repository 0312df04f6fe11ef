"""Where imported files are kept: in DATA_DIR, under names nobody can guess, served by no address."""

from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from metrics.models import ImportBatch, MappingDraft
from teamops.lib.exceptions import NotAllowedNow

UNCONFIRMED_FOR = timedelta(hours=24)
KEPT_FOR = timedelta(days=731)


def keep(batch: ImportBatch | MappingDraft, content: bytes) -> str:
    """Store a file; returns the name it is stored under."""
    name = f"imports/{batch.team_id}/{batch.uploaded_at:%Y-%m}/{uuid4().hex}"
    return default_storage.save(name, ContentFile(content))


def content(batch: ImportBatch | MappingDraft) -> bytes:
    """Raise ``NotAllowedNow`` if the file is gone."""
    if not batch.stored_as or not default_storage.exists(batch.stored_as):
        raise NotAllowedNow(_("The file isn't kept any more: files go after 24 months."))
    with default_storage.open(batch.stored_as) as file:
        found: bytes = file.read()
    return found


def drop(batch: ImportBatch | MappingDraft) -> None:
    """Forget the file of a batch, which the caller saves or deletes; it goes when the transaction is through."""
    if batch.stored_as:
        transaction.on_commit(partial(default_storage.delete, batch.stored_as))
        batch.stored_as = ""


@transaction.atomic
def discard_unconfirmed(*, at: datetime) -> int:
    """Discard previews that nobody confirmed for 24 hours, with the buyers that wait in them, and files that nobody
    mapped; say how many went."""
    gone = list(ImportBatch.objects.unconfirmed(before=at - UNCONFIRMED_FOR).select_for_update())
    for batch in gone:
        batch.state = ImportBatch.State.DISCARDED
        drop(batch)
        batch.buyer_days.all().delete()
        batch.save()
    unmapped = list(MappingDraft.objects.left(before=at - UNCONFIRMED_FOR).select_for_update())
    for draft in unmapped:
        drop(draft)
        draft.delete()
    return len(gone) + len(unmapped)


@transaction.atomic
def drop_old(*, at: datetime) -> int:
    """Drop files after 24 months; say how many went. Their numbers and their record stay."""
    gone = list(ImportBatch.objects.with_file().filter(uploaded_at__lt=at - KEPT_FOR).select_for_update())
    for batch in gone:
        drop(batch)
        batch.save(update_fields=["stored_as"])
    return len(gone)
