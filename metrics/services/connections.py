"""Credentials in and out, confirmed by a second person; asking for days; joining userids. Services of ``Connection``."""

import logging
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from metrics.connectors import platforms, session, spans, teams, wecom
from metrics.connectors.errors import CallFailed
from metrics.connectors.sentences import explain
from metrics.connectors.token import Credentials
from metrics.imports.as_of import beijing_day
from metrics.imports.calls import BEHAVIOUR
from metrics.models import AccessToken, Channel, Connection, PulledDay, WecomUser
from roles.models import Member, Team
from roles.permissions import Permission
from roles.services.rights import need, others_who_may
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import Span
from teamops.lib.secrets import Secret

logger = logging.getLogger(__name__)

MOST_DAYS = 180
# How far back a new connection begins, unless it is told.
BEGINS_BEFORE = timedelta(days=30)

State = Connection.State


class Refused(NotAllowedNow):
    """The platform said no: what and what to do, in the reader's language."""

    def __init__(self, failed: CallFailed, *, kind: str) -> None:
        self.code = failed.code
        super().__init__(str(explain(failed.code, failed.arguments, kind=kind)))


def try_out(kind: str, *, app_id: str, secret: str, at: datetime) -> None:
    """One call with credentials that aren't stored yet. Raise ``Refused``."""
    speaking = session.trial(Credentials(kind, app_id, secret))
    try:
        platforms.PLATFORMS[kind].try_out(speaking, spans.last_ready(at))
    except CallFailed as failed:
        raise Refused(failed, kind=kind) from None


def save(
    channel: Channel, *, app_id: str, secret: str, groups: Channel | None, since_on: date, by: Member, at: datetime
) -> Connection:
    """Connect a channel, or change its connection. New credentials are tried out first, and count once somebody else

    has confirmed them; where nobody else may, at once. An empty ``secret`` keeps the one that is there. Raise
    ``Refused`` if the platform refuses them, ``NotAllowedNow`` for a kind that can't be connected or days too old.
    """
    need(by, Permission.MANAGE_CONNECTIONS, team=channel.subject.team)
    if channel.kind not in platforms.PLATFORMS:
        raise NotAllowedNow(_("Channels of this kind can't be connected. Import their files."))
    _need_reachable(since_on, at=at)
    known = Connection.objects.filter(channel=channel).first()
    if known is None and not secret:
        raise NotAllowedNow(_("Enter the secret."))
    is_other = known is None or bool(secret) or known.app_id != app_id
    secret = secret or (known.secret.reveal() if known and is_other else "")
    if is_other:
        try_out(channel.kind, app_id=app_id, secret=secret, at=at)
    with transaction.atomic():
        connection = Connection.objects.select_for_update().filter(channel=channel).first()
        connection = connection or Connection(channel=channel)
        connection.groups, connection.since_on = groups, since_on
        if is_other:
            _propose(connection, app_id=app_id, secret=secret, by=by, at=at)
        connection.save()
        AccessToken.objects.filter(connection=connection).delete()
    return connection


def _propose(connection: Connection, *, app_id: str, secret: str, by: Member, at: datetime) -> None:
    """Whoever stands alone confirms what they entered; the trail says so."""
    is_alone = not others_who_may(Permission.MANAGE_CONNECTIONS, besides=by, on=beijing_day(at))
    connection.app_id, connection.secret = app_id, Secret.of(secret)
    connection.proposed_by, connection.proposed_at = by, at
    connection.state = State.ACTIVE if is_alone else State.PROPOSED
    connection.confirmed_by, connection.confirmed_at = (by, at) if is_alone else (None, None)
    connection.error, connection.error_arguments, connection.error_at = "", {}, None
    connection.failures, connection.next_try_at = 0, None


def _need_reachable(first: date, *, at: datetime) -> None:
    today = beijing_day(at)
    if first >= today:
        raise NotAllowedNow(_("Only days that are over can be fetched."))
    if first < today - timedelta(days=MOST_DAYS):
        raise NotAllowedNow(_("At most the last %(days)d days can be fetched.") % {"days": MOST_DAYS})


@transaction.atomic
def confirm(connection: Connection, *, by: Member, at: datetime) -> Connection:
    """Let credentials count. Raise ``NotAllowedNow`` for who entered them, while somebody else may confirm."""
    connection = _locked(connection)
    need(by, Permission.MANAGE_CONNECTIONS, team=connection.team)
    if not connection.is_proposed:
        raise NotAllowedNow(_("This connection is confirmed already."))
    others = others_who_may(Permission.MANAGE_CONNECTIONS, besides=by, on=beijing_day(at))
    if connection.proposed_by_id == by.pk and others:
        raise NotAllowedNow(_("You entered these credentials: somebody else has to confirm them."))
    connection.state, connection.confirmed_by, connection.confirmed_at = State.ACTIVE, by, at
    connection.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    teams.request(connection.team.slug, at=at)
    return connection


@transaction.atomic
def delete(connection: Connection, *, by: Member) -> None:
    """Forget the credentials. What came over them stays, with its files."""
    connection = _locked(connection)
    need(by, Permission.MANAGE_CONNECTIONS, team=connection.team)
    connection.delete()


@transaction.atomic
def fetch_now(connection: Connection, *, at: datetime) -> None:
    """Ask at once, whatever the connection waits for. Raise ``NotAllowedNow`` before it is confirmed."""
    connection = _locked(connection)
    if not connection.is_active:
        raise NotAllowedNow(_("Somebody else has to confirm the credentials first."))
    Connection.objects.filter(pk=connection.pk).update(next_try_at=None)
    teams.request(connection.team.slug, at=at)


@transaction.atomic
def back_fill(connection: Connection, *, span: Span, at: datetime) -> int:
    """Ask for all days of a span once more; say how many there are. Raise ``NotAllowedNow`` for days out of reach."""
    if not span:
        raise NotAllowedNow(_("The last day is before the first."))
    _need_reachable(span.first, at=at)
    last = min(span.last, spans.last_ready(at))
    days = list(Span(span.first, last))
    rows = [
        PulledDay(connection=connection, interface=one.name, day=day)
        for one in platforms.interfaces(connection)
        for day in days
    ]
    PulledDay.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["connection", "interface", "day"], update_fields=["state"]
    )
    fetch_now(connection, at=at)
    return len(days)


def read_users(connection: Connection, *, at: datetime) -> int:
    """Read who is known to WeCom, and join those whose member is plain; say how many are new. Raise ``Refused``."""
    try:
        found = wecom.users(session.of(connection, at=at))
    except CallFailed as failed:
        raise Refused(failed, kind=connection.kind) from None
    with transaction.atomic():
        known = set(connection.users.values_list("userid", flat=True))
        rows = [WecomUser(connection=connection, userid=one.userid[:64], name=one.name[:60]) for one in found]
        WecomUser.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["connection", "userid"], update_fields=["name"]
        )
        joined = _join_namesakes(connection, connection.team)
        if joined:
            _forget_behaviour(connection)
    return len({one.userid for one in found} - known)


def _join_namesakes(connection: Connection, team: Team) -> int:
    """Join userids that nobody has decided about to the one free member of that username, else of that name."""
    taken = set(connection.users.joined().values_list("member", flat=True))
    free = [one for one in Member.objects.filter(team=team).select_related("person") if one.pk not in taken]
    joined = 0
    for user in connection.users.filter(member=None, is_decided=False):
        alike = [one for one in free if one.person.username.casefold() == user.userid.casefold()]
        alike = alike or [one for one in free if user.name and one.person.name == user.name]
        if len(alike) == 1:
            user.member = alike[0]
            user.save(update_fields=["member"])
            free.remove(alike[0])
            joined += 1
    return joined


@transaction.atomic
def join(connection: Connection, chosen: Mapping[int, Member | None]) -> int:
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
        user.member = chosen[user.pk]
        user.save(update_fields=["member"])
    connection.users.filter(pk__in=rows).update(is_decided=True)
    if any(user.member_id for user in changed):
        _forget_behaviour(connection)
    return len(changed)


def _forget_behaviour(connection: Connection) -> None:
    """Somebody is known now whose days were never asked for."""
    connection.days.of_interfaces([BEHAVIOUR.name]).delete()


def _locked(connection: Connection) -> Connection:
    rows = Connection.objects.select_for_update(of=("self",)).select_related("channel__subject__team")
    return rows.get(pk=connection.pk)
