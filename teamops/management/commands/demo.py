"""``manage.py demo``: a team to look around in, made once and then left alone."""

from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from teamops.demo.accounts import PASSWORD, accounts_table
from teamops.demo.people import SLUG
from teamops.demo.reset import demo_team, remove
from teamops.demo.story import tell
from teamops.demo.timeline import Timeline
from teamops.lib.exceptions import NotAllowedNow


class Command(BaseCommand):
    help = "Make the demo team with its data up to yesterday, and print its accounts. What is there already is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="delete the demo team's rows and files, start over")
        parser.add_argument("--day", type=date.fromisoformat, help="the day to take for today, YYYY-MM-DD")

    def handle(self, *_args: Any, reset: bool, day: date | None, **_options: Any) -> None:
        try:
            self.prepare(moment_on(day), is_anew=reset)
        except NotAllowedNow as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(accounts_table())
        self.stdout.write(f"{settings.SITE_URL}/t/{SLUG}/")

    @transaction.atomic
    def prepare(self, now: datetime, *, is_anew: bool) -> None:
        team = demo_team()
        if team is not None and is_anew:
            remove(team)
            team = None
        if team is None:
            self.stdout.write(_("Making the demo team …"))
            tell(Timeline(now), password=PASSWORD)


def moment_on(day: date | None) -> datetime:
    """Now, or the same time on another day."""
    now = timezone.localtime()
    return now if day is None else now.replace(year=day.year, month=day.month, day=day.day)
