"""The demo's goals: a whole with four parts, one on plan, one yellow, one orange with its note, one red; one draft."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from kpis.goals import courses
from kpis.goals.readings import Readings
from kpis.goals.smart import Aim
from kpis.models import Goal, Kpi
from kpis.services import goal_moves, goals, milestones
from metrics.models import Metric, Subject
from notices.models import Notice
from teamops.demo.people import ANALYST, COMMUNITY, LEAD, MANAGER, OPERATOR, OWNER, WRITER, Cast
from teamops.demo.timeline import A_DAY, Timeline
from teamops.lib.progress import planned_on
from teamops.lib.rounding import round_half_up

Dimension, Period, Kind = Goal.Dimension, Goal.Period, Subject.Kind
# So long run the parts, and the whole.
PART, WHOLE = timedelta(days=119), timedelta(days=364)
MOVED_BY, NEXT = timedelta(days=30), timedelta(days=90)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Plan:
    """A goal of the demo. ``behind``: so many points when its numbers end, which gives the target, to a ``step``."""

    name: str
    owner: str
    metric: str
    kind: str
    dimension: str
    baseline: str
    behind: int
    step: str
    period: str = Period.RECENT


ALL = Plan("私域用户做到年度目标", OWNER, "user.private_domain", Kind.TEAM, Dimension.TOTAL, "78200", -4, "500")
ON_PLAN = Plan("30 日留存率", ANALYST, "user.retention_30", Kind.TEAM, Dimension.USERS, "0.36", -2, "0.005")
YELLOW = Plan(
    "公众号新增关注", MANAGER, "oa.followers_new", Kind.CHANNEL, Dimension.CONTENT, "0", 13, "100", Period.START
)
ORANGE = Plan("社群日活率", COMMUNITY, "group.daily_active_rate", Kind.CHANNEL, Dimension.USERS, "0.2", 24, "0.001")
RED = Plan("有赞和小店成交额", OPERATOR, "shop.gmv", Kind.CHANNEL, Dimension.CONVERSION, "0", 35, "10000", Period.START)
REASON = "上个月起两个群的话题断档，发言集中在周五；活动期进来的新人没有人接。"
REMEDY = "赵雨薇从活动抽 25% 的时间回社群，每周二、四各加一场话题；新人三天内由群主打招呼，下周三看发言人数。"


def set_all(cast: Cast, timeline: Timeline) -> None:
    """Set and approve the goals on the first day, and let them run until yesterday."""
    at = timeline.at(timeline.first, "10:00")
    whole = put(ALL, cast, timeline, until=WHOLE)
    parts = {plan: put(plan, cast, timeline, until=PART, parent=whole) for plan in (ON_PLAN, YELLOW, ORANGE, RED)}
    Notice.objects.filter(member__team=cast.team, kind=Notice.Kind.GOAL_APPROVED).update(told_at=at, read_at=at)
    stops_of(parts[ORANGE], cast, timeline)
    move(parts[RED], cast, timeline)
    courses.update(cast.team, at=timeline.now, through=timeline.yesterday)
    said_at = timeline.at(timeline.yesterday, "17:20")
    goals.write_note(parts[ORANGE], by=cast[COMMUNITY], at=said_at, reason=REASON, plan=REMEDY)
    draft(cast, timeline, parent=whole)


def put(plan: Plan, cast: Cast, timeline: Timeline, *, until: timedelta, parent: Goal | None = None) -> Goal:
    """Set by the lead, approved by the owner, or by the manager where it is the owner's own."""
    last = timeline.first + until
    aim = Aim(
        name=plan.name,
        metric=Metric.objects.with_terms().get(code=plan.metric, team=None),
        subject_kind=plan.kind,
        period=plan.period,
        baseline=Decimal(plan.baseline),
        start_on=timeline.first,
        end_on=last,
        owner=cast[plan.owner],
        parent=parent,
        dimension=plan.dimension,
    )
    at = timeline.at(timeline.first, "09:40")
    wanted = Aim(**aim.values | {"target": target_of(plan, aim, cast, timeline)})
    goal = goals.set_goal(wanted, by=cast[LEAD], at=at)
    by = cast[MANAGER if plan.owner == OWNER else OWNER]
    return goals.approve(goal, by=by, at=timeline.at(timeline.first, "10:00"))


def target_of(plan: Plan, aim: Aim, cast: Cast, timeline: Timeline) -> Decimal:
    """The target of which the numbers have reached what was planned by their last day, less ``behind`` points."""
    goal = Goal(team=cast.team, **aim.values)
    readings = Readings(cast.team, [goal], last=timeline.yesterday)
    day = readings.through(goal) or timeline.yesterday
    value = readings.on(goal, day) or goal.baseline + 1
    planned = planned_on(day, start=goal.start_on, end=goal.end_on)
    way = (value - goal.baseline) * HUNDRED / (planned - plan.behind)
    return to_step(goal.baseline + way, Decimal(plan.step))


def to_step(value: Decimal, step: Decimal) -> Decimal:
    """As people set targets: round numbers."""
    return round_half_up(value / step, Decimal(1)) * step


def stops_of(goal: Goal, cast: Cast, timeline: Timeline) -> None:
    """One met with evidence, one to come, one that the numbers will judge."""
    first, at = timeline.first, timeline.at(timeline.first, "10:20")
    by = cast[LEAD]
    calendar = milestones.add(goal, by=by, at=at, name="话题日历排满一个月", due_on=first + 20 * A_DAY)
    milestones.add(goal, by=by, at=at, name="群规与欢迎语换新", due_on=goal.end_on - 14 * A_DAY)
    half = goal.baseline + (goal.target - goal.baseline) / 2
    value = round_half_up(half, Decimal("0.001"))
    milestones.add(goal, by=by, at=at, name="走完一半", due_on=goal.end_on - 21 * A_DAY, value=value)
    milestones.judge(
        calendar,
        by=by,
        at=timeline.at(first + 19 * A_DAY, "15:00"),
        met_on=first + 18 * A_DAY,
        evidence="话题日历一个月 12 个话题都有负责人和素材，会员群已按它跑了一周。",
        link="https://docs.example.com/topics",
    )


def move(goal: Goal, cast: Cast, timeline: Timeline) -> None:
    """Asked for by the lead when the season's sale was put off, approved by the owner; the delay stays visible."""
    on = timeline.first + 45 * A_DAY
    goal_moves.propose(
        goal,
        by=cast[LEAD],
        at=timeline.at(on, "11:00"),
        end_on=goal.end_on + MOVED_BY,
        target=goal.target,
        reason="大促推后，成交要晚一个月才看得到。",
    )
    goal_moves.approve(goal, by=cast[OWNER], at=timeline.at(on + A_DAY, "09:30"), comment="同意，下月看转化")


def draft(cast: Cast, timeline: Timeline, *, parent: Goal) -> None:
    """The copywriter's next goal waits for approval."""
    aim = Aim(
        name="文章三个月阅读 15 万次",
        metric=Metric.objects.get(code="oa.reads", team=None),
        subject_kind=Kind.CONTENT,
        numbers=Kpi.Numbers.OWN,
        period=Period.START,
        baseline=Decimal(0),
        target=Decimal(150_000),
        start_on=timeline.today,
        end_on=timeline.today + NEXT,
        owner=cast[WRITER],
        parent=parent,
        dimension=Dimension.CONTENT,
    )
    goals.set_goal(aim, by=cast[LEAD], at=timeline.at(timeline.yesterday, "16:40"))
