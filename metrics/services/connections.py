"""Credentials in and out, confirmed by a second person; asking for days. The services of ``Connection``."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from metrics.connectors import platforms, session, spans, teams
from metrics.connectors.errors import CallFailed
from metrics.connectors.sentences import explain
from metrics.connectors.token import Credentials
from metrics.imports.as_of import beijing_day
from metrics.models import AccessToken, Channel, Connection, PulledDay
from metrics.services import wecom_users
from roles.models import Member
from roles.permissions import Permission
from roles.services.rights import need, others_who_may
from teamops.lib.exceptions import NotAllowedNow
from teamops.lib.months import Span
from teamops.lib.secrets import Secret

MOST_DAYS = 180
# How far back a new connection begins, unless it is told.
BEGINS_BEFORE = timedelta(days=30)

State = Connection.State


class Refused(NotAllowedNow):
    """The platform said no: what and what to do, in the reader's language."""

    def __init__(self, failed: CallFailed, *, kind: str) -> None:
        self.code = failed.code
        super().__init__(str(explain(failed.code, failed.arguments, kind=kind, is_stored=False)))


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
    _need_active(connection)
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
    """Read WeCom's users now; say how many are new. Raise ``Refused``, before confirmation ``NotAllowedNow``."""
    _need_active(connection)
    try:
        return wecom_users.read(connection, session.of(connection, at=at), at=at)
    except CallFailed as failed:
        raise Refused(failed, kind=connection.kind) from None


def _need_active(connection: Connection) -> None:
    if not connection.is_active:
        raise NotAllowedNow(_("Somebody else has to confirm the credentials first."))


def _locked(connection: Connection) -> Connection:
    rows = Connection.objects.select_for_update(of=("self",)).select_related("channel__subject__team")
    return rows.get(pk=connection.pk)
