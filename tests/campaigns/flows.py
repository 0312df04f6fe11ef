"""Workflows as they are edited in tests: the shipped one, a little changed."""

from dataclasses import replace

from campaigns.flows.plans import FlowPlan, StagePlan
from campaigns.models import Workflow, WorkflowDraft
from campaigns.services import workflows
from campaigns.services.workflows import Seen
from roles.models import Member, Team
from tests.campaigns.conftest import AT

SECOND_LOOK = StagePlan(name="终审", name_en="Final review", role="team_lead", hours=4)


def now(team: Team, code: str = "content") -> Workflow:
    return workflows.in_force(team, code)


def plan(team: Team, code: str = "content") -> FlowPlan:
    return FlowPlan.of(now(team, code))


def with_stage(one: FlowPlan, stage: StagePlan = SECOND_LOOK, *, at: int = 5) -> FlowPlan:
    return replace(one, stages=(*one.stages[:at], stage, *one.stages[at:]))


def without(one: FlowPlan, code: str) -> FlowPlan:
    return replace(one, stages=tuple(stage for stage in one.stages if stage.code != code))


def changed(one: FlowPlan, code: str, **fields) -> FlowPlan:
    """One stage says something else."""
    return replace(one, stages=tuple(replace(s, **fields) if s.code == code else s for s in one.stages))


def save(one: FlowPlan, *, by: Member, code: str = "content", revision: int = 0, at=AT) -> WorkflowDraft:
    workflow = now(by.team, code)
    return workflows.save(workflow, one, by=by, at=at, seen=Seen(revision, workflow.pk))


def publish(one: FlowPlan, *, by: Member, code: str = "content", at=AT, **more) -> Workflow:
    workflow, draft = now(by.team, code), save(one, by=by, code=code, at=at)
    return workflows.publish(workflow, by=by, at=at, seen=Seen(draft.revision, workflow.pk), **more)
