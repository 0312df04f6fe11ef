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
    for entry in entries:
        subject = made.get(entry.subject) if isinstance(entry.subject, ToMake) else entry.subject
        if subject is not None:
            metric = dictionary.by_code[entry.metric].pk
            yield store.Entry(subject, metric, entry.day, entry.value, entry.row)
