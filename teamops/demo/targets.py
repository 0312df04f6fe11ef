"""The demo's targets: the next month's set, half of them confirmed, one asked about; one of this month changed late."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from kpis.services import confirming, targets
from kpis.targets.book import Book, Key, Wish
from metrics.models import Metric
from notices.models import Notice
from roles.models import Assignment, Role
from teamops.demo import nights
from teamops.demo.people import ANALYST, COMMUNITY, LEAD, MANAGER, OPERATOR, OWNER, TECH, WRITER, Cast
from teamops.demo.record import on_record
from teamops.demo.timeline import A_DAY, Timeline
from teamops.lib.months import first_of, month_after


class Wanted(NamedTuple):
    role: str
    metric: str
    target: str
    alone: str = ""


# By whom each is set.
COMING = {
    OWNER: [
        Wanted("copywriter", "content.reads_and_plays", "68000"),
        Wanted("copywriter", "oa.followers_net", "640"),
        Wanted("copywriter", "oa.followers_net", "700", WRITER),
        Wanted("content_planner", "content.reads_and_plays", "50000"),
    ],
    MANAGER: [
        Wanted("community_manager", "group.net_growth", "450"),
        Wanted("campaign_planner", "biz.participants", "3600"),
        Wanted("user_operator", "shop.repurchase_rate", "0.38"),
        Wanted("team_lead", "shop.gmv", "1600000"),
    ],
}
LATE = Wanted("community_manager", "group.net_growth", "360", COMMUNITY)
WHY_LATE = "两个群合并，停了一周拉新。"
CONFIRMED = (WRITER, LEAD, ANALYST, TECH)
QUESTION = "复购率提到 38%，企业微信渠道的订单也算进去吗？"


def set_all(cast: Cast, timeline: Timeline) -> None:
    """Managers set the next month's targets yesterday; some members have looked at theirs since. This morning one of
    this month changed.
    """
    running, coming = first_of(timeline.today), month_after(timeline.today)
    at = timeline.at(timeline.today, "09:05")
    with on_record(cast[MANAGER], at=at):
        targets.set_targets(running, [wish(cast, running, LATE)], by=cast[MANAGER], at=at, reason=WHY_LATE)
    at = timeline.at(timeline.yesterday, "16:00")
    for username, wanted in COMING.items():
        with on_record(cast[username], at=at):
            targets.set_targets(coming, [wish(cast, coming, one) for one in wanted], by=cast[username], at=at)
    at = timeline.at(timeline.yesterday, "18:05")
    book = Book(cast.team, coming)
    for username in CONFIRMED:
        member = cast[username]
        confirming.confirm(coming, book.fingerprint(member.pk), by=member, at=at)
        # Here the night came first; it asks nobody who has confirmed the evening before.
        Notice.objects.filter(member=member, kind=Notice.Kind.TARGETS_TO_CONFIRM, about=f"{coming:%Y-%m}").delete()
    confirming.ask(coming, QUESTION, by=cast[OPERATOR], at=at)
    nights.settle(at=timeline.at(timeline.yesterday + A_DAY, "09:00"))


def wish(cast: Cast, month: date, one: Wanted) -> Wish:
    role = Role.objects.get(code=one.role)
    assignment = None
    if one.alone:
        held = Assignment.objects.filter(role=role, member=cast[one.alone])
        assignment = held.overlapping(first=month, last=month_after(month) - A_DAY).get().pk
    return Wish(Key(role.pk, Metric.objects.get(code=one.metric).pk, assignment), Decimal(one.target))
