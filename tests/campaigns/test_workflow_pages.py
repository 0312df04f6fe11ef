"""The pages of workflows: reading one, editing it with and without script, comparing, publishing."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from campaigns.flows.plans import FlowPlan, GatePlan
from campaigns.flows.sheets import FlowSheet, typed_out
from campaigns.models import Workflow, WorkflowDraft
from tests.campaigns.conftest import start
from tests.campaigns.flows import changed, now, plan, publish, save, with_stage, without


def address(team, name: str, *args, code: str = "content") -> str:
    return reverse(f"campaigns:workflows-{name}", args=[team.slug, code, *args])


def typed(one: FlowPlan, *, base: Workflow, revision: int = 0, **more) -> dict[str, object]:
    """What the form sends for these stages."""
    return dict(typed_out(one).lists()) | {"base": base.pk, "revision": revision} | more


def order(page: str) -> list[str]:
    return re.findall(r'name="stage" value="([^"]+)"', page)


def text(response) -> str:
    return response.content.decode()


def test_a_workflow_says_who_does_what_and_how_many_items_go_by_each_version(browse, lead, member):
    start(member)
    publish(with_stage(plan(lead.team), at=5), by=lead, note="加一道终审")

    page = text(browse(member).get(address(lead.team, "workflow")))

    for words in ("终审", "合规专员", "加一道终审", "1 项进行中", "选题和目标读者"):
        assert words in page
    assert address(lead.team, "edit") not in page


def test_a_version_says_what_it_changed(browse, lead, member):
    made = publish(changed(plan(lead.team), "topic", hours=4), by=lead)

    page = text(browse(member).get(address(lead.team, "version", made.pk)))

    assert "8 工时" in page
    assert "4 工时" in page


def test_another_teams_version_is_not_found(browse, outsider, lead):
    theirs = publish(without(plan(outsider.team), "topic"), by=outsider)

    assert browse(lead).get(address(lead.team, "version", theirs.pk)).status_code == 404
    assert browse(lead).get(address(lead.team, "workflow", code="magic")).status_code == 404


def test_the_page_types_out_what_is_in_force(team):
    for workflow in Workflow.objects.current(team).for_list():
        one = FlowPlan.of(workflow)

        assert FlowSheet(typed_out(one), kind=workflow.kind, roles=[]).plan == one


def test_what_is_typed_becomes_the_draft_and_leads_to_the_comparison(browse, lead, member):
    start(member)
    base = now(lead.team)
    wanted = with_stage(without(plan(lead.team), "revise"), replace(plan(lead.team).stages[0], code="", name="再选"))

    answer = browse(lead).post(address(lead.team, "edit"), typed(wanted, base=base, compare="1"))
    page = text(browse(lead).get(answer.url))

    assert answer.url == address(lead.team, "publish")
    assert WorkflowDraft.objects.get().stages == wanted.coded(set()).stored
    for words in ("新增", "去掉", "修改定稿", "进行中的 1 项保持开始时的版本"):
        assert words in page


def test_a_gates_condition_is_typed_too(browse, lead):
    gate = GatePlan(level="manager", needs="all", condition="channel_is", channel_kind="official_account")
    wanted = changed(plan(lead.team), "topic", gates=(gate,))

    browse(lead).post(address(lead.team, "edit"), typed(wanted, base=now(lead.team)))

    assert WorkflowDraft.objects.get().stages == wanted.stored


def test_what_is_wrong_is_said_with_its_stage_and_nothing_typed_is_lost(browse, lead):
    wanted = typed(changed(plan(lead.team), "topic", name="定题"), base=now(lead.team))
    wanted |= {"create-hours": "两天", "topic-role": ""}

    answer = browse(lead).post(address(lead.team, "edit"), wanted)

    assert answer.status_code == 422
    for words in ("第 2 环节「创作」", "时限要写整数工时", 'value="定题"', 'value="两天"'):
        assert words in text(answer)
    assert not WorkflowDraft.objects.exists()


def test_what_the_service_refuses_stands_in_its_field(browse, lead):
    wanted = typed(plan(lead.team), base=now(lead.team)) | {"topic-name": ""}

    answer = browse(lead).post(address(lead.team, "edit"), wanted)

    assert answer.status_code == 422
    assert "第 1 环节" in text(answer)
    assert 'aria-invalid="true"' in text(answer)


@pytest.mark.parametrize(
    ("act", "wanted"),
    [
        ("up:create", ["create", "topic"]),
        ("down:topic", ["create", "topic"]),
        ("up:topic", ["topic", "create"]),
        ("out:topic", ["create", "first_review"]),
        ("magic:topic", ["topic", "create"]),
        ("out:magic", ["topic", "create"]),
    ],
)
def test_without_script_the_buttons_rearrange_what_is_typed_and_save_nothing(browse, lead, act, wanted):
    sent = typed(plan(lead.team), base=now(lead.team), do=act) | {"create-name": "写作"}

    answer = browse(lead).post(address(lead.team, "edit"), sent)

    assert answer.status_code == 200
    assert order(text(answer))[:2] == wanted
    assert 'value="写作"' in text(answer)
    assert not WorkflowDraft.objects.exists()


def test_stages_lines_and_gates_are_added_and_taken_out(browse, lead):
    client, sent = browse(lead), typed(plan(lead.team), base=now(lead.team))

    def page(act: str) -> str:
        return text(client.post(address(lead.team, "edit"), sent | {"do": act}))

    assert order(page("add"))[-1] == "new-0"
    assert page("line:topic").count('name="topic-line"') == 3
    assert page("line-out:topic:0").count('name="topic-line"') == 1
    assert page("gate:topic").count('name="topic-gate"') == 1
    assert page("gate-out:first_review:0").count('name="first_review-gate"') == 0


def test_script_gets_the_stages_alone(browse, lead):
    sent = typed(plan(lead.team), base=now(lead.team), do="add")

    answer = browse(lead).post(address(lead.team, "edit"), sent, headers={"hx-request": "true"})

    assert "<html" not in text(answer)
    assert order(text(answer))[-1] == "new-0"


def test_who_saves_second_keeps_what_they_typed_sees_both_and_can_save_over_it(browse, lead, manager):
    base = now(lead.team)
    save(changed(plan(lead.team), "topic", hours=2), by=lead)
    mine = typed(changed(plan(lead.team), "topic", name="定题"), base=base)
    client = browse(manager)

    answer = client.post(address(lead.team, "edit"), mine)

    assert answer.status_code == 409
    for words in (str(lead), 'value="定题"', "2 工时", 'name="revision" value="1"'):
        assert words in text(answer)
    assert WorkflowDraft.objects.get().saved_by == lead

    client.post(address(lead.team, "edit"), mine | {"revision": 1})
    assert WorkflowDraft.objects.get().saved_by == manager


def test_who_saves_after_a_version_came_out_can_save_on_top_of_it(browse, lead, manager):
    base = now(lead.team)
    mine = typed(changed(plan(lead.team), "topic", name="定题"), base=base)
    made = publish(changed(plan(lead.team), "topic", hours=2), by=lead)
    client = browse(manager)

    answer = client.post(address(lead.team, "edit"), mine)

    assert answer.status_code == 409
    assert f'name="base" value="{made.pk}"' in text(answer)
    client.post(address(lead.team, "edit"), mine | {"base": made.pk})
    assert WorkflowDraft.objects.get().base == made


def test_publishing_from_a_page_that_is_old_is_refused_in_words(browse, lead, manager):
    base = now(lead.team)
    save(changed(plan(lead.team), "topic", hours=2), by=lead)
    save(changed(plan(lead.team), "topic", hours=3), by=manager, revision=1)

    answer = browse(lead).post(address(lead.team, "publish"), {"revision": 1, "base": base.pk}, follow=True)

    assert str(manager) in text(answer)
    assert now(lead.team) == base


def test_publishing_and_going_back_to_the_shipped_stages(browse, lead):
    client, base = browse(lead), now(lead.team)
    save(changed(plan(lead.team), "topic", hours=2), by=lead)

    client.post(address(lead.team, "publish"), {"revision": 1, "base": base.pk, "note": "快一点"})
    made = now(lead.team)
    answer = client.post(address(lead.team, "shipped"), {"revision": 0, "base": made.pk})

    assert (made.version, made.note) == (2, "快一点")
    assert answer.url == address(lead.team, "publish")
    assert "8 工时" in text(client.get(answer.url))


def test_a_draft_is_dropped(browse, lead):
    save(changed(plan(lead.team), "topic", hours=2), by=lead)

    answer = browse(lead).post(address(lead.team, "discard"), {"revision": 1, "base": now(lead.team).pk}, follow=True)

    assert answer.status_code == 200
    assert not WorkflowDraft.objects.exists()


def test_what_falls_away_is_said_before_publishing(browse, lead):
    save(changed(plan(lead.team), "compliance", gates=()), by=lead)

    assert "不再过合规" in text(browse(lead).get(address(lead.team, "publish")))


def test_nothing_to_publish_leads_back(browse, lead):
    assert browse(lead).get(address(lead.team, "publish")).url == address(lead.team, "workflow")


def test_the_list_shows_drafts(browse, lead, member):
    save(changed(plan(lead.team), "topic", hours=2), by=lead)

    page = text(browse(member).get(reverse("campaigns:workflows", args=[lead.team.slug])))

    assert "草稿" in page
