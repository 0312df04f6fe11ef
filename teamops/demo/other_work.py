"""The demo's work beside content: an incident closed in time, a finding that helped, requests to other departments."""

from datetime import date, timedelta
from decimal import Decimal

from campaigns.models import Clock, IncidentDetail
from campaigns.services import deadlines
from metrics.models import Channel, Metric
from teamops.demo import numbers
from teamops.demo.channels import OFFICIAL_ACCOUNT
from teamops.demo.on_the_way import Way, workday
from teamops.demo.people import ANALYST, COMPLIANCE, MANAGER, OWNER, TECH, Cast
from teamops.demo.timeline import A_DAY, Timeline

A_WEEK = timedelta(days=7)
INCIDENT_AGO, BEFORE_FINDING = 9, 24


def close_an_incident(about: Way, cast: Cast, timeline: Timeline) -> None:
    """A reader doubted a sentence of a published article; it was down after 35 minutes, and mended."""
    day = workday(timeline.today, INCIDENT_AGO)
    way = Way.begin(
        "incident", f"读者质疑「{about.item.title}」的功效说法", by=COMPLIANCE, cast=cast, timeline=timeline,
        day=day, ago=0, kind=IncidentDetail.Kind.CONTENT, content_item=about.item,
        happened_at=timeline.at(day, "09:20"),
    )  # fmt: skip
    way.on(COMPLIANCE, 0, "09:45", "评论区截图已存")
    down = way.at(0, "10:15")
    deadlines.stop(way.item, kind=Clock.Kind.TAKE_DOWN, by=cast[MANAGER], at=way.at(0, "10:18"), happened_at=down)
    way.on(MANAGER, 0, "10:20", "先设为仅自己可见")
    way.approve(OWNER, 0, "11:30", "说明可以发：原文引用的是 2024 年的报告，已换新。")
    way.on(COMPLIANCE, 0, "16:10", "引用的报告过期，选题时没核对年份")
    way.approve(OWNER, 0, "17:20", "选题清单加一项：引用报告不超过两年。")


def find_something(channels: dict[str, Channel], cast: Cast, timeline: Timeline) -> None:
    """The welcome message was changed on the day after which the most new followers came."""
    new = {one.day: one.new for one in numbers.followers(timeline)}
    days = [timeline.today - ago * A_DAY for ago in range(9, BEFORE_FINDING)]
    acted = max(days, key=lambda day: gained(new, day))
    way = Way.begin(
        "finding", "新增关注少，欢迎语里没说能得到什么", by=ANALYST, cast=cast, timeline=timeline, day=acted, ago=3,
        metric=Metric.objects.get(team=None, code="oa.followers_new"), about=channels[OFFICIAL_ACCOUNT].subject,
        before=Decimal(sum(new[acted - ago * A_DAY] for ago in range(1, 8))) / 7,
        before_through=acted - A_DAY, action="欢迎语第一句改成「回复肤质，领三步清单」，菜单栏同步。", acted_on=acted,
    )  # fmt: skip
    for ago, clock in ((3, "11:00"), (2, "10:30"), (2, "15:00"), (1, "10:00")):
        way.on(ANALYST, ago, clock)
    way.on_at(MANAGER, timeline.at(acted, "11:00"), "欢迎语和菜单已改")
    if (verified_on := workday(acted + A_WEEK + 2 * A_DAY, 0)) <= timeline.yesterday:
        way.on_at(ANALYST, timeline.at(verified_on, "10:40"), "七天对七天，超过 5%")


def gained(new: dict[date, int], day: date) -> float:
    before = sum(new[day - ago * A_DAY] for ago in range(1, 8))
    return sum(new[day + ago * A_DAY] for ago in range(1, 8)) / before


def ask_for_help(cast: Cast, timeline: Timeline) -> None:
    """One request is done in time, one was answered and is being worked on, one was asked this morning."""
    done = request("会员中心页打开慢，看下图片", 8, cast, timeline)
    answer(done, 8, "14:20")
    deadlines.stop(
        done.item, kind=Clock.Kind.DELIVER, by=cast[TECH], at=done.at(5, "16:05"), happened_at=done.at(5, "16:00")
    )
    done.on(TECH, 5, "16:10", "图片压缩上线，首屏 1.8 秒")
    done.approve(OWNER, 4, "10:00")
    answer(request("抽奖页加一个中奖名单导出", 4, cast, timeline), 4, "16:40")
    request("双十二当天加两台静态服务器", 0, cast, timeline)


def request(title: str, ago: int, cast: Cast, timeline: Timeline) -> Way:
    way = Way.begin(
        "request", title, by=MANAGER, cast=cast, timeline=timeline, day=timeline.today, ago=ago,
        owner=cast[TECH], department="技术部", contact="吴启航",
    )  # fmt: skip
    way.on(MANAGER, ago, "09:50")
    return way


def answer(way: Way, ago: int, clock: str) -> None:
    deadlines.stop(
        way.item, kind=Clock.Kind.RESPOND, by=way.cast[TECH], at=way.at(ago, clock), happened_at=way.at(ago, clock)
    )
    way.on(TECH, ago, clock)
