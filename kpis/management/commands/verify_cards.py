"""Makes the hash of every signed card again from its rows, and says which cards aren't what was signed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpis import verifying
from roles.models import Team


class Command(BaseCommand):
    help = "Check each signed scorecard, its evidence too, against its hash. Exit 1 if one differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--team", metavar="SLUG", help="only this team")

    def handle(self, *args: Any, team: str | None = None, **options: Any) -> None:
        chosen = None if team is None else Team.objects.filter(slug=team).first()
        if team is not None and chosen is None:
            raise CommandError(_("There is no team %(slug)s.") % {"slug": team})
        looked = 0

        def count(done: int, _total: int) -> None:
            nonlocal looked
            looked = done

        found = list(verifying.findings(chosen, progress=count))
        for one in found:
            card = one.card
            words = _("revision %(number)s") % {"number": card.revision}
            self.stdout.write(f"{card.team.slug} {card.month:%Y-%m} {card.member}, {words}: {one.words}")
        if found:
            raise CommandError(
                ngettext("%(cards)s card isn't what was signed.", "%(cards)s cards aren't what was signed.", len(found))
                % {"cards": len(found)},
                returncode=1,
            )
        self.stdout.write(
            ngettext(
                "%(cards)s signed card says what was signed.", "%(cards)s signed cards say what was signed.", looked
            )
            % {"cards": looked}
        )
