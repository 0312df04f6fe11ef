"""The demo's campaigns while they run and after: notes of the days, a colour, a review with what was learned."""

from dataclasses import replace

from campaigns import courses
from campaigns.models import Item
from campaigns.services import reviews, stages, watching
from campaigns.services.reviews import Said
from teamops.demo.campaigns import Campaign
from teamops.demo.on_the_way import workday
from teamops.demo.people import COMMUNITY, LEAD, Cast
from teamops.demo.plans import of_the_story
from teamops.demo.timeline import A_DAY, Timeline

NOTES = (
    (8, "邀请海报换新，社群转发带来一半参与。"),
    (7, "周末参与上来了，客服排队，加了一个人。"),
    (5, "券发了一半，老客带来的新客多在晚上下单。"),
    (3, "竞品同款降价，参与明显少了。"),
    (2, "加了一场直播预告，社群话题改成晒单。"),
)
# What is said of the other days, in turn; on so many days ago nobody wrote.
ORDINARY = (
    "海报换了第二版，扫码多了两成。",
    "社群接龙带来一批老客，客服回得及时。",
    "平稳，晚上八点后下单多。",
    "物流慢一天，群里已说明。",
    "老客转发少，补了一轮提醒。",
)
SILENT = (4, 13)
OF_THE_SEASON = (
    (1, "首日群里转发多，成团率 61%。"),
    (6, "周末加了直播，库存够，退款 3 单。"),
    (12, "最后两天催付，客单价高了一成。"),
)
LEARNED = Said(
    keep="提前一天建临时群，首日参与多三成。",
    change="满减券没设总数上限，结算多花了 1,200 元。",
    action="下一场拼团的券先定总数，财务确认后再上线",
)
LESSONS = (
    ("campaign", "keep", "提前一天建临时群，首日参与多三成", "拼团 双十一 双十二"),
    ("campaign", "change", "满减券要设总数上限，不然结算超预算", "拼团 满减 优惠券"),
)


def run(cast: Cast, timeline: Timeline) -> None:
    season, friends = of_the_story(timeline)
    review(item_of(season, cast), season, cast, timeline)
    running = item_of(friends, cast)
    said = dict(NOTES)
    for days_ago in range((timeline.today - friends.days.first).days, 0, -1):
        if days_ago in SILENT:
            continue
        day, text = timeline.today - days_ago * A_DAY, said.get(days_ago, ORDINARY[days_ago % len(ORDINARY)])
        watching.write_note(running, by=cast[LEAD], at=timeline.at(day, "20:30"), day=day, text=text)
    courses.update(cast.team, through=timeline.yesterday, at=timeline.at(timeline.today, "06:10"))
    for kind, side, text, topics in LESSONS:
        at = timeline.at(timeline.first, "17:00")
        reviews.teach(text, by=cast[COMMUNITY], at=at, kind=kind, side=side, topics=topics)


def item_of(campaign: Campaign, cast: Cast) -> Item:
    found: Item = Item.objects.select_related("team", "owner").get(team=cast.team, title=campaign.name)
    return found


def review(item: Item, season: Campaign, cast: Cast, timeline: Timeline) -> None:
    """The season's campaign: watched for a fortnight, and closed with its lessons a few days later."""
    for place, text in OF_THE_SEASON:
        day = season.days.first + place * A_DAY
        watching.write_note(item, by=cast[LEAD], at=timeline.at(day, "20:40"), day=day, text=text)
    after = season.days.last + A_DAY
    courses.update(cast.team, through=season.days.last, at=timeline.at(after, "06:10"), items=[item.pk])
    stages.move(item, by=cast[LEAD], at=timeline.at(workday(after + 2 * A_DAY, 0), "10:00"))
    at = timeline.at(workday(after + 5 * A_DAY, 0), "15:00")
    said = replace(LEARNED, action_owner=cast[COMMUNITY], action_due_on=timeline.today + 3 * A_DAY)
    reviews.write(item, said, by=cast[LEAD], at=at)
    stages.move(item, by=cast[LEAD], at=at)
