"""The demo's meetings: a weekly review that was held once, the next ones in the calendar, and what came of it."""

from datetime import time, timedelta
from typing import Any

from meetings.models import Meeting, Series
from meetings.services import actions, meetings, series
from meetings.services.meetings import Said
from teamops.demo.people import ANALYST, COMMUNITY, LEAD, MANAGER, OWNER, Cast
from teamops.demo.timeline import A_DAY, Timeline
from teamops.lib.months import first_of

A_WEEK = timedelta(days=7)
PROMISED = (
    ("补齐会员群 4 的群规", COMMUNITY, 0),
    ("视频号缺的两天补数", ANALYST, 2),
    ("双十一复盘的结论写进选题库", MANAGER, 5),
)


def hold_all(cast: Cast, timeline: Timeline) -> None:
    """Last week's review is closed, today's waits to be started; the monthly one stands in the calendar."""
    weekly = set_up(cast, timeline, kind="weekly", name="周复盘", frequency="weekly", weekday=timeline.today.weekday())
    set_up(cast, timeline, kind="monthly", name="月度战略会", frequency="monthly", month_day=3, minutes=120)
    day = timeline.today - A_WEEK
    held = Meeting.objects.create(
        series=weekly, day=day, starts_at=weekly.starts_at, minutes=weekly.minutes, chair=weekly.chair
    )
    by, at = cast[LEAD], timeline.at(day, "16:02")
    meetings.start(held, by=by, at=at)
    meetings.take_minutes(held, [Said("numbers", "净增回落，取消关注集中在周末那篇清单。")], by=by, at=at)
    meetings.decide(held, text="清单类文章每周最多一篇，先给社群试读。", by=by, at=at)
    for text, owner, days in PROMISED:
        due_on = timeline.today + days * A_DAY
        actions.give(text, owner=cast[owner], due_on=due_on, by=by, at=at, meeting=held)
    done = actions.give(
        "群主号解封申请提交腾讯客服", owner=cast[OWNER], due_on=day + 2 * A_DAY, by=by, at=at, meeting=held
    )
    meetings.close(held, by=by, at=timeline.at(day, "16:58"))
    actions.finish(done, by=cast[OWNER], at=timeline.at(day + A_DAY, "11:20"))


def set_up(cast: Cast, timeline: Timeline, **differing: Any) -> Series:
    fields: dict[str, Any] = {
        "starts_at": time(16),
        "minutes": 60,
        "chair": cast[LEAD],
        "first_on": first_of(timeline.first),
    } | differing
    return series.set_up(by=cast[LEAD], at=timeline.now, **fields)
