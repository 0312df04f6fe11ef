"""Files that no layout knows: kept for a day, so that somebody can say what their columns mean."""

from datetime import date, datetime
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from metrics.imports import as_of as as_of_days
from metrics.imports import customers, heads, sandbox
from metrics.imports.intake import Refused
from metrics.imports.unreadable import Unreadable
from metrics.models import Channel, MappingDraft
from metrics.services import files
from roles.models import Member, Team

# The reasons for which a file is refused that a mapping can answer.
MAPPABLE = frozenset({"unknown_layout", "unknown_table"})


def keep(
    team: Team,
    content: bytes,
    *,
    name: str,
    channel: Channel | None,
    by: Member,
    at: datetime,
    as_of: date | None = None,
    modified: date | None = None,
) -> MappingDraft:
    """Keep a file to be mapped, in place of what somebody uploaded under that name before; its as-of day is chosen as
    for a file that is known. Raise ``Refused`` if it is about people: then nothing of it is kept."""
    try:
        book = sandbox.read(content)
        customers.refuse_unknown(book)
    except Unreadable as unreadable:
        raise Refused(unreadable.code, **unreadable.arguments) from unreadable
    draft = MappingDraft(
        team=team,
        channel=channel,
        file_name=name[-255:],
        size=len(content),
        as_of=as_of or as_of_days.proposed(name, modified=modified, today=as_of_days.beijing_day(at)),
        heads=heads.dump(heads.heads_of(book)),
        uploaded_by=by,
        uploaded_at=at,
    )
    draft.stored_as = files.keep(draft, content)
    try:
        with transaction.atomic():
            for earlier in MappingDraft.objects.filter(team=team, file_name=draft.file_name, uploaded_by=by):
                drop(earlier)
            draft.save()
    except BaseException:
        default_storage.delete(draft.stored_as)
        raise
    return draft


def offer(team: Team, content: bytes, refused: Refused, **given: Any) -> tuple[Refused, MappingDraft | None]:
    """Keep a file that was refused since no layout knows it. One about people is refused for that, and not kept."""
    if refused.code not in MAPPABLE:
        return refused, None
    try:
        return refused, keep(team, content, **given)
    except Refused as other:
        return other, None


@transaction.atomic
def drop(draft: MappingDraft) -> None:
    """Forget a file and that it was there."""
    files.drop(draft)
    draft.delete()
