"""Which benchmarks there are, and the database that they run in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from benchmarks import history, import_points, import_sheets, long_file, nightly, word_check, work
from benchmarks.results import Figure

SUITES: dict[str, Callable[[], list[Figure]]] = {
    "points": import_points.figures,
    "sheets": import_sheets.figures,
    "nightly": nightly.figures,
    "company": nightly.figures_of_many,
    "history": history.figures,
    "memory": long_file.figures,
    "words": word_check.figures,
    "work": work.figures,
}


def chosen(names: list[str]) -> list[Callable[[], list[Figure]]]:
    return [SUITES[name] for name in names] if names else list(SUITES.values())


@contextmanager
def own_database() -> Iterator[bool]:
    """A fresh, migrated database that is gone afterwards; whether it is PostgreSQL."""
    if connection.vendor != "postgresql":
        yield False
        return
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield True
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
