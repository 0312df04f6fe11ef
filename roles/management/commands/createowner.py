"""``manage.py createowner``: the first person, and a team for them."""

from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from roles.models import Person, Team
from roles.services import people, teams
from roles.services.links import one_time_link
from teamops.lib.exceptions import NotAllowedNow


class Command(BaseCommand):
    help = "Make a person and a team of which they are the owner. Without --password a one-time link is printed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", help="What the person signs in with.")
        parser.add_argument("--name", help="The person's name.")
        parser.add_argument("--team", help="The team's name.")
        parser.add_argument("--slug", help="The team's address: small letters, digits, hyphens.")
        parser.add_argument("--password", help="Better left out: it would stand in the shell's history.")

    def handle(self, *_args: Any, **options: Any) -> None:
        asked = {key: options[key] or input(f"{key}: ").strip() for key in ("username", "name", "team", "slug")}
        password = options["password"]
        try:
            check(asked, password=password)
            with transaction.atomic():
                team = teams.found(name=asked["team"], slug=asked["slug"], at=timezone.now())
                owner = people.make_owner(
                    team, username=asked["username"], name=asked["name"], at=timezone.now(), password=password
                )
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from None
        except NotAllowedNow as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"{owner.person.username}: {settings.SITE_URL}/t/{team.slug}/")
        if not password:
            self.stdout.write(f"{settings.SITE_URL}{one_time_link(owner.person)}")


def check(asked: dict[str, str], *, password: str | None) -> None:
    """The same rules as on the pages. Raise ``ValidationError``."""
    person = Person(username=asked["username"], name=asked["name"])
    person.clean_fields(exclude=["password"])
    Team(name=asked["team"], slug=asked["slug"]).clean_fields(exclude=["staffing"])
    if password:
        validate_password(password, person)
