"""The demo's risks: what people registered; what the thresholds add, the nights have raised by themselves."""

from dataclasses import dataclass
from datetime import timedelta

from campaigns import raising
from campaigns.models import Item, Risk
from campaigns.services import risks
from campaigns.services.risks import Assessment
from teamops.demo.people import COMMUNITY, LEAD, MANAGER, TECH, Cast
from teamops.demo.timeline import A_DAY, Timeline

Kind = Risk.Kind


@dataclass(frozen=True)
class Feared:
    """Somebody minds a risk that was registered so many days ago and is reviewed so many days after that."""

    kind: str
    title: str
    likelihood: int
    impact: int
    measures: str
    owner: str
    days_ago: int
    review_after: int
    is_about_campaign: bool = False


FEARED = (
    Feared(Kind.COMPLIANCE, "功效表述过界，文章被平台下架", 3, 5, "发布前三级审核；词表每月更新", MANAGER, 20, 34),
    Feared(Kind.TECHNOLOGY, "群主号被限制登录", 4, 4, "备用群主号；申请解封", COMMUNITY, 9, 8),
    Feared(Kind.COMPETITION, "竞品提前开双十二预售", 3, 3, "备一版提前场方案", LEAD, 6, 21),
    Feared(
        Kind.LOSS,
        "邀新奖励被刷，来的不是真用户",
        4,
        4,
        "同一设备只发一次；每天抽查",
        LEAD,
        5,
        9,
        is_about_campaign=True,
    ),
    Feared(Kind.TECHNOLOGY, "小程序大促当天打不开", 2, 5, "压测；静态降级页", TECH, 5, 12),
)


def foresee(cast: Cast, timeline: Timeline) -> None:
    campaign = Item.objects.filter(team=cast[LEAD].team).of_kind(Item.Kind.CAMPAIGN).open().first()
    for one in FEARED:
        day = timeline.today - one.days_ago * A_DAY
        thought = Assessment(
            kind=one.kind, title=one.title, likelihood=one.likelihood, impact=one.impact, measures=one.measures,
            owner=cast[one.owner], review_on=day + timedelta(days=one.review_after),
            item=campaign if one.is_about_campaign else None,
        )  # fmt: skip
        risks.register(thought, by=cast[LEAD], at=timeline.at(day, "11:30"))
    look_at_what_was_raised(cast, timeline)
    raising.look(cast[LEAD].team, on=timeline.yesterday, at=timeline.at(timeline.today, "06:10"))


def look_at_what_was_raised(cast: Cast, timeline: Timeline) -> None:
    """Who minds a risk that a threshold raised has looked at it a few days ago."""
    day = timeline.today - 3 * A_DAY
    for risk in Risk.objects.filter(team=cast[LEAD].team, raised_by=None).open().select_related("owner"):
        thought = Assessment(
            kind=risk.kind, title=risk.title, likelihood=risk.likelihood, impact=risk.impact,
            measures="营销消息每天最多 3 条，改发话题", owner=risk.owner, review_on=day + timedelta(days=10),
        )  # fmt: skip
        found = "大促期间消息多，下周看回落"
        risks.review(risk, thought, by=cast[LEAD], at=timeline.at(day, "16:00"), found=found)
