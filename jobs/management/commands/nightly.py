"""The night by hand: in this process, without a broker, on the same rows as the worker's.

It stands in jobs because it needs nothing but their registry: what a night does, upper rooms have registered.
"""

from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from jobs import runner, services
from jobs.models import JobRun
from roles.models import Team

NIGHT = "night"


class Command(BaseCommand):
    help = "Score each team through a day (default: yesterday). Safe to repeat. Exit 1 if a team failed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, help="the last day counted, YYYY-MM-DD")
        parser.add_argument("--team", metavar="SLUG", help="this team alone")

    def handle(self, *_args: Any, day: date | None, team: str | None, **_options: Any) -> None:
        day = day or timezone.localdate() - timedelta(days=1)
        teams = Team.objects.filter(slug=team) if team else Team.objects.all()
        slugs = list(teams.order_by("slug").values_list("slug", flat=True))
        if team and not slugs:
            raise CommandError(f"There is no team {team}.")
        done = [self.score(slug, day) for slug in slugs]
        if not all(done):
            raise CommandError(f"{done.count(False)} of {len(done)} teams failed.")

    def score(self, slug: str, day: date) -> bool:
        """One team's night, and a line about it; whether it ended well."""
        waiting = services.request(NIGHT, scope=slug, day=day, at=timezone.now())
        run = runner.carry_out(waiting.pk)
        if run is None:
            self.stdout.write(f"{slug} {day} is being scored by another process, and once more after that")
            return True
        if run.state == JobRun.State.FAILED:
            self.stderr.write(f"{slug} {day} failed: {run.error}")
            return False
        self.stdout.write(f"{slug} {day} done, {run.done} cards, {run.seconds} s")
        return True
