"""Channels and who answers for them: the services of ``Channel`` and ``Attribution``."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from metrics.models import Attribution, Channel, Subject
from roles.models import Member, Team
from teamops.lib.exceptions import NotAllowedNow

ALL = Decimal(100)


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


@transaction.atomic
def attribute(
    subject: Subject, *, member: Member, share: Decimal, from_on: date, until_on: date | None = None
) -> Attribution:
    """Let a member answer for a subject from a day on, perhaps until a day, both included.

    Raise ``NotAllowedNow`` if on some day the shares would pass 100 %, or it would end before it begins, or the member
    answers for it on one of these days already.
    """
    subject = Subject.objects.select_for_update().get(pk=subject.pk)
    if until_on is not None and until_on < from_on:
        raise NotAllowedNow(_("The last day is before the first."))
    others = list(
        subject.attributions.overlapping(first=from_on, last=until_on or date.max).select_related("member__person")
    )
    if any(other.member_id == member.pk for other in others):
        raise NotAllowedNow(
            _("%(name)s answers for it in these days already. End that first.") % {"name": member.person.name}
        )
    taken, day = fullest_day(others, from_on)
    if taken + share > ALL:
        told = {"day": day.isoformat(), "taken": plain(taken), "left": plain(ALL - taken)}
        raise NotAllowedNow(
            _("On %(day)s others answer for %(taken)s %% of it already, so at most %(left)s %% is left.") % told
        )
    return Attribution.objects.create(subject=subject, member=member, share=share, from_on=from_on, until_on=until_on)


def fullest_day(others: list[Attribution], from_on: date) -> tuple[Decimal, date]:
    """The largest sum of shares on one day from ``from_on`` on, and its first day. It grows only where one begins."""
    days = sorted({max(other.from_on, from_on) for other in others} | {from_on})
    sums = [(sum((other.share for other in others if covers(other, day)), Decimal(0)), day) for day in days]
    return max(sums, key=lambda found: (found[0], -found[1].toordinal()))


def covers(attribution: Attribution, day: date) -> bool:
    return attribution.from_on <= day and (attribution.until_on is None or day <= attribution.until_on)


def plain(share: Decimal) -> str:
    return f"{share.normalize():f}"


@transaction.atomic
def end(attribution: Attribution, *, until_on: date) -> Attribution:
    """Set the last day. Raise ``NotAllowedNow`` if it is before the first, or later than the one that is set."""
    attribution = Attribution.objects.select_for_update().get(pk=attribution.pk)
    if until_on < attribution.from_on:
        raise NotAllowedNow(_("The last day is before the first."))
    if attribution.until_on is not None and until_on > attribution.until_on:
        raise NotAllowedNow(_("It ends on %(day)s already.") % {"day": attribution.until_on.isoformat()})
    attribution.until_on = until_on
    attribution.save(update_fields=["until_on"])
    return attribution
