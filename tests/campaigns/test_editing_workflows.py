"""Editing a workflow: a draft, its faults, the next version, and what is under way all the while."""

from dataclasses import replace
from decimal import Decimal

import pytest

from campaigns.flows.plans import FlowPlan, GatePlan, LinePlan, StagePlan
from campaigns.models import Gate, Item, Stage, Workflow, WorkflowDraft
from campaigns.services import workflows
from campaigns.services.workflows import Faulty, Overtaken, Seen
from notices.models import Notice
from roles import audit
from roles.models import Role
from roles.permissions import Level
from teamops.lib.exceptions import NotAllowedNow
from tests.campaigns.conftest import AT, go, moment, start
from tests.campaigns.flows import SECOND_LOOK, changed, now, plan, publish, save, with_stage, without
from tests.conftest import make_member


def codes(workflow: Workflow) -> list[str]:
    return list(workflow.stages.values_list("code", flat=True))


def test_what_is_stored_reads_as_what_was_written(team):
    for shipped in Workflow.objects.current(team).for_list():
        one = FlowPlan.of(shipped)

        assert FlowPlan.read(one.name, one.name_en, one.stored) == one


def test_a_draft_counts_for_nobody(lead):
    save(with_stage(plan(lead.team)), by=lead)

    assert now(lead.team).team is None
    assert WorkflowDraft.objects.get().base == now(lead.team)


def test_publishing_makes_the_teams_next_version_with_all_that_was_written(lead):
    gate = GatePlan("approval", level="manager", needs="all", condition="channel_is", channel_kind="official_account")
    stage = replace(SECOND_LOOK, lines=(LinePlan("终稿", "Final text"),), gates=(gate,))

    made = publish(with_stage(plan(lead.team), stage), by=lead, note="加一道终审")

    new = made.stages.get(position=6)
    assert (made.team, made.version, made.kind, made.note, made.made_by) == (
        lead.team,
        2,
        "content",
        "加一道终审",
        lead,
    )
    assert (new.name, new.name_en, new.role.code, new.hours) == ("终审", "Final review", "team_lead", 4)
    assert new.deliverables.get().name == "终稿"
    said = new.gates.get()
    assert (said.level, said.needs, said.condition, said.channel_kind) == (
        "manager",
        "all",
        "channel_is",
        "official_account",
    )
    assert now(lead.team) == made
    assert not WorkflowDraft.objects.exists()
    untouched = [one for one in FlowPlan.of(now(lead.team)).stages if one.code != new.code]
    shipped = Workflow.objects.for_list().get(team=None, code="content")
    assert untouched == list(FlowPlan.of(shipped).stages)


def test_another_team_keeps_the_shipped_one(lead, other_team):
    publish(with_stage(plan(lead.team)), by=lead)

    assert now(other_team).team is None


def test_what_is_under_way_keeps_the_version_it_began_with(lead, planner, writer):
    before = start(planner)
    made = publish(without(plan(lead.team), "create"), by=lead)
    after = start(planner, title="新的")

    before = go(before, "create", by=planner)

    assert before.workflow.team is None
    assert after.workflow == made
    assert go(after, "first_review", by=planner).now.stage.workflow == made
    assert workflows.under_way(lead.team, "content") == {before.workflow_id: 1, made.pk: 1}


def test_new_work_goes_through_the_new_stage(lead, planner):
    publish(with_stage(plan(lead.team), replace(SECOND_LOOK, role="content_planner"), at=1), by=lead)
    item = start(planner)

    item = go(item, "stage_1", by=planner)

    assert item.now.stage.name == "终审"
    assert item.now.due_at == moment("14:00")


def test_a_stage_keeps_its_code_and_a_removed_ones_code_is_not_given_again(lead):
    first = publish(with_stage(plan(lead.team)), by=lead)
    second = publish(without(plan(lead.team), "stage_1"), by=lead)
    third = publish(with_stage(plan(lead.team), replace(SECOND_LOOK, name="再审")), by=lead)

    assert "stage_1" in codes(first)
    assert "stage_1" not in codes(second)
    assert "stage_2" in codes(third)


def test_the_way_back_to_the_shipped_stages_is_a_version_too(lead):
    publish(with_stage(plan(lead.team)), by=lead)
    mine = now(lead.team)

    draft = workflows.take_shipped(mine, by=lead, at=AT, seen=Seen(0, mine.pk))
    back = workflows.publish(mine, by=lead, at=AT, seen=Seen(draft.revision, mine.pk))

    shipped = Workflow.objects.for_list().get(team=None, code="content")
    assert back.version == 3
    assert FlowPlan.of(now(lead.team)) == FlowPlan.of(shipped)


def test_a_draft_that_changes_nothing_is_not_published(lead):
    with pytest.raises(NotAllowedNow):
        publish(plan(lead.team), by=lead)
    assert Workflow.objects.filter(team=lead.team).count() == 0


def test_without_a_draft_nothing_is_published(lead):
    workflow = now(lead.team)

    with pytest.raises(NotAllowedNow):
        workflows.publish(workflow, by=lead, at=AT, seen=Seen(0, workflow.pk))


def test_a_dropped_draft_is_gone(lead):
    draft = save(with_stage(plan(lead.team)), by=lead)

    workflows.discard(now(lead.team), by=lead, seen=Seen(draft.revision, now(lead.team).pk))

    assert not WorkflowDraft.objects.exists()


@pytest.mark.parametrize("level", [Level.MEMBER, Level.ANALYST, Level.AUDITOR])
def test_who_may_not_edit_workflows_may_do_none_of_it(team, lead, level):
    by = make_member(team, "somebody", level)
    save(with_stage(plan(team)), by=lead)
    workflow, seen = now(team), Seen(1, now(team).pk)

    for act in (
        lambda: workflows.save(workflow, plan(team), by=by, at=AT, seen=seen),
        lambda: workflows.publish(workflow, by=by, at=AT, seen=seen),
        lambda: workflows.discard(workflow, by=by, seen=seen),
        lambda: workflows.take_shipped(workflow, by=by, at=AT, seen=seen),
    ):
        with pytest.raises(NotAllowedNow):
            act()
    assert WorkflowDraft.objects.get().revision == 1


def test_who_saves_second_hears_who_was_first_and_nothing_of_theirs_is_done(lead, manager):
    save(with_stage(plan(lead.team)), by=lead)

    with pytest.raises(Overtaken) as told:
        save(without(plan(lead.team), "topic"), by=manager)

    assert str(lead) in str(told.value)
    assert told.value.draft is not None
    assert WorkflowDraft.objects.get().revision == 1


def test_who_saves_after_somebody_published_hears_of_the_version(lead, manager):
    before = now(lead.team)
    publish(with_stage(plan(lead.team)), by=lead)

    with pytest.raises(Overtaken) as told:
        workflows.save(before, plan(lead.team), by=manager, at=AT, seen=Seen(0, before.pk))

    assert str(lead) in str(told.value)
    assert not WorkflowDraft.objects.exists()


def test_who_saves_after_somebody_dropped_the_draft_hears_of_it(lead, manager):
    save(with_stage(plan(lead.team)), by=lead)
    workflows.discard(now(lead.team), by=manager, seen=Seen(1, now(lead.team).pk))

    with pytest.raises(Overtaken):
        save(plan(lead.team), by=lead, revision=1)


def test_who_publishes_publishes_only_what_they_saw(lead, manager):
    save(with_stage(plan(lead.team)), by=lead)
    save(without(plan(lead.team), "topic"), by=manager, revision=1)

    with pytest.raises(Overtaken):
        workflows.publish(now(lead.team), by=lead, at=AT, seen=Seen(1, now(lead.team).pk))
    assert now(lead.team).team is None


def test_the_trail_says_who_saved_and_who_published(lead):
    publish(with_stage(plan(lead.team)), by=lead)

    kinds = {audit.line(entry).kind for entry in audit.entries(lead.team)}

    assert {str(Workflow._meta.verbose_name), str(WorkflowDraft._meta.verbose_name)} <= kinds


BAD_STAGES = {
    "no name": {"name": " "},
    "a long name": {"name": "长" * 41},
    "a long English name": {"name_en": "n" * 61},
    "no role": {"role": ""},
    "a role that isn't there": {"role": "wizard"},
    "no hours at all": {"hours": 0},
    "too many hours": {"hours": 2001},
    "an empty line": {"lines": (LinePlan(""),)},
    "a line twice": {"lines": (LinePlan("终稿"), LinePlan("终稿"))},
    "a long line": {"lines": (LinePlan("长" * 81),)},
    "too many lines": {"lines": tuple(LinePlan(str(n)) for n in range(13))},
    "a gate for nobody": {"gates": (GatePlan(),)},
    "a gate for a role and a level": {"gates": (GatePlan(role="copywriter", level="lead"),)},
    "a gate for auditors": {"gates": (GatePlan(level="auditor"),)},
    "a gate of no kind": {"gates": (GatePlan("magic", role="copywriter"),)},
    "a gate that needs some": {"gates": (GatePlan(role="copywriter", needs="some"),)},
    "a gate twice": {"gates": (GatePlan(role="copywriter"), GatePlan(role="copywriter"))},
    "a gate at full moon": {"gates": (GatePlan(role="copywriter", condition="full_moon"),)},
    "a budget of an article": {
        "gates": (GatePlan(role="copywriter", condition="budget_over", budget_over=Decimal(5)),)
    },
    "a channel that isn't said": {"gates": (GatePlan(role="copywriter", condition="channel_is"),)},
    "another stage's name": {"name": "选题"},
    "a code with a slash": {"code": "a/b"},
    "another stage's code": {"code": "topic"},
    "published a second time": {"is_for_publishing": True},
}


@pytest.mark.parametrize("case", BAD_STAGES)
def test_what_can_not_stand_is_said_with_its_stage_and_nothing_is_kept(lead, case):
    bad = with_stage(plan(lead.team), replace(SECOND_LOOK, **BAD_STAGES[case]), at=7)

    with pytest.raises(Faulty) as told:
        save(bad, by=lead)

    assert 7 in {fault.stage for fault in told.value.faults}
    assert all("8" in str(fault) for fault in told.value.faults if fault.stage == 7)
    assert not WorkflowDraft.objects.exists()


@pytest.mark.parametrize("over", [None, Decimal(-1), Decimal("NaN"), Decimal("1e13"), Decimal("0.001")])
def test_a_gate_over_a_budget_says_which(lead, over):
    gate = GatePlan(role="team_lead", condition="budget_over", budget_over=over)

    with pytest.raises(Faulty):
        save(changed(plan(lead.team, "campaign"), "plan", gates=(gate,)), by=lead, code="campaign")


def test_a_workflow_needs_a_name_stages_and_for_content_a_place_where_it_comes_out(lead):
    one = plan(lead.team)

    for bad in (replace(one, name=""), replace(one, stages=()), changed(one, "publish", is_for_publishing=False)):
        with pytest.raises(Faulty):
            save(bad, by=lead)
    many = tuple(StagePlan(str(n), "copywriter", is_for_publishing=n == 0) for n in range(21))
    with pytest.raises(Faulty):
        save(replace(one, stages=many), by=lead)


def test_a_campaign_over_its_budget_asks_the_new_gate(lead, manager, team):
    gate = GatePlan(level="manager", condition="budget_over", budget_over=Decimal(5000))
    publish(changed(plan(team, "campaign"), "request", gates=(gate,)), by=lead, code="campaign")

    assert Gate.objects.get(stage__workflow__team=team, condition="budget_over").budget_over == 5000
    assert Stage.objects.filter(workflow__team=team, code="request").count() == 1


def test_a_role_that_went_keeps_a_draft_from_being_published(lead):
    save(with_stage(plan(lead.team)), by=lead)
    WorkflowDraft.objects.update(stages=changed(plan(lead.team), "topic", role="gone").stored)

    with pytest.raises(Faulty):
        workflows.publish(now(lead.team), by=lead, at=AT, seen=Seen(1, now(lead.team).pk))
    assert not Role.objects.filter(code="gone").exists()
    assert not Item.objects.exists()


def test_leads_hear_of_a_new_version_but_who_published_it_and_members_don_t(lead, manager, member):
    made = publish(with_stage(plan(lead.team)), by=lead)

    told = Notice.objects.get(kind=Notice.Kind.WORKFLOW_PUBLISHED)
    assert told.member == manager
    assert told.url == f"/t/brook/work/workflows/content/versions/{made.pk}/"
    assert told.arguments["version"] == 2
