"""How people call an import: a file by its name, what was fetched by what it is about."""

from metrics.imports.calls import CALLS


def called(file_name: str, layout: str) -> str:
    """The name of a file; of a fetch, ``新关注与取消关注 2026-11-01…07`` in the reader's language."""
    call = CALLS.get(layout)
    return f"{call.layout.label}{file_name.removeprefix(call.name)}" if call else file_name
