"""The demo's campaign under way: its approved plan, notes of its days, its colour; and lessons of earlier ones."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from campaigns import courses
from campaigns.models import CampaignDetail, Item, Workflow
from campaigns.services import items, reviews, watching
from metrics.models import Subject
from teamops.demo.people import COMMUNITY, LEAD, MANAGER, Cast
from teamops.demo.timeline import A_DAY, Timeline

LENGTH = timedelta(days=19)
RUN_FOR = 9
TARGETS = {"biz.participants": "2400", "biz.revenue": "26000"}
NOTES = (
    (8, "开团首日，社群转发带来一半参与；短信还没发。"),
    (7, "周末参与上来了，客服排队，加了一个人。"),
    (5, "转化稳定，券发了一半；投放素材换了第二版。"),
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
        day = timeline.today - days_ago * A_DAY
        watching.write_note(campaign, by=cast[LEAD], at=timeline.at(day, "20:30"), day=day, text=text)
    courses.update(campaign.team, through=timeline.yesterday, at=timeline.at(timeline.today, "06:10"))
    for kind, side, text, topics in LESSONS:
        at = timeline.at(timeline.first, "17:00")
        reviews.teach(text, by=cast[COMMUNITY], at=at, kind=kind, side=side, topics=topics)


def under_way(cast: Cast, timeline: Timeline) -> Item:
    """A campaign of the season that began nine days ago, as its approval would leave it."""
    starts_on = timeline.today - RUN_FOR * A_DAY
    at = timeline.at(starts_on - 2 * A_DAY, "11:00")
    plan: dict[str, Any] = {
        "starts_on": starts_on,
        "ends_on": starts_on + LENGTH,
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
    """The newest campaign that numbers speak of: its points become the item's."""
    named = Subject.objects.filter(team=cast[LEAD].team, kind=Subject.Kind.CAMPAIGN, item__isnull=True)
    newest = named.exclude(name__endswith="老客邀新").order_by("-pk").first()
    return newest.name if newest else "双十二年终回馈"
