"""A file's entries as the store takes them: with the keys of subjects and metrics."""

from collections.abc import Iterable

from metrics import store
from metrics.imports.content import ToMake
from metrics.imports.intake import Dictionary
from metrics.imports.resolve import ResolvedEntry


def known(
    entries: Iterable[ResolvedEntry], dictionary: Dictionary, *, made: dict[ToMake, int]
) -> Iterable[store.Entry]:
    """The entries whose subjects are there, those just ``made`` among them."""
    return (entry for entry in every(entries, dictionary, made=made) if entry.subject is not None)


def every(
    entries: Iterable[ResolvedEntry], dictionary: Dictionary, *, made: dict[ToMake, int]
) -> Iterable[store.Entry]:
    """All entries. A subject that is still to be made has no key."""
    metrics = {code: metric.pk for code, metric in dictionary.by_code.items()}
    for entry in entries:
        subject = made.get(entry.subject) if isinstance(entry.subject, ToMake) else entry.subject
        yield store.Entry(subject, metrics[entry.metric], entry.day, entry.value, entry.row)
