"""The layouts of a team: those that are shipped, and those that it made by mapping columns."""

from collections.abc import Collection

from metrics.imports import mapped
from metrics.imports.intake import Dictionary
from metrics.imports.layouts import LAYOUTS, Layout
from metrics.imports.mapped import Explained
from metrics.models import ColumnMapping, ImportBatch, MappingVersion, Metric
from roles.models import Team


def known_to(team: Team, dictionary: Dictionary) -> Collection[Layout]:
    """By which a new file is recognised: the newest version of each mapping, without metrics retired since.

    Two queries, however many mappings there are.
    """
    retired = {metric.code for metric in dictionary.metrics if metric.is_retired}
    own = []
    for mapping in ColumnMapping.objects.in_use().filter(team=team).for_list():
        explained = explained_by(mapping, mapping.newest).without(retired)
        if explained.metrics:
            own.append(mapped.layout_of(explained, key=mapping.newest.pk, name=mapping.name))
    return [*LAYOUTS.values(), *own]


def of_batch(batch: ImportBatch) -> Collection[Layout]:
    """By which an import's file is read again: the very version it was read by, or the shipped ones."""
    own = layout_of(batch)
    return [own] if own else LAYOUTS.values()


def layout_of(batch: ImportBatch) -> Layout | None:
    """The mapped layout that an import was read by, forgotten or not, with the metrics that were in use that day;
    ``None`` if it was a shipped one."""
    if not batch.layout.startswith(mapped.PREFIX):
        return None
    key = batch.layout.removeprefix(mapped.PREFIX)
    version = MappingVersion.objects.select_related("mapping").filter(mapping__team=batch.team_id, pk=key).first()
    if version is None:
        return None
    gone = Metric.objects.known_to(batch.team).filter(retired_at__lte=batch.uploaded_at)
    explained = explained_by(version.mapping, version).without(gone.values_list("code", flat=True))
    return mapped.layout_of(explained, key=version.pk, name=version.mapping.name)


def explained_by(mapping: ColumnMapping, version: MappingVersion) -> Explained:
    return Explained(
        headers=tuple(mapping.headers),
        columns=mapped.of_kept(version.columns),
        channel_kind=mapping.channel_kind,
        is_of_one_day=version.is_of_one_day,
    )
