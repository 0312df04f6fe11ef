"""Takes the demo team away again: its rows, its people, its files, and nothing else."""

from collections import deque

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import ForeignKey
from django.utils.translation import gettext as _

from jobs.models import JobRun
from metrics.models import ImportBatch
from roles import audit
from roles.models import Member, Person, Team
from teamops.demo import uploads
from teamops.demo.people import OWNER, SLUG
from teamops.lib.exceptions import NotAllowedNow


def demo_team() -> Team | None:
    """The demo's team, if there is one. Raise ``NotAllowedNow`` if somebody's own team has its address."""
    team = Team.objects.filter(slug=SLUG).first()
    if team is not None and not team.members.filter(person__username=OWNER).exists():
        raise NotAllowedNow(_("The team at the address “%(slug)s” isn't the demo's. It stays as it is.") % {"slug": SLUG})
    return team


@transaction.atomic
def remove(team: Team) -> None:
    """Delete the team, all that hangs on it, and those of its people who are in no other team."""
    stored = list(ImportBatch.objects.filter(team=team).with_file().values_list("stored_as", flat=True))
    elsewhere = Member.objects.exclude(team=team).values("person")
    people = list(Person.objects.filter(memberships__team=team).exclude(pk__in=elsewhere).values_list("pk", flat=True))
    audit.entries(team).delete()
    JobRun.objects.filter(scope=team.slug).delete()
    Person.objects.filter(last_team=team).update(last_team=None)
    for model, way in sorted(ways_to_team().items(), key=lambda found: -found[1].count("__")):
        rows = model._base_manager.filter(**{way: team.pk})
        # Not ``delete``: nearly everything here is protected, and the constraints are looked at on commit anyway.
        rows._raw_delete(rows.db)
    Team.objects.filter(pk=team.pk)._raw_delete(rows.db)
    Person.objects.filter(pk__in=people).delete()
    transaction.on_commit(lambda: drop_files(stored))
    uploads.sweep()


def ways_to_team() -> dict[type[models.Model], str]:
    """Each model whose rows hang on a team, with the shortest lookup from it to the team."""
    ways: dict[type[models.Model], str] = {}
    waiting: deque[type[models.Model]] = deque([Team])
    while waiting:
        model = waiting.popleft()
        for child, field in children_of(model):
            if child not in ways and child is not Team:
                ways[child] = f"{field.name}__{ways[model]}" if model in ways else field.name
                waiting.append(child)
    return ways


def children_of(model: type[models.Model]) -> list[tuple[type[models.Model], "ForeignKey[models.Model, models.Model]"]]:
    """The models with a foreign key to ``model``, required keys first. People hang on no team."""
    found = [
        (other, field)
        for other in apps.get_models()
        for field in other._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is model and other is not Person
    ]
    return sorted(found, key=lambda pair: pair[1].null)


def drop_files(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
