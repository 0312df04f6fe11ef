"""Jobs for the tests to run: one that notes what it was given, one that fails when it is told to."""

from datetime import UTC, date, datetime, timedelta

import pytest

from jobs import registry
from jobs.registry import Run

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)
MINUTE = timedelta(minutes=1)


class Noting:
    """A job that keeps what it was given."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.fails_for: set[str] = set()

    def __call__(self, run: Run) -> None:
        self.runs.append(run)
        run.progress(1, 3)
        if run.scope in self.fails_for:
            raise RuntimeError(f"no numbers for {run.scope}")
        run.progress(3, 3)


@pytest.fixture
def noting(monkeypatch) -> Noting:
    """Registered as the job ``note``, for the length of a test, and nothing else is due."""
    noting = Noting()
    monkeypatch.setattr(registry, "_schedules", {})
    monkeypatch.setitem(registry._jobs, "note", registry.Job("note", "Note", noting, is_of_teams=True))
    return noting
