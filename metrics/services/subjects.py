"""What the work makes that has numbers: a published piece of content, a campaign. Each is a subject once."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from metrics import store
from metrics.imports import addresses
from metrics.models import Channel, ContentKey, Subject
from roles.models import Team


@transaction.atomic
def for_content(channel: Channel, *, name: str, published_on: date, keys: Mapping[str, str]) -> Subject:
    """The content subject that numbers of this piece are about: known by one of its keys, else by title and day, else
    made. What it is known under is kept. Imports into the channel wait meanwhile."""
    team = channel.subject.team
    store.lock(team, channel)
    known = lasting(keys)
    found = _known(channel, known) or _named(channel, name, published_on)
    if found is None:
        found = Subject.objects.create(
            team=team, kind=Subject.Kind.CONTENT, name=name, channel=channel, published_on=published_on
        )
    elif found.is_new:
        found.state = Subject.State.KNOWN
        found.save(update_fields=["state"])
    ContentKey.objects.bulk_create(
        (ContentKey(subject=found, channel=channel, kind=kind, value=value) for kind, value in known.items()),
        ignore_conflicts=True,
    )
    return found


@transaction.atomic
def for_campaign(team: Team, *, name: str) -> Subject:
    """A campaign's subject. An unanswered one of that name is taken over: a sheet may have spoken of it before."""
    found = Subject.objects.filter(team=team, kind=Subject.Kind.CAMPAIGN, name=name, item__isnull=True).first()
    return found or Subject.objects.create(team=team, kind=Subject.Kind.CAMPAIGN, name=name)


def for_team(team: Team) -> Subject:
    """The subject that numbers of the whole team are about."""
    found, _is_new = Subject.objects.get_or_create(team=team, kind=Subject.Kind.TEAM, defaults={"name": team.name})
    return found


def lasting(keys: Mapping[str, str]) -> dict[str, str]:
    """The keys as imports know them: of an address its lasting part; nothing of an empty one."""
    found = {kind: value for kind, value in keys.items() if value and kind != ContentKey.Kind.ADDRESS}
    if (address := addresses.normalised(keys.get(ContentKey.Kind.ADDRESS, ""))) is not None:
        kind, value = address
        found[kind] = value
    return found


def _known(channel: Channel, keys: Mapping[str, str]) -> Subject | None:
    for kind, value in keys.items():
        key = ContentKey.objects.filter(channel=channel, kind=kind, value=value).select_related("subject").first()
        if key is not None:
            return key.subject.joined_to or key.subject
    return None


def _named(channel: Channel, name: str, published_on: date) -> Subject | None:
    same = Subject.objects.filter(channel=channel, kind=Subject.Kind.CONTENT, name=name, published_on=published_on)
    return same.counted().first()
