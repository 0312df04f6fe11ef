"""The demo's SOPs under way: one for new customers with most steps done, one for a live stream that is to come."""

from datetime import date, datetime

from campaigns.models import DueStep, Item, Sop, SopRun
from campaigns.services import sop_runs
from teamops.demo.people import COMMUNITY, OPERATOR, Cast
from teamops.demo.timeline import A_DAY, Timeline

NEW_GROUP_DAYS = 5
NOTES = {0: "186 人进群，欢迎语已发", 1: "42 人接话，聊换季泛红的最多", 3: "《屏障修护三步》，收到 9 个问题"}
UNTIL_LIVE = 5


def keep_up(cast: Cast, timeline: Timeline) -> None:
    """A group in its first week: what was due before today is done, but for one step. And an event in some days."""
    begins_on = timeline.today - NEW_GROUP_DAYS * A_DAY
    at = timeline.at(begins_on, "09:10")
    group = Item.objects.filter(team=cast.team, kind=Item.Kind.COMMUNITY).first()
    run = started("new_group", "护肤交流 6 群", cast, OPERATOR, begins_on=begins_on, at=at, item=group)
    due = run.steps.filter(due_on__lt=timeline.today).select_related("step")
    for step in due:
        tick(step, cast, timeline)
    live = timeline.today + UNTIL_LIVE * A_DAY
    started("live_stream", "双十二直播", cast, COMMUNITY, begins_on=live, at=timeline.at(timeline.today, "09:20"))


def started(
    code: str, name: str, cast: Cast, owner: str, *, begins_on: date, at: datetime, item: Item | None = None
) -> SopRun:
    sop = Sop.objects.current(cast[owner].team_id).get(code=code)
    return sop_runs.start(sop, begins_on=begins_on, name=name, item=item, by=cast[owner], at=at)


def tick(step: DueStep, cast: Cast, timeline: Timeline) -> None:
    """The second step of the first day waits still."""
    day = step.step.day
    if day == 0 and step.step.position > 1:
        return
    at = timeline.at(step.due_on, "10:40")
    sop_runs.tick(step, by=cast[OPERATOR], at=at, note=NOTES.get(day, ""))
