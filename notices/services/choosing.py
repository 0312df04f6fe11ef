"""How somebody wants to be told."""

from typing import Any

from django.db import transaction

from notices.models import NoticeChoices
from roles.models import Person


@transaction.atomic
def choose(person: Person, **choices: Any) -> None:
    """Keep a person's choices. They count for what is told from now on."""
    NoticeChoices.objects.update_or_create(person=person, defaults=choices)
