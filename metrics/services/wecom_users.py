"""Who in WeCom is which member: read from there, joined by name where it is plain, else by hand. Of ``WecomUser``."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from metrics.connectors import wecom
from metrics.connectors.session import Session
from metrics.imports.calls import BEHAVIOUR
from metrics.models import Connection, PulledDay, WecomUser
from roles.models import Member, Team
from teamops.lib.exceptions import NotAllowedNow


def read(connection: Connection, speaking: Session, *, at: datetime) -> int:
    """Read who is known to WeCom, and join those whose member is plain; say how many are new. Raise ``CallFailed``."""
    found = wecom.users(speaking)
    with transaction.atomic():
        known = set(connection.users.values_list("userid", flat=True))
        rows = [WecomUser(connection=connection, userid=one.userid[:64], name=one.name[:60]) for one in found]
        WecomUser.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["connection", "userid"], update_fields=["name"]
        )
        joined = _join_namesakes(connection, connection.team, at=at)
        if joined:
            _ask_again(connection)
    return len({one.userid for one in found} - known)


def _join_namesakes(connection: Connection, team: Team, *, at: datetime) -> int:
    """Join userids that nobody has decided about to the one free member of that username, else of that name."""
    taken = set(connection.users.joined().values_list("member", flat=True))
    free = [one for one in Member.objects.filter(team=team).select_related("person") if one.pk not in taken]
    joined = 0
    for user in connection.users.filter(member=None, is_decided=False):
        alike = [one for one in free if one.person.username.casefold() == user.userid.casefold()]
        alike = alike or [one for one in free if user.name and one.person.name == user.name]
        if len(alike) == 1:
            user.member, user.joined_at = alike[0], at
            user.save(update_fields=["member", "joined_at"])
            free.remove(alike[0])
            joined += 1
    return joined


@transaction.atomic
def join(connection: Connection, chosen: Mapping[int, Member | None], *, at: datetime) -> int:
    """Say which members the userids (by their rows' keys) are; say how many changed. Raise ``NotAllowedNow`` if two

    are the same member. Days that came before somebody was joined are asked for again.
    """
    members = [member.pk for member in chosen.values() if member]
    if len(set(members)) < len(members):
        raise NotAllowedNow(_("A member can be one userid only."))
    rows = {user.pk: user for user in connection.users.select_for_update().filter(pk__in=chosen)}
    changed = [user for pk, user in rows.items() if user.member_id != (member.pk if (member := chosen[pk]) else None)]
    WecomUser.objects.filter(pk__in=[user.pk for user in changed]).update(member=None)
    if connection.users.joined().filter(member__in=members).exclude(pk__in=rows).exists():
        raise NotAllowedNow(_("A member can be one userid only."))
    for user in changed:
        user.member, user.joined_at = chosen[user.pk], at
        user.save(update_fields=["member", "joined_at"])
    connection.users.filter(pk__in=rows).update(is_decided=True)
    if any(user.member_id for user in changed):
        _ask_again(connection)
    return len(changed)


def _ask_again(connection: Connection) -> None:
    """Somebody is known now whose days were never asked for."""
    connection.days.of_interfaces([BEHAVIOUR.name]).update(state=PulledDay.State.WANTED)
