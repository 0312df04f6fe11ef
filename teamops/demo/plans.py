"""The demo's campaigns until they run: two plans, one of which was sent back once, and what they needed."""

from datetime import date
from decimal import Decimal
from typing import Any

from campaigns.models import CampaignDetail, Resource
from campaigns.services import items, resources
from teamops.demo.campaigns import Campaign, campaigns
from teamops.demo.on_the_way import Way, workday
from teamops.demo.people import COMMUNITY, LEAD, OWNER, Cast
from teamops.demo.timeline import A_DAY, Timeline

Kind, Needs = CampaignDetail.Kind, Resource.Kind
RUNNING = {
    "kind": Kind.ACQUISITION, "targets": {"biz.participants": "1350", "biz.revenue": "15000"},
    "budget": Decimal(22_000), "contingency": "参与不足一半时停投放，转社群专场。",
}  # fmt: skip
REVIEWED = {
    "kind": Kind.GROUP_BUYING, "targets": {"biz.participants": "1900", "biz.revenue": "26000"},
    "budget": Decimal(9_000), "contingency": "",
}  # fmt: skip
# What it takes, and how many days late it came.
NEEDED = (
    (Needs.GOODS, "赠品小样 600 份", 0),
    (Needs.PEOPLE, "客服加一人，晚上值班", 0),
    (Needs.TECHNOLOGY, "活动页和海报生成", 1),
)


def approve_all(cast: Cast, timeline: Timeline) -> None:
    """The season's campaign of the closed month, and the one that brings friends in the running one."""
    season, friends = of_the_story(timeline)
    way = begin(season, REVIEWED, cast, timeline)
    submit(way, season.days.first, cast, timeline)
    sent_back(way)
    way.on(LEAD, 0, "09:10", "按方案执行")
    way = begin(friends, RUNNING, cast, timeline)
    submit(way, friends.days.first, cast, timeline)
    way.approve(OWNER, 4, "10:30", "应急预案写得清楚。")
    way.on(LEAD, 0, "09:10")


def of_the_story(timeline: Timeline) -> tuple[Campaign, Campaign]:
    """The reviewed one and the running one."""
    known = campaigns(timeline)
    season = next(one for one in known if one.days.first in timeline.closed and one.days.last < timeline.closed.last)
    return season, [one for one in known if one.name.endswith("老客邀新")][-1]


def begin(campaign: Campaign, plan: dict[str, Any], cast: Cast, timeline: Timeline) -> Way:
    days = {"starts_on": campaign.days.first, "ends_on": campaign.days.last}
    return Way.begin(
        "campaign", campaign.name, by=LEAD, cast=cast, timeline=timeline, day=campaign.days.first, ago=7, **plan, **days
    )


def submit(way: Way, first: date, cast: Cast, timeline: Timeline) -> None:
    """Requested, planned, with what it needs in place: it waits for its yes."""
    way.on(LEAD, 7, "11:00")
    way.write(LEAD, 6, "16:00", "老客带新客，双方各得小样一份。每天看参与和收入，三天没起色就换海报。")
    way.on(LEAD, 6, "17:00")
    for kind, what, days_late in NEEDED:
        day = workday(first, 5)
        asked = resources.ask(way.item, kind=kind, what=what, needed_by=day, by=cast[LEAD], at=way.at(6, "17:10"))
        resources.put_in_place(asked, by=cast[LEAD], at=timeline.at(day + days_late * A_DAY, "11:00"))
    way.on(LEAD, 5, "15:00")


def sent_back(way: Way) -> None:
    """Without a contingency plan it isn't approved: written, it is."""
    way.decline(OWNER, 5, "17:00", "没有应急预案，退款怎么办？", to="plan")
    way.write(COMMUNITY, 4, "10:20", "成团不足时按原价退差；库存见底改发预售。", changes="补应急预案")
    items.change(
        way.item, by=way.cast[LEAD], at=way.at(4, "10:30"), title=way.item.title, owner=way.item.owner, due_on=None,
        contingency="成团不足七成时改为阶梯价；退款走原路，24 小时内。",
    )  # fmt: skip
    way.on(LEAD, 4, "10:40")
    way.on(LEAD, 4, "11:00")
    way.approve(OWNER, 3, "10:00", "可以。")
