"""What a version of a workflow says otherwise than the one before, and what falls away with it."""

from dataclasses import replace

import pytest

from campaigns.flows import changes
from campaigns.flows.faults import falls_away
from campaigns.flows.plans import FlowPlan, GatePlan, LinePlan
from roles.models import Role
from tests.campaigns.flows import SECOND_LOOK, changed, plan, with_stage, without

pytestmark = pytest.mark.django_db


@pytest.fixture
def before(team) -> FlowPlan:
    return plan(team)


def between(before: FlowPlan, after: FlowPlan) -> dict[str, changes.StageChange]:
    found = changes.between(before, after, roles={role.code: role for role in Role.objects.all()})
    return {one.stage.code: one for one in found}


def test_the_same_is_the_same(before):
    assert all(one.is_same for one in between(before, before).values())


def test_a_new_stage_and_one_that_went_are_told_where_they_stand(before):
    found = between(before, with_stage(without(before, "revise"), replace(SECOND_LOOK, code="final"), at=3))

    assert found["final"].is_new
    assert found["final"].says == "团队负责人；4 工时"
    assert found["revise"].is_gone
    assert list(found) == [
        "topic", "create", "first_review", "revise", "final", "compliance", "schedule", "publish", "data_review"
    ]  # fmt: skip
    assert [code for code, one in found.items() if not one.is_same] == ["revise", "final"]


def test_of_stages_that_changed_places_only_the_one_that_moved_is_told(before):
    stages = list(before.stages)
    stages.insert(1, stages.pop(6))

    found = between(before, replace(before, stages=tuple(stages)))

    assert [code for code, one in found.items() if one.is_moved] == ["publish"]
    assert (found["publish"].before, found["publish"].after) == (7, 2)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "定题"}, ("选题", "定题")),
        ({"hours": None}, ("8 工时", "不限时")),
        ({"role": "copywriter"}, ("内容策划", "文案")),
        ({"is_for_writing": False}, ("是", "否")),
        ({"lines": (LinePlan("选题单"),)}, ("", "选题单")),
        ({"gates": (GatePlan(level="lead"),)}, ("无", "组长")),
    ],
)
def test_a_stage_that_says_something_else_says_what_it_said(before, fields, words):
    detail = between(before, changed(before, "topic", **fields))["topic"].details

    assert len(detail) == 1
    assert words[0] in detail[0].before
    assert words[1] in detail[0].after


def test_another_name_of_the_workflow_is_told(before):
    assert [one.after for one in changes.names_between(before, replace(before, name="内容"))] == ["内容"]


def held(one: FlowPlan) -> set[str]:
    return {stage.role for stage in one.stages}


def test_a_check_that_falls_away_is_said(before):
    after = changed(before, "compliance", gates=())

    assert len(falls_away(before, after, kind="content", held=held(before))) == 2  # compliance, and legal with it
    assert falls_away(before, before, kind="content", held=held(before)) == []


def test_compliance_after_publishing_is_said(before):
    stages = list(before.stages)
    stages.append(stages.pop(4))

    assert len(falls_away(before, replace(before, stages=tuple(stages)), kind="content", held=held(before))) == 1


def test_a_stage_that_nobody_can_do_is_said(before):
    told = falls_away(before, before, kind="content", held=held(before) - {"copywriter"})

    assert len(told) == 2
    assert "创作" in told[0]
