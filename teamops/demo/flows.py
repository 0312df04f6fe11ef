"""The demo team's own workflow: the shipped one of groups, with what the team learned."""

from dataclasses import replace

from campaigns.flows.plans import FlowPlan, LinePlan, StagePlan
from campaigns.models import Workflow
from campaigns.services import workflows
from campaigns.services.workflows import Seen
from teamops.demo.people import LEAD, Cast
from teamops.demo.timeline import Timeline

CODE = "community"
COMPARED = LinePlan("对照过上周的群数据", "Compared with last week's numbers")
NOTE = "周计划要先看上周的群数据；周数据提到半天内出。"
HOURS = {"weekly_plan": 6, "weekly_numbers": 4}


def settle(cast: Cast, timeline: Timeline) -> Workflow:
    """Publish the team's version of the workflow of groups; do it after the group was opened."""
    by, at = cast[LEAD], timeline.at(timeline.today, "09:20")
    shipped = workflows.in_force(cast.team, CODE)
    plan = FlowPlan.of(shipped)
    plan = replace(plan, stages=tuple(learned(stage) for stage in plan.stages))
    draft = workflows.save(shipped, plan, by=by, at=at, seen=Seen(0, shipped.pk))
    return workflows.publish(shipped, by=by, at=at, seen=Seen(draft.revision, shipped.pk), note=NOTE)


def learned(stage: StagePlan) -> StagePlan:
    lines = (*stage.lines, COMPARED) if stage.code == "weekly_plan" else stage.lines
    return replace(stage, hours=HOURS.get(stage.code, stage.hours), lines=lines)
