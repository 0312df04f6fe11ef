"""A team's channels: the services of ``Channel``."""

from django.db import transaction
from django.utils.translation import gettext as _

from metrics.models import Channel, Subject
from roles.models import Team
from teamops.lib.exceptions import NotAllowedNow


@transaction.atomic
def add(team: Team, *, name: str, kind: str) -> Channel:
    """Raise ``NotAllowedNow`` if the team has a channel of that name."""
    _refuse_taken(team, name)
    subject = Subject.objects.create(team=team, kind=Subject.Kind.CHANNEL, name=name)
    return Channel.objects.create(subject=subject, kind=kind)


@transaction.atomic
def edit(channel: Channel, *, name: str, kind: str, is_active: bool) -> Channel:
    """Rename a channel, or take it out of use. Raise ``NotAllowedNow`` if the name or the kind can't change."""
    channel = Channel.objects.select_for_update(of=("self",)).select_related("subject__team").get(pk=channel.pk)
    if channel.name != name:
        _refuse_taken(channel.subject.team, name)
        channel.subject.name = name
        channel.subject.save(update_fields=["name"])
    if channel.kind != kind and channel.imports.exists():
        raise NotAllowedNow(_("Files were imported for this channel, so its kind stays. Add another channel instead."))
    channel.kind, channel.is_active = kind, is_active
    channel.save(update_fields=["kind", "is_active"])
    return channel


def _refuse_taken(team: Team, name: str) -> None:
    if Subject.objects.filter(team=team, kind=Subject.Kind.CHANNEL, name=name).exists():
        raise NotAllowedNow(_("The team has a channel “%(name)s” already.") % {"name": name})
