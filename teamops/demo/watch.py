"""The demo's campaign under way: its approved plan, notes of its days, its colour; and lessons of earlier ones."""

from decimal import Decimal
from typing import Any

from campaigns import courses
from campaigns.models import CampaignDetail, Item, Workflow
from campaigns.services import items, reviews, watching
from metrics.models import Subject
from teamops.demo.people import COMMUNITY, LEAD, MANAGER, Cast
from teamops.demo.timeline import A_DAY, Timeline
from teamops.lib.months import first_of, last_of

TARGETS = {"biz.participants": "1350", "biz.revenue": "15000"}
NOTES = (
    (8, "邀请海报换新，社群转发带来一半参与。"),
    (7, "周末参与上来了，客服排队，加了一个人。"),
    (5, "券发了一半，老客带来的新客多在晚上下单。"),
    (3, "竞品同款降价，参与明显少了。"),
    (2, "加了一场直播预告，社群话题改成晒单。"),
)
LESSONS = (
    ("campaign", "keep", "提前一天建临时群，首日参与多三成", "拼团 双十一 双十二"),
    ("campaign", "change", "满减券要设总数上限，不然结算超预算", "拼团 满减 优惠券"),
)


def run(cast: Cast, timeline: Timeline) -> None:
    campaign = under_way(cast, timeline)
    for days_ago, text in NOTES:
        day = max(timeline.today - days_ago * A_DAY, first_of(timeline.yesterday))
        watching.write_note(campaign, by=cast[LEAD], at=timeline.at(day, "20:30"), day=day, text=text)
    courses.update(campaign.team, through=timeline.yesterday, at=timeline.at(timeline.today, "06:10"))
    for kind, side, text, topics in LESSONS:
        at = timeline.at(timeline.first, "17:00")
        reviews.teach(text, by=cast[COMMUNITY], at=at, kind=kind, side=side, topics=topics)


def under_way(cast: Cast, timeline: Timeline) -> Item:
    """The month's campaign, as its approval would leave it: numbers speak of it since its first day."""
    starts_on = first_of(timeline.yesterday)
    at = timeline.at(starts_on - 2 * A_DAY, "11:00")
    plan: dict[str, Any] = {
        "starts_on": starts_on,
        "ends_on": last_of(starts_on),
        "targets": TARGETS,
        "budget": Decimal(22_000),
        "contingency": "参与不足一半时停投放，转社群专场。",
    }
    campaign = open_campaign(cast)
    if campaign is None:
        workflow = Workflow.objects.current(cast[LEAD].team_id).get(code="campaign")
        campaign = items.start(workflow=workflow, title=name_of(cast), by=cast[LEAD], at=at, **plan)
    else:
        CampaignDetail.objects.filter(item=campaign).update(**plan)
        campaign = Item.objects.select_related("team", "campaign", "owner").get(pk=campaign.pk)
    watching.promise(campaign, by=cast[MANAGER], at=at)
    return campaign


def open_campaign(cast: Cast) -> Item | None:
    found = Item.objects.filter(team=cast[LEAD].team, kind=Item.Kind.CAMPAIGN, owner=cast[LEAD], state=Item.State.OPEN)
    return found.order_by("number").first()


def name_of(cast: Cast) -> str:
    """The month's campaign that numbers speak of: its points become the item's."""
    named = Subject.objects.filter(team=cast[LEAD].team, kind=Subject.Kind.CAMPAIGN, item__isnull=True)
    newest = named.filter(name__endswith="老客邀新").order_by("-pk").first()
    return newest.name if newest else "老客邀新"
