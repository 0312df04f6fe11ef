"""The demo's files on their way in: laid into the data folder, previewed and confirmed like anybody's."""

from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from metrics.models import Channel, ImportBatch
from metrics.services import imports
from teamops.demo.exports import File
from teamops.demo.people import ANALYST, Cast
from teamops.demo.record import on_record


def folder() -> Path:
    """Where the files lie, for whoever wants to open one or import it once more."""
    return Path(settings.DATA_DIR) / "demo"


def bring_in(file: File, *, cast: Cast, channels: dict[str, Channel], as_of: date, at: datetime) -> ImportBatch:
    """The analyst imports a file."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder() / file.name).write_bytes(file.content)
    by = cast[ANALYST]
    with on_record(by, at=at):
        batch = imports.preview(
            cast.team, file.content, name=file.name, channel=channels.get(file.channel), as_of=as_of, by=by, at=at
        )
        return imports.confirm(batch, by=by, at=at)


def sweep() -> None:
    """Take the files away again."""
    for path in folder().glob("*"):
        path.unlink()
