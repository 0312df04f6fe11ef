"""When the demo's team may send, whom its content is for, and which of it belongs to the campaign that runs."""

from datetime import date

from campaigns.models import CampaignDetail, ContentDetail, Item
from campaigns.services import items, planning, sending
from metrics.models import Channel
from teamops.demo.channels import OFFICIAL_ACCOUNT
from teamops.demo.people import LEAD, Cast
from teamops.demo.timeline import Timeline

# The national day of remembrance: month, day.
REMEMBRANCE = (12, 13)
AUDIENCE = "敏感肌会员"
REACHED_TWICE = 2


def settle(cast: Cast, channels: dict[str, Channel], timeline: Timeline) -> None:
    """The official account sends once a day, nothing goes out on a day of remembrance, two posts share an audience."""
    at, lead = timeline.at(timeline.today, "09:15"), cast[LEAD]
    sending.set_quota(channels[OFFICIAL_ACCOUNT], at_most=1, per="day", by=lead, at=at)
    day = next_day(timeline.today, *REMEMBRANCE)
    sending.black_out(first_on=day, last_on=day, reason="国家公祭日", by=lead, at=at)
    coming = ContentDetail.objects.filter(item__team=cast.team, item__state=Item.State.OPEN, published_at=None)
    ahead = list(coming.filter(planned_at__gte=timeline.now).select_related("item__owner").order_by("planned_at", "pk"))
    for detail in ahead[:REACHED_TWICE]:
        planning.plan(detail.item, planned_at=detail.planned_at, audience=AUDIENCE, by=lead, at=at)
    running = CampaignDetail.objects.filter(item__team=cast.team, item__state=Item.State.OPEN)
    campaign = running.order_by("-starts_on", "pk").first()
    for detail in ahead if campaign else ():
        item = detail.item
        items.change(
            item, by=lead, at=at, title=item.title, owner=item.owner, due_on=item.due_on, campaign=campaign
        )  # fmt: skip


def next_day(today: date, month: int, day: int) -> date:
    """The next such day, today's included."""
    this_year = date(today.year, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)
