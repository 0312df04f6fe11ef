"""A file's way in and out: preview, confirm, discard, undo. The services of ``ImportBatch``."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from metrics import changes, store, watermarks
from metrics.imports import as_of as as_of_days
from metrics.imports import intake, resolve
from metrics.imports.intake import Dictionary, Refused
from metrics.imports.layouts.base import Problem
from metrics.imports.reading import Progress, Reading
from metrics.imports.resolve import Resolution
from metrics.models import Channel, ImportBatch
from metrics.models.points import ImportBatchQuerySet
from metrics.services import buyers, counts, entries, falls, files, mapped_layouts, outlook, readings
from roles.models import Member, Team
from teamops.lib.exceptions import NotAllowedNow

logger = logging.getLogger(__name__)

State = ImportBatch.State
MEGABYTE = 1024 * 1024
A_DAY = timedelta(days=1)


class NothingToWrite(NotAllowedNow):
    """All rows of the file are there already."""


def preview(
    team: Team,
    content: bytes,
    *,
    name: str,
    channel: Channel | None,
    as_of: date | None,
    by: Member | None,
    at: datetime,
    modified: date | None = None,
    may_ask: bool = False,
    progress: Progress | None = None,
) -> ImportBatch:
    """Read a file, keep it (of orders only the counts), and say what it would change. No number is written.

    Without ``as_of`` the day in the file's name counts, else the day it was ``modified``, else today. Raise ``Refused``
    with what is wrong and what to do; then nothing is kept. A file that fits several channels is refused, too, unless
    it ``may_ask``: then the preview waits for ``change`` to say which. ``progress`` is told rows read and rows in all.
    """
    today = as_of_days.beijing_day(at)
    as_of = as_of or as_of_days.proposed(name, modified=modified, today=today)
    refuse_unread(content, as_of=as_of, today=today)
    dictionary = Dictionary.of(team)
    layouts = mapped_layouts.known_to(team, dictionary)
    reading = intake.read(content, dictionary=dictionary, today=today, as_of=as_of, layouts=layouts, progress=progress)
    channel, asks_channel = _channel_for(reading, team=team, channel=channel, may_ask=may_ask)
    batch = readings.batch_of(reading, content, name=name)
    batch.team, batch.channel, batch.asks_channel = team, channel, asks_channel
    batch.as_of, batch.uploaded_by, batch.uploaded_at = as_of, by, at
    batch.stored_as = readings.keep(batch, content, reading)
    try:
        with transaction.atomic():
            batch.save()
            buyers.keep(batch, reading.buyers)
            _look(batch, reading, dictionary)
    except BaseException:
        default_storage.delete(batch.stored_as)
        raise
    return batch


def _channel_for(
    reading: Reading, *, team: Team, channel: Channel | None, may_ask: bool
) -> tuple[Channel | None, bool]:
    """The channel, and whether it is only the first of several that fit."""
    try:
        return intake.channel_for(reading.layout, team=team, channel=channel), False
    except intake.WhichChannel as several:
        if not may_ask:
            raise
        return several.fitting[0], True


def refuse_unread(content: bytes, *, as_of: date, today: date) -> None:
    """What needn't be opened to be refused: too large a file, a day that hasn't come."""
    if len(content) > settings.IMPORT_MAX_BYTES:
        limit = settings.IMPORT_MAX_BYTES // MEGABYTE
        raise Refused("too_large_file", megabytes=-(-len(content) // MEGABYTE), limit=limit)
    if as_of > today:
        raise Refused("as_of_in_future", day=as_of.isoformat())


@contextmanager
def compared(
    batch: ImportBatch, reading: Reading, dictionary: Dictionary
) -> Iterator[tuple[Resolution, list[store.Difference]]]:
    """A preview's entries, judged against what stands, with the smaller totals that were left out of them."""
    buyers.count_repeats(batch, reading)
    resolution = resolve.resolve(reading, team=batch.team, channel=batch.channel)
    smaller = falls.leave_out(batch, reading, resolution, dictionary)
    every = entries.every(resolution.entries, dictionary, made={})
    with store.judged(batch, every, whole_through=reading.whole_through):
        yield resolution, smaller


def _look(batch: ImportBatch, reading: Reading, dictionary: Dictionary) -> None:
    """Count what the file would do, and remember its problems."""
    with compared(batch, reading, dictionary) as (resolution, smaller):
        verdict = store.compare()
        outlook.remember_differences(batch, smaller)
    counts.count(batch, reading, resolution, verdict, smaller)
    said = [*told(reading, verdict), *outlook.new_content(resolution)]
    outlook.remember(batch, [*said, *outlook.doubts(reading, resolution, dictionary)])
    batch.save()
    counts.keep_problems(batch, reading.problems)


@transaction.atomic
def confirm(
    batch: ImportBatch,
    *,
    by: Member | None,
    at: datetime,
    accept_falls: bool = False,
    progress: Progress | None = None,
) -> ImportBatch:
    """Write all accepted rows of a previewed file, in one go, and keep what they replace.

    The file is read again: what the preview said may be minutes old. ``accept_falls`` takes totals to date that are
    smaller than before, too. Raise ``NotAllowedNow`` if it is no preview any more, ``NothingToWrite`` if everything in
    it is there already.
    """
    batch = taken(batch, State.PREVIEW)
    if batch.asks_channel:
        raise NotAllowedNow(_("Choose the channel first: several fit this file."))
    dictionary = Dictionary.of(batch.team)
    reading = readings.again(batch, dictionary=dictionary, at=at, progress=progress)
    store.lock(batch.team, batch.channel)
    buyers.count_repeats(batch, reading)
    resolution = resolve.resolve(reading, team=batch.team, channel=batch.channel)
    smaller = falls.leave_out(batch, reading, resolution, dictionary, accept_falls=accept_falls)
    made = resolve.make(batch.team, batch.channel, (entry.subject for entry in resolution.entries))
    resolve.learn(resolution, batch=batch)
    known = entries.known(resolution.entries, dictionary, made=made)
    written = _write(batch, reading, resolution, known, smaller, at=at)
    batch.state, batch.confirmed_at, batch.through_on = State.IMPORTED, at, _through(batch, reading, resolution, at=at)
    batch.save()
    counts.keep_problems(batch, reading.problems)
    _after(batch, written | buyers.recount(batch), at=at)
    logger.info("import %s: %s rows written by %s", batch.pk, batch.rows_to_write, by)
    return batch


def _write(
    batch: ImportBatch,
    reading: Reading,
    resolution: Resolution,
    known: Iterable[store.Entry],
    smaller: Sequence[store.Difference],
    *,
    at: datetime,
) -> store.Written:
    with store.judged(batch, known, whole_through=reading.whole_through):
        verdict = store.compare()
        counts.count(batch, reading, resolution, verdict, smaller)
        outlook.remember_differences(batch, smaller)
        outlook.say_again(batch, told(reading, verdict))
        if not batch.rows_to_write:
            raise NothingToWrite(_("Everything in this file is there already. Nothing was written."))
        try:
            with transaction.atomic():
                return store.write(batch, at=at)
        except IntegrityError as error:
            raise NotAllowedNow(
                _("Somebody wrote the same numbers at the same moment. Nothing was written: confirm again.")
            ) from error


def told(reading: Reading, verdict: store.Verdict) -> list[Problem]:
    """What is odd about the file, and that some of it is older than what stands."""
    rows: dict[str, str | int] = {"rows": verdict.older, "alone": verdict.only_older}
    older = [Problem(0, "", "", "older_kept", rows)] if verdict.older else []
    return [*older, *reading.warnings]


def _through(batch: ImportBatch, reading: Reading, resolution: Resolution, *, at: datetime) -> date | None:
    """The last day that the file completes: the last whole one in it; for totals to date the day they are of.

    A file about one item completes nothing.
    """
    if reading.layout.about:
        return None
    if reading.whole_through:
        return reading.whole_through
    blocks = reading.layout.blocks
    days = (entry.day for entry in resolution.entries if not blocks[entry.block].is_total_to_date)
    return max(days, default=min(batch.as_of, as_of_days.beijing_day(at) - A_DAY))


def _after(batch: ImportBatch, written: store.Written, *, at: datetime) -> None:
    """Move the data clocks and tell whoever computes from the numbers."""
    watermarks.move(Channel.objects.touched(subjects=written.subjects, channel=batch.channel_id))
    changes.tell(changes.Change(batch.team, written.span, written.subjects, at))


def taken(batch: ImportBatch, state: str) -> ImportBatch:
    """The batch, locked. Raise ``NotAllowedNow`` if somebody has moved it on."""
    batch = (
        ImportBatch.objects.select_for_update(of=("self",)).select_related("team", "channel__subject").get(pk=batch.pk)
    )
    if batch.state != state:
        raise NotAllowedNow(
            _("This import is already “%(state)s”: somebody was faster.") % {"state": batch.get_state_display()}
        )
    return batch


@transaction.atomic
def change(batch: ImportBatch, *, channel: Channel | None, as_of: date, at: datetime) -> ImportBatch:
    """Look at a previewed file again, for another channel or another as-of day.

    Raise ``NotAllowedNow`` if it is no preview any more, ``Refused`` if the file doesn't belong to that channel.
    """
    batch = taken(batch, State.PREVIEW)
    today = as_of_days.beijing_day(at)
    if as_of > today:
        raise Refused("as_of_in_future", day=as_of.isoformat())
    batch.as_of = as_of
    dictionary = Dictionary.of(batch.team)
    reading = readings.again(batch, dictionary=dictionary, at=at)
    batch.channel = intake.channel_for(reading.layout, team=batch.team, channel=channel)
    batch.asks_channel = False
    buyers.move(batch)
    _look(batch, reading, dictionary)
    return batch


@transaction.atomic
def discard(batch: ImportBatch) -> None:
    """Drop a preview and its file. Raise ``NotAllowedNow`` if it was confirmed meanwhile."""
    batch = taken(batch, State.PREVIEW)
    batch.state = State.DISCARDED
    files.drop(batch)
    buyers.forget(batch)
    batch.save()


@transaction.atomic
def undo(batch: ImportBatch, *, by: Member | None, at: datetime, progress: Progress | None = None) -> ImportBatch:
    """Take an import back: every number is again what it would be without this file. The file is kept, as its record.

    ``progress`` is told of files: this one, and those that are read again since they said the same. Raise
    ``NotAllowedNow`` if it isn't imported.
    """
    batch = taken(batch, State.IMPORTED)
    store.lock(batch.team, batch.channel)
    others = list(saying_the_same(batch))
    tell = progress or _nobody
    tell(0, 1 + len(others))
    removed = store.remove(batch)
    batch.state, batch.undone_by, batch.undone_at = State.UNDONE, by, at
    batch.save()
    written = removed
    for done, other in enumerate(others, start=1):
        tell(done, 1 + len(others))
        written |= say_again(other, at=at)
    written |= buyers.recount(batch)
    buyers.forget(batch)
    resolve.unmake(removed.subjects)
    _after(batch, written, at=at)
    tell(1 + len(others), 1 + len(others))
    logger.info("import %s undone by %s", batch.pk, by)
    return batch


def _nobody(_done: int, _total: int) -> None:
    """Nobody watches."""


def saying_the_same(batch: ImportBatch) -> ImportBatchQuerySet:
    """Other imports of the same as-of day with rows that weren't written, since they said what was there."""
    others = ImportBatch.objects.imported().with_file().filter(team=batch.team, as_of=batch.as_of, rows_same__gt=0)
    overlapping = others.filter(first_day__lte=batch.last_day, last_day__gte=batch.first_day).exclude(pk=batch.pk)
    return overlapping.select_related("team", "channel__subject").order_by("pk")


def say_again(other: ImportBatch, *, at: datetime) -> store.Written:
    """Let an import's own file say what another one, now gone, had said before it."""
    dictionary = Dictionary.of(other.team)
    reading = readings.again(other, dictionary=dictionary, at=at)
    buyers.count_repeats(other, reading)
    resolution = resolve.resolve(reading, team=other.team, channel=other.channel)
    falls.leave_out(other, reading, resolution, dictionary)
    with store.judged(
        other, entries.known(resolution.entries, dictionary, made={}), whole_through=reading.whole_through
    ):
        return store.write(other, at=at)
