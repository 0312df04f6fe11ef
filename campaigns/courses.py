"""The course of campaigns: each day against the first approved plan, coloured, written, and announced once.

Moving a date doesn't hide a delay. A campaign's days are computed anew each night: numbers come late.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from campaigns import standings
from campaigns.models import CampaignDay, CampaignDetail, DailyNote, Item, Promise
from campaigns.services.telling import address_of
from campaigns.services.warning import minders
from campaigns.standings import Standings
from notices.models import Notice
from notices.services import tell
from roles.models import Team
from teamops.lib.bulk import upsert_differing
from teamops.lib.months import Span
from teamops.lib.progress import Colour, Standing, course, serious_since
from teamops.lib.tags.numbers import plain

KINDS = {
    Colour.GREEN: Notice.Kind.CAMPAIGN_GREEN,
    Colour.YELLOW: Notice.Kind.CAMPAIGN_YELLOW,
    Colour.ORANGE: Notice.Kind.CAMPAIGN_ORANGE,
    Colour.RED: Notice.Kind.CAMPAIGN_RED,
}


@transaction.atomic
def update(team: Team, *, through: date, at: datetime, items: Collection[int] | None = None) -> int:
    """Write the days of the team's campaigns under way through a day, and tell of changed colours. Safe to repeat."""
    found = under_way(team, through)
    promises = list(found if items is None else found.filter(item__in=items))
    if not promises:
        return 0
    list(CampaignDetail.objects.select_for_update().filter(pk__in=[one.item_id for one in promises]))
    read = Standings(team, promises, last=through)
    rows, courses = [], []
    for promise in promises:
        days, behind = course_of(promise, read, through)
        courses.append((promise, days))
        rows += [(promise.item_id, day.day, day.planned, day.actual, behind[day.day], day.colour.value) for day in days]
    written = upsert_differing(
        CampaignDay, rows, key=["item", "day"], update=["planned", "progress", "metric", "colour"]
    )
    for promise, days in courses:
        if days:
            announce(team, promise.item, days, at=at)
    return written


def under_way(team: Team, through: date) -> QuerySet[Promise]:
    """The first approved plan of each campaign that has begun and isn't closed, with all that its course needs."""
    notes = Prefetch("item__daily_notes", DailyNote.objects.order_by("day"))
    promises = Promise.objects.filter(
        number=1, item__team=team, item__state=Item.State.OPEN, starts_on__lte=through, ends_on__isnull=False
    )
    related = ("item__campaign", "item__team", "item__owner", "item__run__stage")
    return promises.exclude(targets={}).select_related(*related).prefetch_related(notes).order_by("item")


def course_of(promise: Promise, read: Standings, through: date) -> tuple[Sequence[Standing], dict[date, str]]:
    """The days from the promised start until the campaign's end, or until now while its numbers go on."""
    item = promise.item
    last = max(filter(None, (promise.ends_on, item.campaign.ends_on)))
    days, behind = [], {}
    for day in Span(promise.starts_on or through, min(through, last)):
        planned = standings.planned(promise, day)
        progress, behind[day] = standings.furthest_behind(read.on(item, day), planned)
        days.append((day, planned, progress))
    return list(course(days)), behind


def announce(team: Team, item: Item, days: Sequence[Standing], *, at: datetime) -> None:
    """Keep the colour with the campaign; where it changed, tell the owner, of red the leads and managers too."""
    detail, newest = item.campaign, days[-1]
    since = serious_since(days)
    is_news = detail.colour != newest.colour
    if is_news or detail.serious_since != since:
        detail.colour, detail.serious_since = newest.colour, since
        detail.save(update_fields=["colour", "serious_since"])
    if not is_news:
        return
    people = {item.owner_id: item.owner}
    if newest.colour == Colour.RED:
        people |= {one.pk: one for one in minders(team, at=at)}
    words = {"item": item.title, "gap": gap_of(days)}
    about = f"campaign {item.pk} since {since or newest.day}"
    for member in people.values():
        tell(member, KINDS[newest.colour], words, address_of(item), about=about)


def gap_of(days: Sequence[Standing]) -> str:
    gap = next((day.gap for day in reversed(days) if day.gap is not None), None)
    return "" if gap is None else plain(gap, Decimal(1))
