"""What the columns of a team's own sheets mean: said once, remembered in versions, changed, forgotten."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from metrics.imports import guesses, mapped, values
from metrics.imports.heads import Head
from metrics.imports.intake import Dictionary
from metrics.imports.mapped import Explained, Meant
from metrics.imports.words import header_word
from metrics.models import Channel, ColumnMapping, ImportBatch, MappingDraft, MappingVersion
from metrics.services import files, imports, mapping_drafts
from metrics.services.mapping_rules import refuse_misfits
from roles.models import Member, Team
from teamops.lib.exceptions import NotAllowedNow


@transaction.atomic
def map_draft(
    draft: MappingDraft, explained: Explained, *, name: str, channel: Channel | None, by: Member, at: datetime
) -> ImportBatch:
    """Remember what the columns mean and look at the file by it; its draft goes.

    Raise ``NotAllowedNow`` if the explanation makes no sense or the team has it already, ``Refused`` if the file can't
    go in; then nothing is remembered.
    """
    draft = MappingDraft.objects.select_for_update(of=("self",)).select_related("team").get(pk=draft.pk)
    remember(draft.team, explained, name=name, by=by, at=at)
    content = files.content(draft)
    batch = imports.preview(draft.team, content, name=draft.file_name, channel=channel, as_of=draft.as_of, by=by, at=at)
    mapping_drafts.drop(draft)
    return batch


@transaction.atomic
def remember(team: Team, explained: Explained, *, name: str, by: Member | None, at: datetime) -> ColumnMapping:
    """A new mapping. Raise ``NotAllowedNow`` if it makes no sense, or if its name or its headers are mapped already."""
    refuse_misfits(explained, Dictionary.of(team))
    mapping = ColumnMapping(
        team=team,
        name=name,
        channel_kind=explained.channel_kind,
        headers=list(explained.headers),
        fingerprint=fingerprint(explained),
    )
    _save(mapping)
    _add_version(mapping, 1, explained, by=by, at=at)
    return mapping


@transaction.atomic
def change(mapping: ColumnMapping, explained: Explained, *, name: str, by: Member, at: datetime) -> MappingVersion:
    """Rename a mapping, and where its columns mean something else make a new version: imports keep theirs.

    Raise ``NotAllowedNow`` if it was forgotten meanwhile, makes no sense, or another one has the name.
    """
    mapping = ColumnMapping.objects.select_for_update().get(pk=mapping.pk)
    if mapping.forgotten_at is not None:
        raise NotAllowedNow(_("This mapping was forgotten meanwhile."))
    refuse_misfits(explained, Dictionary.of(mapping.team))
    mapping.name = name
    _save(mapping)
    newest = mapping.versions.order_by("-number")[0]
    if (newest.columns, newest.is_of_one_day) == (mapped.kept(explained.columns), explained.is_of_one_day):
        return newest
    return _add_version(mapping, newest.number + 1, explained, by=by, at=at)


def _save(mapping: ColumnMapping) -> None:
    others = ColumnMapping.objects.in_use().filter(team=mapping.team_id).exclude(pk=mapping.pk)
    same = others.filter(fingerprint=mapping.fingerprint).first()
    if same is not None:
        raise NotAllowedNow(
            _("“%(name)s” has the same headers. Change that one, under Import, Mapped sheets.") % {"name": same}
        )
    taken = NotAllowedNow(_("There is a mapping “%(name)s” already. Give it another name.") % {"name": mapping.name})
    if others.filter(name=mapping.name).exists():
        raise taken
    try:
        with transaction.atomic():
            mapping.save()
    except IntegrityError as error:
        raise taken from error


def _add_version(
    mapping: ColumnMapping, number: int, explained: Explained, *, by: Member | None, at: datetime
) -> MappingVersion:
    return MappingVersion.objects.create(
        mapping=mapping,
        number=number,
        columns=mapped.kept(explained.columns),
        is_of_one_day=explained.is_of_one_day,
        made_by=by,
        made_at=at,
    )


def forget(mapping: ColumnMapping, *, at: datetime) -> None:
    """Recognise no file by it any more. Imports that were read by it stay, and can still be undone."""
    ColumnMapping.objects.in_use().filter(pk=mapping.pk).update(forgotten_at=at)


def fingerprint(explained: Explained) -> str:
    """The same for the same headers, in whatever order and however they are written."""
    words = sorted({header_word(header) for header in explained.headers} - {""})
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def said_before(team: Team) -> Mapping[str, Meant]:
    """By header, what the team last said that it means; what is forgotten still counts. One query."""
    found: dict[str, Meant] = {}
    for version in MappingVersion.objects.filter(mapping__team=team).order_by("made_at", "pk"):
        found |= {header_word(column.header): column for column in mapped.of_kept(version.columns)}
    return found


def proposed(draft: MappingDraft, head: Head, row: int, dictionary: Dictionary) -> list[Meant | None]:
    """For each column below the header in that row, what it probably is."""
    return guesses.guess(
        head.header(row),
        remembered=said_before(draft.team),
        metrics=[one for one in dictionary.metrics if not one.is_derived and not one.is_retired],
        channel_kind=draft.channel.kind if draft.channel else "",
        rows=[[values.text(cell) for cell in cells] for _number, cells in head.below(row)],
    )
