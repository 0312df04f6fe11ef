"""A calendar as a file that every calendar program reads (iCalendar), in Beijing's time."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event

from notices.models import CalendarEntry, CalendarFeed

BEIJING = ZoneInfo("Asia/Shanghai")
A_DAY = timedelta(days=1)


def calendar(feed: CalendarFeed, entries: Iterable[CalendarEntry]) -> bytes:
    made = Calendar()
    made.add("prodid", "-//TeamOps//TeamOps//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"{feed.member.team} · {feed.get_reach_display()}")
    made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for entry in entries:
        made.add_component(event(entry, slug=feed.member.team.slug))
    made.add_missing_timezones()
    content: bytes = made.to_ical()
    return content


def event(entry: CalendarEntry, *, slug: str) -> Event:
    """Its UID never changes, its SEQUENCE rises with each change; what is no more is said to be cancelled."""
    made, said = Event(), entry.said
    made.add("uid", f"{entry.key}.{slug}@teamops")
    made.add("sequence", entry.sequence)
    made.add("dtstamp", entry.changed_at)
    made.add("last-modified", entry.changed_at)
    made.add("summary", said["title"])
    made.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if said["url"]:
        made.add("url", settings.SITE_URL.rstrip("/") + said["url"])
    if "T" in said["starts"]:
        starts = datetime.fromisoformat(said["starts"]).astimezone(BEIJING)
        made.add("dtstart", starts)
        made.add("dtend", datetime.fromisoformat(said["ends"]).astimezone(BEIJING) if said["ends"] else starts)
    else:
        day = date.fromisoformat(said["starts"])
        made.add("dtstart", day)
        made.add("dtend", day + A_DAY)
        made.add("transp", "TRANSPARENT")
    return made
