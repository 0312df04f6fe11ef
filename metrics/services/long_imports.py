"""Long files: kept at once, read, written and undone by a job, so that nobody waits for a page and pages stay quick."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum
from django.utils import translation

from jobs import services as jobs
from jobs.models import JobRun
from metrics.imports.as_of import beijing_day
from metrics.imports.intake import Refused
from metrics.models import Channel, ImportBatch, LongImport, MappingDraft
from metrics.services import imports, mapping_drafts
from roles.models import Member, Team
from teamops.lib.exceptions import NotAllowedNow

JOB = "import"
# Up to here a file is read, and a preview written, within the second or two that somebody waits for a page.
BYTES_AT_ONCE = 1024 * 1024
POINTS_AT_ONCE = 20_000

Progress = Callable[[int, int], None]


def is_long(*, size: int) -> bool:
    """Whether a file of so many bytes is read by the job."""
    return size > BYTES_AT_ONCE


def is_long_to_write(batch: ImportBatch) -> bool:
    return batch.points > POINTS_AT_ONCE


def is_long_to_undo(batch: ImportBatch) -> bool:
    """Whether too many numbers go out, or come back from the files that said the same."""
    if is_long_to_write(batch):
        return True
    others = imports.saying_the_same(batch).aggregate(points=Sum("points"))["points"] or 0
    return batch.points + others > POINTS_AT_ONCE


def ask_to_look(
    content: bytes,
    *,
    name: str,
    channel: Channel | None,
    by: Member,
    at: datetime,
    modified: date | None = None,
    as_of: date | None = None,
) -> LongImport:
    """Keep a file and have it read. Raise ``Refused`` if it needn't be opened to be refused."""
    imports.refuse_unread(content, as_of=as_of or beijing_day(at), today=beijing_day(at))
    stored_as = default_storage.save(f"imports/{by.team_id}/waiting/{uuid4().hex}", ContentFile(content))
    task = LongImport.objects.create(
        team=by.team,
        kind=LongImport.Kind.LOOK,
        by=by,
        asked_at=at,
        file_name=name[-255:],
        size=len(content),
        stored_as=stored_as,
        channel=channel,
        modified=modified,
        as_of=as_of,
    )
    request(by.team, at=at)
    return task


@transaction.atomic
def ask_to_write(batch: ImportBatch, *, by: Member, at: datetime, accept_falls: bool = False) -> LongImport:
    """Have a long preview written. Raise ``NotAllowedNow`` if it is being written already."""
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    waiting = LongImport.objects.waiting().filter(batch=locked, kind=LongImport.Kind.WRITE).first()
    if waiting is not None:
        return waiting
    task = LongImport.objects.create(
        team=by.team,
        kind=LongImport.Kind.WRITE,
        by=by,
        asked_at=at,
        batch=locked,
        accepts_falls=accept_falls,
        file_name=batch.file_name,
        size=batch.size,
    )
    request(by.team, at=at)
    return task


@transaction.atomic
def ask_to_undo(batch: ImportBatch, *, by: Member, at: datetime) -> LongImport:
    """Have a long import undone, once however often that is asked. Raise ``NotAllowedNow`` if it isn't imported."""
    locked = imports.taken(batch, ImportBatch.State.IMPORTED)
    waiting = LongImport.objects.undoing(locked).first()
    if waiting is not None:
        return waiting
    task = LongImport.objects.create(
        team=by.team,
        kind=LongImport.Kind.UNDO,
        by=by,
        asked_at=at,
        batch=locked,
        file_name=batch.file_name,
        size=batch.size,
    )
    request(by.team, at=at)
    return task


def request(team: Team, *, at: datetime) -> None:
    jobs.request(JOB, scope=team.slug, day=beijing_day(at), at=at)


def run_of(task: LongImport) -> JobRun | None:
    """The run that carries it out, with its progress."""
    return JobRun.objects.filter(name=JOB, scope=task.team.slug, day=beijing_day(task.asked_at)).first()


def work(team: Team, *, at: datetime, progress: Progress) -> None:
    """Do what waits, one after the other. What a dead process left is done again from the start."""
    while (
        task := LongImport.objects.waiting().filter(team=team).for_page().select_related("by__person").first()
    ) is not None:
        with translation.override(task.by.person.language or None):
            carry_out(task, at=at, progress=progress)


def carry_out(task: LongImport, *, at: datetime, progress: Progress) -> None:
    """Do one, and remember why if it can't be done. Its own file goes either way: a preview keeps a copy."""
    try:
        if task.is_look:
            task.batch = look(task, at=at, progress=progress)
        elif task.batch is not None and task.is_undo:
            imports.undo(task.batch, by=task.by, at=at, progress=progress)
        elif task.batch is not None:
            imports.confirm(task.batch, by=task.by, at=at, accept_falls=task.accepts_falls, progress=progress)
    except Refused as refused:
        task.state = LongImport.State.REFUSED
        task.refused_what, task.refused_advice = refused.reason.what[:500], refused.reason.advice[:500]
    except NotAllowedNow as reason:
        task.state, task.refused_what = LongImport.State.REFUSED, str(reason)[:500]
    else:
        task.state = LongImport.State.DONE
    stored_as, task.stored_as = task.stored_as, ""
    task.save()
    if stored_as:
        default_storage.delete(stored_as)


def look(task: LongImport, *, at: datetime, progress: Progress) -> ImportBatch:
    """Raise ``Refused``; a file that no layout knows is kept then, for its columns to be mapped."""
    with default_storage.open(task.stored_as) as file:
        content: bytes = file.read()
    try:
        return imports.preview(
            task.team,
            content,
            name=task.file_name,
            channel=task.channel,
            as_of=task.as_of,
            by=task.by,
            at=at,
            modified=task.modified,
            may_ask=True,
            progress=progress,
        )
    except Refused as refused:
        told, _draft = mapping_drafts.offer(
            task.team,
            content,
            refused,
            name=task.file_name,
            channel=task.channel,
            as_of=task.as_of,
            modified=task.modified,
            by=task.by,
            at=at,
        )
        raise told from refused


def draft_of(task: LongImport) -> MappingDraft | None:
    """The file of a refused look, where its columns can be mapped."""
    kept = MappingDraft.objects.filter(team=task.team, file_name=task.file_name, uploaded_by=task.by)
    return kept.filter(uploaded_at__gte=task.asked_at).first()
