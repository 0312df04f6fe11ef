"""``manage.py import_metrics FILE --team SLUG --channel NAME``: preview and confirm in one step, or not at all."""

import json
from argparse import ArgumentParser
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from metrics.imports.as_of import BEIJING
from metrics.imports.reasons import explain
from metrics.models import Channel, ImportBatch
from metrics.services import imports, summary
from roles.models import Team
from teamops.lib.exceptions import NotAllowedNow


class Command(BaseCommand):
    help = "Import a file of numbers. Exit code 0: imported, or all of it was there; 1: refused, nothing was stored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--team", required=True, metavar="SLUG")
        parser.add_argument("--channel", metavar="NAME", help="may be left out where only one fits")
        parser.add_argument("--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day the numbers are of")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        try:
            team, channel = find(options["team"], options["channel"])
            batch = self.look(options["file"], team, channel, as_of=options["as_of"], at=at)
        except NotAllowedNow as reason:
            raise CommandError(str(reason)) from reason
        answer = summary.of(batch)
        accepted = batch.rows_to_write + batch.rows_same
        try:
            if options["dry_run"] or not batch.rows_to_write:
                imports.discard(batch)
            else:
                answer = summary.of(imports.confirm(batch, by=None, at=at))
        except imports.NothingToWrite:
            # Somebody brought the same file in between the two steps.
            imports.discard(batch)
            answer |= {"new": 0, "changed": 0, "same": accepted}
        except NotAllowedNow as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(json.dumps(answer, ensure_ascii=False) if options["json"] else in_words(answer))
        if not accepted:
            raise CommandError(str(explain("nothing_accepted", {})))

    @staticmethod
    def look(path: Path, team: Team, channel: Channel | None, *, as_of: date | None, at: datetime) -> ImportBatch:
        try:
            content = path.read_bytes()
            modified = datetime.fromtimestamp(path.stat().st_mtime, tz=BEIJING).date()
        except OSError as error:
            raise NotAllowedNow(
                _("%(file)s can't be read: %(why)s.") % {"file": path, "why": error.strerror}
            ) from error
        return imports.preview(
            team, content, name=path.name, channel=channel, as_of=as_of, by=None, at=at, modified=modified
        )


def find(slug: str, name: str | None) -> tuple[Team, Channel | None]:
    """Raise ``NotAllowedNow`` with the names there are."""
    team = Team.objects.filter(slug=slug).first()
    if team is None:
        raise NotAllowedNow(_("There is no team “%(slug)s”.") % {"slug": slug})
    if not name:
        return team, None
    channels = {one.name: one for one in Channel.objects.filter(subject__team=team).select_related("subject")}
    if name not in channels:
        told = {"name": name, "names": "、".join(channels)}
        raise NotAllowedNow(_("The team has no channel “%(name)s”. It has: %(names)s.") % told)
    return team, channels[name]


def in_words(answer: dict[str, Any]) -> str:
    """The counts, and a line for each problem."""
    rows = sum(answer[count] for count in ("new", "changed", "same", "rejected"))
    first = ngettext("%(rows)d row read", "%(rows)d rows read", rows) % {"rows": rows}
    counts = _("%(new)d new, %(changed)d changed, %(same)d the same, %(rejected)d rejected") % answer
    problems = [_("Row %(row)d %(column)s %(value)s: %(reason)s") % problem for problem in answer["problems"]]
    return "\n".join([f"{first}: {counts}", *problems])
