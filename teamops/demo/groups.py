"""The demo's group: what it is for, and its week: approved by a lead, half of it behind us."""

from datetime import date
from typing import Any

from campaigns.models import Activity, Item, WeekPlan, Workflow
from campaigns.models.weeks import week_of
from campaigns.services import approvals, items, stages, texts, weeks
from metrics.models import Channel
from teamops.demo.people import COMMUNITY, LEAD, MANAGER, Cast
from teamops.demo.timeline import A_DAY, Timeline

Kind = Activity.Kind
# Day of the week from Monday, what, in words, and what came of it.
WEEK = (
    (0, Kind.TOPIC, "换季泛红怎么办", "42 人发言"),
    (1, Kind.SHARING, "屏障修护三步", "186 人看过，收到 9 个问题"),
    (2, Kind.SERVICE, "集中答疑", "答了 14 个问题"),
    (3, Kind.TOPIC, "晒晒你的护肤台", "31 人晒单"),
    (4, Kind.OFFER, "老客回购券", ""),
    (5, Kind.EVENT, "周末空瓶打卡", "27 人打卡"),
    (6, Kind.TOPIC, "下周想聊什么", "18 人发言"),
)
POSITION = "老会员的护肤交流群：先解决换季和敏感的问题，再谈产品。每周两个话题、一次答疑、一次活动，福利不超过一次。"
WEEKLY = "weekly_plan"
WHY = "券的额度没批下来"


def keep(cast: Cast, timeline: Timeline) -> Item:
    """Open the group, plan its week the Friday before, and say what came of the days that are over."""
    group = opened(cast, timeline)
    week = week_of(timeline.today)
    planned_at = timeline.at(week.first - 3 * A_DAY, "16:00")
    keeper, lead = cast[COMMUNITY], cast[LEAD]
    for number, kind, title, _note in WEEK:
        weeks.plan(group, day=week.first + number * A_DAY, kind=kind, title=title, by=keeper, at=planned_at)
    plan = weeks.submit(WeekPlan.objects.get(item=group), by=keeper, at=planned_at)
    weeks.decide(plan, is_approved=True, by=lead, at=timeline.at(week.first - 3 * A_DAY, "17:20"))
    for number, _kind, title, note in WEEK:
        say(plan, title, note, cast, timeline, day=week.first + number * A_DAY)
    return group


def say(plan: WeekPlan, title: str, note: str, cast: Cast, timeline: Timeline, *, day: date) -> None:
    if day >= timeline.today:
        return
    outcome = Activity.Outcome.HELD if note else Activity.Outcome.FELL_THROUGH
    activity = plan.activities.get(title=title)
    weeks.settle(activity, outcome=outcome, note=note or WHY, by=cast[COMMUNITY], at=timeline.at(day, "21:10"))


def opened(cast: Cast, timeline: Timeline) -> Item:
    team = cast[COMMUNITY].team
    particulars: dict[str, Any] = {
        "channel": Channel.objects.filter(subject__team=team, kind=Channel.Kind.GROUP).first(),
        "keeper": cast[COMMUNITY],
        "entry_rule": "下过单的会员，扫包裹里的码进群",
        "house_rules": "不发外链；营销消息不超过三成；晚上十点后不@所有人",
        "welcome": "欢迎来到护肤交流群，先看群公告，晒单有小样。",
    }
    workflow = Workflow.objects.current(team).get(code="community")
    at = timeline.at(timeline.today - 20 * A_DAY, "10:00")
    group = items.start(workflow=workflow, title="护肤交流 6 群", by=cast[COMMUNITY], at=at, **particulars)
    texts.write(group, by=cast[COMMUNITY], at=at, title=group.title, body=POSITION)
    approvals.approve(group, by=cast[MANAGER], at=timeline.at(timeline.today - 19 * A_DAY, "11:30"))
    return moved(Item.objects.get(pk=group.pk), cast, timeline)


def moved(group: Item, cast: Cast, timeline: Timeline) -> Item:
    """Its seed users are there, it is open, and it is at its weekly plan since this morning."""
    while group.now.stage.code != WEEKLY:
        is_last = group.now.stage.position + 1 == group.workflow.stages.get(code=WEEKLY).position
        day = timeline.today - (0 if is_last else 7) * A_DAY
        group = stages.move(group, by=cast[COMMUNITY], at=timeline.at(day, "09:00"))
    return group
