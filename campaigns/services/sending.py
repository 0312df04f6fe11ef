"""Quotas and blackout days: who leads the work sets them."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import Blackout, Quota
from metrics.models import Channel
from roles.models import Member
from roles.permissions import Permission
from roles.services.rights import need
from teamops.lib.exceptions import NotAllowedNow


@transaction.atomic
def set_quota(channel: Channel, *, at_most: int | None, per: str, by: Member, at: datetime) -> Quota | None:
    """Let a channel send so often; without a number, as often as it likes. What is planned stays planned."""
    need(by, Permission.RUN_WORK, team=channel.subject.team_id)
    Channel.objects.select_for_update().get(pk=channel.pk)
    if at_most is None:
        Quota.objects.filter(channel=channel).delete()
        return None
    if at_most < 1:
        raise NotAllowedNow(_("A quota is at least one send. Leave the number empty for no quota."))
    words = {"at_most": at_most, "per": per, "set_by": by, "set_at": at}
    quota, _is_new = Quota.objects.update_or_create(channel=channel, defaults=words)
    return quota


@transaction.atomic
def black_out(
    *, first_on: date, last_on: date, reason: str, by: Member, at: datetime, channel: Channel | None = None
) -> Blackout:
    """Keep days free of sends, on one channel or on all. What is planned there stays until somebody moves it.

    Raise ``NotAllowedNow`` without a reason, for days in the wrong order, or another team's channel.
    """
    need(by, Permission.RUN_WORK, team=by.team_id)
    if last_on < first_on:
        raise NotAllowedNow(_("The last day is before the first."))
    if not reason.strip():
        raise NotAllowedNow(_("Say why nothing goes out then."))
    if channel is not None and channel.subject.team_id != by.team_id:
        raise NotAllowedNow(_("That channel isn't this team's."))
    return Blackout.objects.create(
        team=by.team, channel=channel, first_on=first_on, last_on=last_on, reason=reason.strip(), made_by=by, made_at=at
    )


@transaction.atomic
def open_again(blackout: Blackout, *, by: Member) -> None:
    """Let the days be sent on again."""
    need(by, Permission.RUN_WORK, team=blackout.team_id)
    blackout.delete()
