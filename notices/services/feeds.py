"""Calendar subscriptions: their secret addresses, and what stands in them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override

from notices import events
from notices.events import Event
from notices.models import CalendarEntry, CalendarFeed
from roles.models import Member, Person, Team
from teamops.lib.months import Span

BACK, AHEAD = timedelta(days=60), timedelta(days=400)


def feeds_of(member: Member) -> dict[str, CalendarFeed]:
    """The member's subscriptions by reach, as far as they were made."""
    return {feed.reach: feed for feed in CalendarFeed.objects.filter(member=member)}


@transaction.atomic
def renew(member: Member, reach: str, *, at: datetime) -> CalendarFeed:
    """Make the member's address, or another one in its place: the old one opens nothing any more."""
    Member.objects.select_for_update().get(pk=member.pk)
    feed = CalendarFeed.objects.filter(member=member, reach=reach).first() or CalendarFeed(member=member, reach=reach)
    feed.renew()
    feed.made_at, feed.read_at = at, None
    feed.save()
    return feed


def opened(token: str, *, at: datetime) -> CalendarFeed | None:
    """The subscription behind an address, as long as its member is in the team."""
    there = Member.objects.present(on=timezone.localdate(at))
    feeds = CalendarFeed.objects.opened_by(token).filter(member__in=there)
    return feeds.select_related("member__team", "member__person").first()


def entries(feed: CalendarFeed, *, at: datetime) -> list[CalendarEntry]:
    """What stands in the calendar now: the team's entries, brought up to date, as far as they are in its reach."""
    CalendarFeed.objects.filter(pk=feed.pk).update(read_at=at)
    found = refresh(feed.member.team, at=at)
    if feed.reach == CalendarFeed.Reach.TEAM:
        return found
    return [one for one in found if not one.said["members"] or feed.member_id in one.said["members"]]


@transaction.atomic
def refresh(team: Team, *, at: datetime) -> list[CalendarEntry]:
    """Compare the events with the entries: what differs gets the next number, what is gone is cancelled.

    An event has one title for the whole team, in the house's first language.
    """
    today = timezone.localdate(at)
    span = Span(today - BACK, today + AHEAD)
    Team.objects.select_for_update().get(pk=team.pk)
    with override(Person.Language.CHINESE):
        now = {event.key: event for event in events.of(team, span) if event.day in span}
    of_team = CalendarEntry.objects.filter(team=team)
    known = {one.key: one for one in of_team.filter(Q(day__range=(span.first, span.last)) | Q(key__in=now))}
    changed = [one for key, one in known.items() if _differs(one, now.get(key))]
    for one in changed:
        _follow(one, now.get(one.key), at=at)
    CalendarEntry.objects.bulk_update(changed, ["day", "said", "sequence", "changed_at", "is_cancelled"])
    new = [_entry(team, event, at=at) for key, event in now.items() if key not in known]
    CalendarEntry.objects.bulk_create(new)
    return sorted([*known.values(), *new], key=lambda one: (one.day, one.key))


def _differs(entry: CalendarEntry, event: Event | None) -> bool:
    if event is None:
        return not entry.is_cancelled
    return entry.said != event.said or entry.is_cancelled != event.is_cancelled


def _follow(entry: CalendarEntry, event: Event | None, *, at: datetime) -> None:
    entry.sequence, entry.changed_at = entry.sequence + 1, at
    entry.is_cancelled = event is None or event.is_cancelled
    if event is not None:
        entry.day, entry.said = event.day, event.said


def _entry(team: Team, event: Event, *, at: datetime) -> CalendarEntry:
    return CalendarEntry(
        team=team, key=event.key, day=event.day, said=event.said, changed_at=at, is_cancelled=event.is_cancelled
    )
